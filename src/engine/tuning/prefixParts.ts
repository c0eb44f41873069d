import type { Value } from '../graph/node';
import type { ModelShape } from '../models/model';
import type { Net } from '../nn/net';
import type { Initializer, ParameterSpec } from '../nn/parameters';
import { activation } from '../ops/activation';
import { addBias } from '../ops/addBias';
import { matmul } from '../ops/matmul';
import { dense } from './denseMath';
import type { PeftTensor } from './peft';
import { PROMPT_EMBEDDINGS } from './promptPeft';

/** What prefix tuning and P-tuning v2 share: P keys and values before those of every layer. */
export interface PrefixShape {
  readonly tokens: number;
  /** Width inside the MLP that makes the prefix; null: no MLP. */
  readonly hidden: number | null;
  /** How the prefix is drawn, or what goes into the MLP. */
  readonly init: Initializer;
}

const EMBEDDING = 'prompt_encoder.embedding.weight';
const INNER = 'prompt_encoder.transform.0';
const SIDES = ['key', 'value'] as const;

type Side = (typeof SIDES)[number];

function rowsName(layer: number, side: Side): string {
  return `prompt_encoder.layer.${layer}.${side}`;
}

/** Keys and values of a layer, in the order of PEFT's columns: k and v of layer 0, of layer 1, … */
function places(shape: ModelShape): { readonly layer: number; readonly side: Side }[] {
  return Array.from({ length: shape.layers }, (_, layer) =>
    SIDES.map((side) => ({ layer, side })),
  ).flat();
}

function placeIn(
  layer: number,
  role: Side,
): Pick<ParameterSpec, 'part' | 'layer' | 'role' | 'optional'> {
  return { part: 'layer', layer, role, optional: true };
}

/**
 * The prefix's parameters: [P, K·d] for keys and values of every layer; or an embedding [P, K·d] and an
 * MLP with tanh, whose last matrix is kept layer by layer.
 */
export function prefixParameters(shape: ModelShape, prefix: PrefixShape): ParameterSpec[] {
  const { tokens, hidden, init } = prefix;
  const width = shape.keyValueSize;
  if (hidden === null) {
    return places(shape).map(({ layer, side }) => ({
      name: rowsName(layer, side),
      shape: [tokens, width],
      init,
      ...placeIn(layer, side),
    }));
  }
  const outside = { part: 'virtual', layer: null, role: 'prefix', optional: true } as const;
  const bound = (fanIn: number): Initializer => ({ kind: 'uniform', bound: 1 / Math.sqrt(fanIn) });
  return [
    { name: EMBEDDING, shape: [tokens, width], init, ...outside },
    { name: `${INNER}.weight`, shape: [hidden, width], init: bound(width), ...outside },
    { name: `${INNER}.bias`, shape: [hidden], init: bound(width), ...outside },
    ...places(shape).flatMap(({ layer, side }) => {
      const name = rowsName(layer, side);
      const place = placeIn(layer, side);
      return [
        { name: `${name}.weight`, shape: [width, hidden], init: bound(hidden), ...place },
        { name: `${name}.bias`, shape: [width], init: bound(hidden), ...place },
      ];
    }),
  ];
}

/** Keys or values [P, K·d] that stand before a layer's own. */
export function prefixRows(net: Net, layer: number, side: Side, { hidden }: PrefixShape): Value {
  const name = rowsName(layer, side);
  if (hidden === null) return net.parameter(name);
  const inner = linear(net, INNER, net.parameter(EMBEDDING));
  return linear(net, name, activation(inner, 'tanh'));
}

function linear(net: Net, name: string, x: Value): Value {
  const product = matmul(x, net.parameter(`${name}.weight`), { transposeB: true });
  return addBias(product, net.parameter(`${name}.bias`));
}

/**
 * `prompt_embeddings` [P, L·2·K·d]: keys and values of layer after layer side by side (peft-spec §2.4).
 * An MLP is worked out and left behind, as PEFT does.
 */
export function prefixTensor(shape: ModelShape, prefix: PrefixShape): PeftTensor {
  const { tokens } = prefix;
  const width = shape.keyValueSize;
  const all = places(shape);
  const file = { path: PROMPT_EMBEDDINGS, shape: [tokens, all.length * width] };
  const sideBySide = (blocks: readonly ArrayLike<number>[]): Float32Array => {
    const joined = new Float32Array(tokens * all.length * width);
    blocks.forEach((block, column) => {
      for (let row = 0; row < tokens; row++)
        for (let i = 0; i < width; i++)
          joined[(row * all.length + column) * width + i] = block[row * width + i] as number;
    });
    return joined;
  };
  const from = prefixParameters(shape, prefix).map(({ name }) => name);
  if (prefix.hidden !== null) {
    return { ...file, from, join: (parts) => sideBySide(workedOut(parts, tokens)) };
  }
  return {
    ...file,
    from,
    join: sideBySide,
    split: (data) =>
      all.map((_, column) =>
        Float32Array.from({ length: tokens * width }, (_, i) => {
          const row = Math.floor(i / width);
          return data[(row * all.length + column) * width + (i % width)] as number;
        }),
      ),
  };
}

/** What the MLP makes of its embedding, for keys and values of every layer. */
function workedOut(parts: readonly Float32Array[], tokens: number): Float64Array[] {
  const [embedding, w, b] = parts as [Float32Array, Float32Array, Float32Array];
  const outer = parts.slice(3);
  const inner = dense(embedding, w, b, tokens).map(Math.tanh);
  return Array.from({ length: outer.length / 2 }, (_, i) =>
    dense(inner, outer[2 * i] as Float32Array, outer[2 * i + 1] as Float32Array, tokens),
  );
}
