import { createRandom } from '../../../src/engine/core/rng';
import { input } from '../../../src/engine/graph/leaves';
import type { Value } from '../../../src/engine/graph/node';
import { type Counts, type Dim, elementCount } from '../../../src/engine/graph/shapes';
import { activation } from '../../../src/engine/ops/activation';
import { add } from '../../../src/engine/ops/add';
import { addBias } from '../../../src/engine/ops/addBias';
import { attention } from '../../../src/engine/ops/attention';
import { crf } from '../../../src/engine/ops/crf';
import { crossEntropy } from '../../../src/engine/ops/crossEntropy';
import { dropout } from '../../../src/engine/ops/dropout';
import { fill } from '../../../src/engine/ops/fill';
import { gather } from '../../../src/engine/ops/gather';
import { layerNorm } from '../../../src/engine/ops/layerNorm';
import { lstm } from '../../../src/engine/ops/lstm';
import { matmul } from '../../../src/engine/ops/matmul';
import { overRowNorm } from '../../../src/engine/ops/overRowNorm';
import { replaceRows } from '../../../src/engine/ops/replaceRows';
import { scale } from '../../../src/engine/ops/scale';
import { scaleColumns } from '../../../src/engine/ops/scaleColumns';
import { segmentMean } from '../../../src/engine/ops/segmentMean';
import { TARGET_LOSSES, targetLoss } from '../../../src/engine/ops/targetLoss';

/** One differentiable op on small inputs. Float inputs are differentiated. */
export interface OpCase {
  readonly name: string;
  /** Id of the op under test. */
  readonly op: string;
  readonly counts: Counts;
  readonly inputs: Readonly<
    Record<string, { readonly leaf: Value; readonly data: Float32Array | Int32Array }>
  >;
  readonly output: Value;
  /** It does not depend on its inputs' values: no gradient goes on. */
  readonly constant?: true;
}

type Inputs = OpCase['inputs'];

let stream = 0;

/** Normal numbers, the same in every run. */
export function normals(count: number, spread = 1): Float32Array {
  const random = createRandom(7, ++stream);
  return Float32Array.from({ length: count }, () => spread * random.normal());
}

function floats(name: string, shape: readonly Dim[], counts: Counts): Inputs[string] {
  return { leaf: input(name, shape, 'f32'), data: normals(elementCount(shape, counts)) };
}

function integers(name: string, shape: readonly Dim[], values: readonly number[]): Inputs[string] {
  return { leaf: input(name, shape, 'i32'), data: Int32Array.from(values) };
}

function segmentTable(lengths: readonly number[]): number[] {
  let start = 0;
  return lengths.flatMap((length) => {
    start += length;
    return [start - length, length];
  });
}

const COUNTS: Counts = { N: 7, S: 3 };
const LENGTHS = [3, 1, 3];

function matmulCase(transposeA: boolean, transposeB: boolean): OpCase {
  const a = floats('a', transposeA ? [5, 7] : [7, 5], COUNTS);
  const b = floats('b', transposeB ? [3, 5] : [5, 3], COUNTS);
  const output = matmul(a.leaf, b.leaf, { transposeA, transposeB, alpha: 0.7 });
  return {
    name: `matmul ${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}`,
    op: 'matmul',
    counts: COUNTS,
    inputs: { a, b },
    output,
  };
}

function attentionCase(
  name: string,
  heads: number,
  kvHeads: number,
  causal: boolean,
  rate: number,
): OpCase {
  const headDim = 4;
  const q = floats('q', ['N', heads * headDim], COUNTS);
  const k = floats('k', ['N', kvHeads * headDim], COUNTS);
  const v = floats('v', ['N', kvHeads * headDim], COUNTS);
  const segments = integers('segments', ['S', 2], segmentTable(LENGTHS));
  const key = integers('key', [1], [12345]);
  const options = { heads, kvHeads, headDim, causal, scale: 0.5, rate, salt: 3 };
  const output = attention(
    q.leaf,
    k.leaf,
    v.leaf,
    { segments: segments.leaf, key: key.leaf },
    options,
  );
  return { name, op: 'attention', counts: COUNTS, inputs: { q, k, v, segments, key }, output };
}

function unary(name: string, op: string, build: (x: Value) => Value): OpCase {
  const x = floats('x', ['N', 6], COUNTS);
  return { name, op, counts: COUNTS, inputs: { x }, output: build(x.leaf) };
}

/** Every differentiable op, at least once. */
export function opCases(): OpCase[] {
  const two = { a: floats('a', ['N', 4], COUNTS), b: floats('b', ['N', 4], COUNTS) };
  const biased = { x: floats('x', ['N', 4], COUNTS), b: floats('b', [4], COUNTS) };
  const magnitudes = {
    m: floats('m', [4], COUNTS),
    like: integers('like', [4, 3], new Array(12).fill(0)),
  };
  const dropped = { x: floats('x', ['N', 4], COUNTS), key: integers('key', [1], [99]) };
  const looked = {
    index: integers('index', ['N'], [0, 2, 2, 4, 1, 0, 2]),
    table: floats('table', [5, 4], COUNTS),
  };
  const placed = {
    x: floats('x', ['N', 4], COUNTS),
    index: integers('index', ['N'], [0, -1, 1, -1, 1, -1, 2]),
    table: floats('table', [3, 4], COUNTS),
  };
  const normed = {
    x: floats('x', ['N', 6], COUNTS),
    gamma: floats('gamma', [6], COUNTS),
    beta: floats('beta', [6], COUNTS),
  };
  const recurrent = {
    x: floats('x', [4, 12], COUNTS),
    reverseX: floats('reverseX', [4, 12], COUNTS),
    w: floats('w', [12, 3], COUNTS),
    reverseW: floats('reverseW', [12, 3], COUNTS),
  };
  const pooled = {
    x: floats('x', ['N', 4], COUNTS),
    segments: integers('segments', ['S', 2], segmentTable(LENGTHS)),
  };
  const between = {
    x: floats('x', ['N', 4], COUNTS),
    segments: integers('segments', ['S', 2], [1, 1, 3, 2, 5, 1]),
  };
  const scored = {
    logits: floats('logits', ['S', 4], COUNTS),
    labels: integers('labels', ['S'], [2, -100, 0]),
    divisor: { leaf: input('divisor', [1], 'f32'), data: Float32Array.of(2) },
  };
  const chainCounts = { N: 6, S: 2 };
  const chained = {
    emissions: floats('emissions', ['N', 3], chainCounts),
    tags: integers('tags', ['N'], [0, -100, 2, 1, 1, -100]),
    transitions: floats('transitions', [3, 3], chainCounts),
    start: floats('start', [3], chainCounts),
    end: floats('end', [3], chainCounts),
    spans: integers('spans', ['S', 2], [0, 4, 4, 2]),
    divisor: scored.divisor,
  };
  const weights = { leaf: input('weights', [4], 'f32'), data: Float32Array.of(0.5, 3, 1, 2) };
  const aimed = { x: floats('x', ['S', 4], COUNTS), divisor: scored.divisor };
  return [
    matmulCase(false, false),
    matmulCase(false, true),
    matmulCase(true, false),
    matmulCase(true, true),
    attentionCase('attention', 2, 2, false, 0),
    attentionCase('attention causal', 2, 2, true, 0),
    attentionCase('attention grouped heads', 4, 2, true, 0),
    attentionCase('attention with dropout', 2, 2, false, 0.3),
    ...['gelu', 'gelu_new', 'tanh', 'silu'].map((kind) =>
      unary(`activation ${kind}`, 'activation', (x) => activation(x, kind)),
    ),
    unary('scale', 'scale', (x) => scale(x, -1.5)),
    { ...unary('fill', 'fill', (x) => fill(x, 0.25)), constant: true },
    { name: 'add', op: 'add', counts: COUNTS, inputs: two, output: add(two.a.leaf, two.b.leaf) },
    {
      name: 'addBias',
      op: 'addBias',
      counts: COUNTS,
      inputs: biased,
      output: addBias(biased.x.leaf, biased.b.leaf),
    },
    {
      name: 'scaleColumns',
      op: 'scaleColumns',
      counts: COUNTS,
      inputs: biased,
      output: scaleColumns(biased.x.leaf, biased.b.leaf),
    },
    {
      // The norm counts as a constant, so that V must be one here.
      name: 'overRowNorm',
      op: 'overRowNorm',
      counts: COUNTS,
      inputs: magnitudes,
      output: overRowNorm(magnitudes.m.leaf, fill(magnitudes.like.leaf, 0.5)),
    },
    {
      name: 'dropout',
      op: 'dropout',
      counts: COUNTS,
      inputs: dropped,
      output: dropout(dropped.x.leaf, dropped.key.leaf, 0.4, 5),
    },
    {
      name: 'gather',
      op: 'gather',
      counts: COUNTS,
      inputs: looked,
      output: gather(looked.index.leaf, looked.table.leaf),
    },
    {
      name: 'replaceRows',
      op: 'replaceRows',
      counts: COUNTS,
      inputs: placed,
      output: replaceRows(placed.x.leaf, placed.index.leaf, placed.table.leaf),
    },
    {
      name: 'layerNorm',
      op: 'layerNorm',
      counts: COUNTS,
      inputs: normed,
      output: layerNorm(normed.x.leaf, normed.gamma.leaf, normed.beta.leaf, 1e-5),
    },
    {
      name: 'lstm',
      op: 'lstm',
      counts: COUNTS,
      inputs: recurrent,
      output: lstm(
        recurrent.x.leaf,
        recurrent.reverseX.leaf,
        recurrent.w.leaf,
        recurrent.reverseW.leaf,
      ),
    },
    {
      name: 'segmentMean',
      op: 'segmentMean',
      counts: COUNTS,
      inputs: pooled,
      output: segmentMean(pooled.x.leaf, pooled.segments.leaf),
    },
    {
      name: 'segmentMean of rows between others',
      op: 'segmentMean',
      counts: COUNTS,
      inputs: between,
      output: segmentMean(between.x.leaf, between.segments.leaf),
    },
    {
      name: 'crossEntropy',
      op: 'crossEntropy',
      counts: COUNTS,
      inputs: scored,
      output: crossEntropy(scored.logits.leaf, scored.labels.leaf, scored.divisor.leaf),
    },
    ...Object.entries({
      'with class weights': { weights: weights.leaf },
      'with label smoothing': { smoothing: 0.2 },
      'with focus': { gamma: 2 },
      'with all of them': { weights: weights.leaf, smoothing: 0.3, gamma: 1.5 },
    }).map(([name, options]) => ({
      name: `crossEntropy ${name}`,
      op: 'crossEntropy',
      counts: COUNTS,
      inputs: { ...scored, ...('weights' in options && { weights }) },
      output: crossEntropy(scored.logits.leaf, scored.labels.leaf, scored.divisor.leaf, options),
    })),
    {
      name: 'crf',
      op: 'crf',
      counts: { N: 6, S: 2 },
      inputs: chained,
      output: crf(
        chained.emissions.leaf,
        chained.tags.leaf,
        {
          transitions: chained.transitions.leaf,
          start: chained.start.leaf,
          end: chained.end.leaf,
        },
        chained.spans.leaf,
        chained.divisor.leaf,
      ),
    },
    ...TARGET_LOSSES.map((kind) => ({
      name: kind,
      op: 'targetLoss',
      counts: COUNTS,
      inputs: aimed,
      output: targetLoss(aimed.x.leaf, fill(aimed.x.leaf, 0.3), aimed.divisor.leaf, kind),
    })),
    {
      name: 'binaryCrossEntropy with positive weights',
      op: 'targetLoss',
      counts: COUNTS,
      inputs: { ...aimed, weights },
      output: targetLoss(
        aimed.x.leaf,
        fill(aimed.x.leaf, 0.3),
        aimed.divisor.leaf,
        'binaryCrossEntropy',
        weights.leaf,
      ),
    },
  ];
}
