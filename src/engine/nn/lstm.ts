import type { Value } from '../graph/node';
import { addBias } from '../ops/addBias';
import { lstm } from '../ops/lstm';
import { matmul } from '../ops/matmul';
import type { Net } from './net';
import type { ParameterSpec } from './parameters';

/** Sizes of a bidirectional LSTM: `hidden` units H in each direction. */
export interface LstmShape {
  readonly inputs: number;
  readonly hidden: number;
  readonly layers: number;
}

const DIRECTIONS = ['', '_reverse'] as const;

/**
 * Parameters of a bidirectional torch.nn.LSTM under its names and in its order: for each layer and
 * direction weight_ih [4H, in], weight_hh [4H, H], bias_ih [4H] and bias_hh [4H], the gates laid i|f|g|o,
 * all uniform in ±1/√H (peft-spec §2.3).
 */
export function lstmParameters(
  name: string,
  { inputs, hidden, layers }: LstmShape,
): Pick<ParameterSpec, 'name' | 'shape' | 'init'>[] {
  const init = { kind: 'uniform', bound: 1 / Math.sqrt(hidden) } as const;
  const gates = 4 * hidden;
  return Array.from({ length: layers }, (_, layer) =>
    DIRECTIONS.flatMap((direction) => {
      const end = `l${layer}${direction}`;
      return [
        {
          name: `${name}.weight_ih_${end}`,
          shape: [gates, layer === 0 ? inputs : 2 * hidden],
          init,
        },
        { name: `${name}.weight_hh_${end}`, shape: [gates, hidden], init },
        { name: `${name}.bias_ih_${end}`, shape: [gates], init },
        { name: `${name}.bias_hh_${end}`, shape: [gates], init },
      ];
    }),
  ).flat();
}

/**
 * A bidirectional LSTM over the rows of one sequence: x [R, in] → [R, 2H], with dropout of what each layer
 * but the last hands on, in training.
 */
export function bidirectionalLstm(
  net: Net,
  name: string,
  x: Value,
  { layers, dropout }: { readonly layers: number; readonly dropout: number },
): Value {
  let rows = x;
  for (let layer = 0; layer < layers; layer++) {
    if (layer > 0) rows = net.methodDropout(rows, dropout);
    const part = (kind: string, direction: string): Value =>
      net.parameter(`${name}.${kind}_l${layer}${direction}`);
    const [forward, reverse] = DIRECTIONS.map((direction) => {
      const product = matmul(rows, part('weight_ih', direction), { transposeB: true });
      const biased = addBias(product, part('bias_ih', direction));
      return addBias(biased, part('bias_hh', direction));
    }) as [Value, Value];
    rows = lstm(forward, reverse, part('weight_hh', ''), part('weight_hh', '_reverse'));
  }
  return rows;
}
