import type { Value } from '../graph/node';
import { bidirectionalLstm, type LstmShape, lstmParameters } from '../nn/lstm';
import type { Net } from '../nn/net';
import type { Initializer, ParameterSpec } from '../nn/parameters';
import { activation } from '../ops/activation';
import { dense } from './denseMath';
import { lstmLayer } from './lstmMath';

/** The network that makes P-tuning's virtual tokens: a table [P, D], perhaps an LSTM, and an MLP. */
export interface PromptEncoder {
  readonly tokens: number;
  readonly width: number;
  /** Between table and MLP; null: none. */
  readonly lstm: (LstmShape & { readonly dropout: number }) | null;
  /** Widths of the MLP from its input to D, between which ReLU stands. */
  readonly mlp: readonly number[];
}

const EMBEDDING = 'prompt_encoder.embedding.weight';
const LSTM = 'prompt_encoder.lstm_head';

/** PEFT's name of a linear layer; those between are the ReLUs. */
function linearName(layer: number): string {
  return `prompt_encoder.mlp_head.${2 * layer}`;
}

/** The encoder's parameters under PEFT's names: the table, the LSTM's, the MLP's (peft-spec §2.3). */
export function encoderParameters({ tokens, width, lstm, mlp }: PromptEncoder): ParameterSpec[] {
  const table = {
    name: EMBEDDING,
    shape: [tokens, width],
    init: { kind: 'normal', std: 1 },
  } as const;
  const linear = mlp.slice(1).flatMap((outputs, layer) => {
    const inputs = mlp[layer] as number;
    const init: Initializer = { kind: 'uniform', bound: 1 / Math.sqrt(inputs) };
    return [
      { name: `${linearName(layer)}.weight`, shape: [outputs, inputs], init },
      { name: `${linearName(layer)}.bias`, shape: [outputs], init },
    ];
  });
  return [table, ...(lstm ? lstmParameters(LSTM, lstm) : []), ...linear].map((tensor) => ({
    ...tensor,
    ...{ part: 'virtual', layer: null, role: 'prompt', optional: true },
  }));
}

/**
 * The virtual tokens [P, D]. Where PEFT draws the LSTM's dropout anew for each text of a batch, all texts
 * of a step share one draw here, since the tokens are made once.
 */
export function encode(net: Net, { lstm, mlp }: PromptEncoder): Value {
  const table = net.parameter(EMBEDDING);
  const rows = lstm ? bidirectionalLstm(net, LSTM, table, lstm) : table;
  return mlp
    .slice(1)
    .reduce<Value>(
      (x, _, layer) => net.linear(linearName(layer), layer === 0 ? x : activation(x, 'relu')),
      rows,
    );
}

/** The same outside training, in double, of the parameters' values in their order. */
export function encoded(
  parts: readonly Float32Array[],
  { tokens, lstm }: PromptEncoder,
): Float64Array {
  const [table, ...rest] = parts as [Float32Array, ...Float32Array[]];
  const ofLstm = 8 * (lstm?.layers ?? 0);
  let x: Float64Array = Float64Array.from(table);
  for (let i = 0; i < ofLstm; i += 8) x = lstmLayer(x, rest.slice(i, i + 8), tokens);
  for (let i = ofLstm; i < rest.length; i += 2) {
    const input = i === ofLstm ? x : x.map((value) => Math.max(0, value));
    x = dense(input, rest[i] as Float32Array, rest[i + 1] as Float32Array, tokens);
  }
  return x;
}
