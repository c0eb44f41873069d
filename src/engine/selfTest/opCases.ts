import { createRandom } from '../core/rng';
import { input } from '../graph/leaves';
import { type Attrs, makeNode, type Node, type Op, type Value } from '../graph/node';
import { type Counts, type Dim, elementCount } from '../graph/shapes';
import { ACTIVATION_KINDS, activationGradOp, activationOp } from '../ops/activation';
import { addOp } from '../ops/add';
import { addBiasOp } from '../ops/addBias';
import { attentionGradOp, attentionOp } from '../ops/attention';
import { crfDecodeOp, crfGradOp, crfOp } from '../ops/crf';
import { crossEntropyGradOp, crossEntropyOp } from '../ops/crossEntropy';
import { dropoutOp } from '../ops/dropout';
import { fillOp } from '../ops/fill';
import { gatherOp, scatterAddOp } from '../ops/gather';
import { clipFactorOp, HALTED, NORM_CHUNK, squaredNormOp } from '../ops/gradientNorm';
import { layerNormGradOp, layerNormOp, layerNormParameterGradOp } from '../ops/layerNorm';
import { lstmGradOp, lstmOp } from '../ops/lstm';
import { matmulOp } from '../ops/matmul';
import { adamUpdateOp, sgdUpdateOp } from '../ops/optimizerUpdates';
import { overRowNormOp } from '../ops/overRowNorm';
import { replaceRowsOp } from '../ops/replaceRows';
import { scaleOp } from '../ops/scale';
import { columnDotsOp, scaleColumnsOp } from '../ops/scaleColumns';
import { segmentMeanGradOp, segmentMeanOp } from '../ops/segmentMean';
import { sumRowsOp } from '../ops/sumRows';
import { TARGET_LOSSES, targetLossGradOp, targetLossOp, UNKNOWN_TARGET } from '../ops/targetLoss';
import { type AttentionData, attend } from './attend';

/** One node on given data, to be computed by kernels and by the reference. */
export interface OpCase {
  readonly name: string;
  readonly counts: Counts;
  readonly data: Readonly<Record<string, Float32Array | Int32Array>>;
  readonly node: Node;
  /** The same node over computed copies of its float inputs, so that in-place kernels write in place. */
  readonly overCopies: (copy: (value: Value) => Value) => Node;
}

/** Sizes at which vectors, tiles and blocks end in the middle. */
export const ODD_SIZES = [1, 2, 7, 33, 130];

/** What dropout draws from. */
const DROP_KEY = 77;

type Tensor = readonly [shape: readonly Dim[], data?: Float32Array | Int32Array];

const random = createRandom(21, 1);
let stream = 0;

function normals(count: number): Float32Array {
  const source = createRandom(7, ++stream);
  return Float32Array.from({ length: count }, () => source.normal());
}

function make(
  name: string,
  op: Op,
  counts: Counts,
  tensors: readonly Tensor[],
  attrs: Attrs = {},
): OpCase {
  const data: Record<string, Float32Array | Int32Array> = {};
  const leaves = tensors.map(([shape, given], i) => {
    data[`x${i}`] = given ?? normals(elementCount(shape, counts));
    return input(`x${i}`, shape, given instanceof Int32Array ? 'i32' : 'f32');
  });
  const overCopies = (copy: (value: Value) => Value): Node =>
    makeNode(
      op,
      leaves.map((leaf) => (leaf.dtype === 'f32' ? copy(leaf) : leaf)),
      attrs,
    );
  return { name: `${op.id} ${name}`, counts, data, node: makeNode(op, leaves, attrs), overCopies };
}

function integers(count: number, below: number): Int32Array {
  return Int32Array.from({ length: count }, () => random.integer(below));
}

function positive(count: number): Float32Array {
  return normals(count).map((value) => Math.abs(value) + 0.1);
}

/** `tokens` tokens in three segments of different length (or as many as there are tokens). */
function segmentsOf(tokens: number): { counts: Counts; table: Int32Array } {
  const cuts = tokens < 3 ? [tokens] : [1, Math.ceil((tokens - 1) / 3), tokens];
  const pairs = cuts.flatMap((end, i) => [cuts[i - 1] ?? 0, end - (cuts[i - 1] ?? 0)]);
  return { counts: { N: tokens, S: cuts.length }, table: Int32Array.from(pairs) };
}

/** The same without the first token of each segment and the last of all, where others are left. */
function withGaps(table: Int32Array): Int32Array {
  const gapped = table.slice();
  for (let at = 0; at < gapped.length; at += 2) {
    const length = gapped[at + 1] as number;
    const before = length > 1 ? 1 : 0;
    const after = length > 2 && at + 2 === gapped.length ? 1 : 0;
    gapped.set([(gapped[at] as number) + before, length - before - after], at);
  }
  return gapped;
}

function matmulCases(size: number): OpCase[] {
  const counts = { N: size, S: 1 };
  const [n, k] = [size === 1 ? 1 : size + 3, size === 130 ? 401 : size];
  const plain = [true, false].flatMap((transposeA) =>
    [true, false].map((transposeB) => {
      const a: Tensor = [transposeA ? [k, 'N'] : ['N', k], normals(size * k)];
      const b: Tensor = [transposeB ? [n, k] : [k, n]];
      const shape = `${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'} ${size}×${n}×${k}`;
      // N may only stand first: a transposed A has fixed sizes.
      const fixed: Tensor = transposeA ? [[k, size]] : a;
      return make(shape, matmulOp, counts, [fixed, b], { transposeA, transposeB, alpha: 0.7 });
    }),
  );
  const factors: Tensor[] = [[['N', k]], [[k, n]]];
  const epilogues: [string, Tensor[], Attrs][] = [
    ['bias', [[[n]]], { bias: true }],
    ['bias, gelu, saved', [[[n]]], { bias: true, activation: 'gelu', savePre: true }],
    ['gelu gradient', [[['N', n]]], { activationGrad: 'gelu' }],
    ['bias, residual', [[[n]], [['N', n]]], { bias: true, residual: true }],
  ];
  return [
    ...plain,
    ...epilogues.map(([name, more, attrs]) =>
      make(`${name} ${size}×${n}×${k}`, matmulOp, counts, [...factors, ...more], attrs),
    ),
  ];
}

/** Products of whole vectors over tokens, which also stand inside: the gradient of a weight. */
function vectorMatmulCases(tokens: number): OpCase[] {
  const counts = { N: tokens, S: 1 };
  const [n, k] = [76, 40];
  const a: Tensor = [['N', k]];
  const across: Tensor = [[k, n]];
  const turned: Tensor = [[n, k]];
  const bias: Tensor = [[n]];
  const wide: Tensor = [['N', n]];
  const kinds: [string, Tensor[], Attrs][] = [
    ['NN', [a, across], { alpha: 0.7 }],
    ['NT', [a, turned], { transposeB: true }],
    ['TN', [a, wide], { transposeA: true }],
    ['TN onto', [a, wide, across], { transposeA: true, residual: true }],
    [
      'NT bias, silu, saved',
      [a, turned, bias],
      { transposeB: true, bias: true, activation: 'silu', savePre: true },
    ],
    ['NN tanh gradient', [a, across, wide], { activationGrad: 'tanh' }],
  ];
  return kinds.map(([name, inputs, attrs]) =>
    make(`${name} ${tokens}×${n}×${k}`, matmulOp, counts, inputs, attrs),
  );
}

function attentionCases(size: number): OpCase[] {
  const { counts, table } = segmentsOf(size);
  const kinds: [string, number, number, number, boolean, number][] = [
    ['', 2, 2, 4, false, 0],
    ['causal', 2, 2, 5, true, 0],
    ['grouped heads', 4, 2, 16, false, 0],
    ['with dropout', 2, 1, 33, false, 0.3],
  ];
  return kinds.flatMap(([kind, heads, kvHeads, headDim, causal, rate]) => {
    const attrs = { heads, kvHeads, headDim, causal, scale: headDim ** -0.5, rate, salt: 3 };
    const wide: Tensor = [['N', heads * headDim], normals(size * heads * headDim)];
    const narrow = (): Tensor => [['N', kvHeads * headDim], normals(size * kvHeads * headDim)];
    const [k, v] = [narrow(), narrow()];
    const segments: Tensor = [['S', 2], table];
    const key: Tensor = [[1], Int32Array.of(DROP_KEY)];
    const forward = make(
      `${kind} ${size}`,
      attentionOp,
      counts,
      [wide, k, v, segments, key],
      attrs,
    );
    const [qs, ks, vs] = [wide, k, v].map(([, values]) => values as Float32Array);
    const found = attend({ q: qs, k: ks, v: vs } as AttentionData, table, DROP_KEY, attrs);
    const o: Tensor = [wide[0], found.o];
    const lse: Tensor = [['N', heads], found.lse];
    const dy: Tensor = [['N', heads * headDim]];
    const grad = [wide, k, v, o, lse, dy, segments, key];
    return [forward, make(`${kind} ${size}`, attentionGradOp, counts, grad, attrs)];
  });
}

function elementCases(size: number, width = 9): OpCase[] {
  const counts = { N: size, S: 1 };
  const x: Tensor = [['N', width]];
  const key: Tensor = [[1], Int32Array.of(-5)];
  return [
    ...ACTIVATION_KINDS.flatMap((kind) => [
      make(`${kind} ${size}`, activationOp, counts, [x], { kind }),
      make(`${kind} ${size}`, activationGradOp, counts, [x, x], { kind }),
    ]),
    make(`${size}`, addOp, counts, [x, x]),
    make(`${size}`, addBiasOp, counts, [x, [[width]]]),
    make(`${size}`, scaleOp, counts, [x], { factor: -1.5 }),
    make(`${size}`, scaleColumnsOp, counts, [x, [[width]]]),
    make(`${size}`, fillOp, counts, [x], { value: 0.25 }),
    make(`${size}`, dropoutOp, counts, [x, key], { rate: 0.4, salt: 5 }),
  ];
}

function rowCases(size: number, width = size): OpCase[] {
  const { counts, table } = segmentsOf(size);
  const index: Tensor = [['N'], integers(size, 5)];
  const some: Tensor = [['N'], integers(size, 7).map((row) => (row < 5 ? row : -1))];
  const x: Tensor = [['N', width]];
  const stats: Tensor = [['N', 2], positive(2 * size)];
  const segments: Tensor = [['S', 2], table];
  const gapped: Tensor = [['S', 2], withGaps(table)];
  return [
    make(`${size}`, gatherOp, counts, [index, [[5, width]]]),
    make(`${size}`, replaceRowsOp, counts, [x, some, [[5, width]]]),
    make(`${size}`, scatterAddOp, counts, [index, x], { rows: 5 }),
    make(`of some ${size}`, scatterAddOp, counts, [some, x], { rows: 5 }),
    make(`onto ${size}`, scatterAddOp, counts, [index, x, [[5, width]]], {
      rows: 5,
      residual: true,
    }),
    make(`${size}`, sumRowsOp, counts, [x]),
    make(`onto ${size}`, sumRowsOp, counts, [x, [[width]]], { residual: true }),
    make(`${size}`, columnDotsOp, counts, [x, x]),
    make(`onto ${size}`, columnDotsOp, counts, [x, x, [[width]]], { residual: true }),
    make(`${size}`, overRowNormOp, counts, [[[size]], [[size, width]]]),
    make(`${size}`, segmentMeanOp, counts, [x, segments]),
    make(`${size}`, segmentMeanGradOp, counts, [[['S', width]], segments]),
    make(`${size} with gaps`, segmentMeanOp, counts, [x, gapped]),
    make(`${size} with gaps`, segmentMeanGradOp, counts, [[['S', width]], gapped]),
    make(`${size}`, layerNormOp, counts, [x, [[width]], [[width]]], { epsilon: 1e-5 }),
    make(`${size}`, layerNormGradOp, counts, [x, [[width]], stats, x]),
    make(`${size}`, layerNormParameterGradOp, counts, [x, stats, x]),
  ];
}

/** The rows of hidden tokens: picked, multiplied by every word, scored, and put back. */
function maskedCases(size: number, width = size): OpCase[] {
  const M = Math.ceil(size / 3);
  const counts = { N: size, S: 1, M };
  const places: Tensor = [['M'], Int32Array.from({ length: M }, (_, i) => 3 * i)];
  const rows: Tensor = [['M', width]];
  const words: Tensor = [[size + 3, width]];
  const logits: Tensor = [['M', size + 3]];
  const labels: Tensor = [['M'], integers(M, size + 3)];
  return [
    make(`masked ${size}`, gatherOp, counts, [places, [['N', width]]]),
    make(`masked ${size}`, scatterAddOp, counts, [places, rows], { rows: 'N' }),
    ...[
      { tensors: [rows, words], transposeA: false },
      { tensors: [logits, rows], transposeA: true },
    ].map(({ tensors, transposeA }) => {
      const attrs = { transposeA, transposeB: !transposeA, alpha: 1 };
      return make(`masked ${transposeA} ${size}`, matmulOp, counts, tensors, attrs);
    }),
    make(`masked ${size}`, crossEntropyOp, counts, [logits, labels, [[1], Float32Array.of(M)]]),
  ];
}

function lstmCases(size: number): OpCase[] {
  const counts = { N: 1, S: 1 };
  const rows = Math.min(size, 6);
  const x: Tensor = [[rows, 4 * size]];
  // As large as what is learned: products of larger ones grow from row to row.
  const drawn = normals(4 * size * size).map((value) => value / Math.sqrt(size));
  const w: Tensor = [[4 * size, size], drawn];
  const reverse: Tensor = [[4 * size, size], drawn.slice().reverse()];
  const kept = (): Tensor => [[rows, 5 * size], normals(5 * rows * size).map(Math.tanh)];
  const dh: Tensor = [[rows, 2 * size]];
  return [
    make(`${size}`, lstmOp, counts, [x, x, w, reverse]),
    make(`${size}`, lstmGradOp, counts, [w, reverse, kept(), kept(), dh]),
  ];
}

function lossCases(size: number, classes = size): OpCase[] {
  const counts = { N: size, S: size };
  const labels = integers(size, classes).map((label, row) => (row % 3 === 1 ? -100 : label));
  const logits: Tensor = [['S', classes], normals(size * classes).map((value) => 4 * value)];
  const inputs: Tensor[] = [logits, [['S'], labels], [[1], Float32Array.of(3)]];
  const dloss: Tensor = [[1], Float32Array.of(0.5)];
  const weights = unequal(classes);
  const balances: [string, Attrs, Tensor[]][] = [
    ['', {}, []],
    [' weighted', { smoothing: 0.1 }, [weights]],
    [' focal', { smoothing: 0.2, gamma: 1.5 }, [weights]],
  ];
  return [
    ...balances.flatMap(([name, attrs, more]) => [
      make(`${size}${name}`, crossEntropyOp, counts, [...inputs, ...more], attrs),
      make(`${size}${name}`, crossEntropyGradOp, counts, [...inputs, dloss, ...more], attrs),
    ]),
    ...TARGET_LOSSES.flatMap((kind) => targetLossCases(size, classes, kind)),
  ];
}

/** Weights from 0.25 to 3. */
function unequal(count: number): Tensor {
  return [[count], Float32Array.from({ length: count }, (_, i) => 0.25 * (1 + ((5 * i) % 12)))];
}

function targetLossCases(rows: number, columns: number, kind: string): OpCase[] {
  const counts = { N: rows, S: rows };
  const wanted = Float32Array.from(integers(rows * columns, 3), (value) =>
    value === 2 ? UNKNOWN_TARGET : value,
  );
  const x: Tensor = [['S', columns], normals(rows * columns).map((value) => 40 * value)];
  const inputs: Tensor[] = [x, [['S', columns], wanted], [[1], Float32Array.of(3)]];
  const backward: Tensor[] = [...inputs, [[1], Float32Array.of(0.5)]];
  const weightings = kind === 'squaredError' ? [[]] : [[], [unequal(columns)]];
  return weightings.flatMap((positives) => {
    const name = `${kind} ${rows}${positives.length > 0 ? ' weighted' : ''}`;
    return [
      make(name, targetLossOp, counts, [...inputs, ...positives], { kind }),
      make(name, targetLossGradOp, counts, [...backward, ...positives], { kind }),
    ];
  });
}

/** Chains over some tokens of each segment, one of which has none. */
function crfCases(size: number, classes = Math.min(size, 33)): OpCase[] {
  const lengths = size > 4 ? [1, Math.floor(size / 2), 2] : [size];
  const counts = { N: lengths.reduce((a, b) => a + b, 0), S: lengths.length };
  const tags = integers(counts.N, classes).map((tag, n) =>
    n % 3 === 1 || n >= counts.N - 2 * Number(size > 4) ? -100 : tag,
  );
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0));
  const table = Int32Array.from(lengths.flatMap((length, i) => [starts[i] ?? 0, length]));
  const chain: Tensor[] = [
    [['N', classes], normals(counts.N * classes).map((value) => 3 * value)],
    [['N'], tags],
    [[classes, classes]],
    [[classes]],
    [[classes]],
    [['S', 2], table],
  ];
  const divisor: Tensor = [[1], Float32Array.of(3)];
  return [
    make(`${size}`, crfOp, counts, [...chain, divisor]),
    make(`${size}`, crfDecodeOp, counts, chain),
    make(`${size}`, crfGradOp, counts, [...chain, divisor, [[1], Float32Array.of(0.5)]]),
  ];
}

function optimizerCases(size: number): OpCase[] {
  const counts = { N: 1, S: 1 };
  const p: Tensor = [[size, 3]];
  const second: Tensor = [[size, 3], positive(3 * size)];
  const hyper: Tensor = [[4], Float32Array.of(0.01, 0.19, 0.002, 0)];
  const factor: Tensor = [[1], Float32Array.of(0.5)];
  const halt: Tensor = [[1], Float32Array.of(HALTED)];
  const clip = (...scalars: number[]) =>
    scalars.map((value): Tensor => [[1], Float32Array.of(value)]);
  const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, rateScale: 2 };
  const sgd = { momentum: 0.9, weightDecay: 0.1, rateScale: 1 };
  const update = [p, p, p, hyper, factor];
  return [
    make(`decoupled ${size}`, adamUpdateOp, counts, [p, p, p, second, hyper, factor], {
      ...adam,
      decoupled: true,
    }),
    make(`coupled ${size}`, adamUpdateOp, counts, [p, p, p, second, hyper, factor], {
      ...adam,
      decoupled: false,
    }),
    make(`nesterov ${size}`, sgdUpdateOp, counts, update, { ...sgd, nesterov: true }),
    make(`${size}`, sgdUpdateOp, counts, update, { ...sgd, nesterov: false }),
    make(`${size}`, squaredNormOp, counts, [p, [[size]], [[1]]]),
    make(`halted ${size}`, adamUpdateOp, counts, [p, p, p, second, hyper, halt], {
      ...adam,
      decoupled: true,
    }),
    make(`halted ${size}`, sgdUpdateOp, counts, [p, p, p, hyper, halt], {
      ...sgd,
      nesterov: true,
    }),
    make(`at ${size}`, clipFactorOp, counts, clip(size, 0.5, 0), { maxNorm: 2 }),
    make(`never ${size}`, clipFactorOp, counts, clip(size, 0.5, 0), { maxNorm: 0 }),
    make(`no loss ${size}`, clipFactorOp, counts, clip(size, Number.POSITIVE_INFINITY, 0), {
      maxNorm: 2,
    }),
    make(`after a halt ${size}`, clipFactorOp, counts, clip(size, 0.5, 1), { maxNorm: 2 }),
  ];
}

/** Every op at every one of these sizes and in whole vectors, and a norm over several chunks. */
export function opCases(sizes: readonly number[] = ODD_SIZES): OpCase[] {
  const groups: ((size: number) => OpCase[])[] = [
    matmulCases,
    attentionCases,
    elementCases,
    rowCases,
    lstmCases,
    lossCases,
    crfCases,
    optimizerCases,
    maskedCases,
  ];
  const chunks: Tensor[] = [[[2 * NORM_CHUNK + 5]], [[NORM_CHUNK]]];
  return [
    ...groups.flatMap((group) => sizes.flatMap((size) => group(size))),
    ...vectorMatmulCases(70),
    ...elementCases(6, 12),
    ...rowCases(37, 40),
    ...lossCases(6, 12),
    make('over chunks', squaredNormOp, { N: 1, S: 1 }, chunks),
  ];
}
