import { dense } from './denseMath';

/**
 * One layer of a bidirectional LSTM in double: x [rows, in] and the layer's tensors in the order of
 * nn/lstm.ts → [rows, 2H], the forward direction's units first.
 */
export function lstmLayer(
  x: ArrayLike<number>,
  parts: readonly Float32Array[],
  rows: number,
): Float64Array {
  const directions = [
    oneDirection(x, parts, rows, false),
    oneDirection(x, parts.slice(4), rows, true),
  ];
  const hidden = (parts[2] as Float32Array).length / 4;
  return Float64Array.from({ length: 2 * rows * hidden }, (_, at) => {
    const [row, unit] = [Math.floor(at / (2 * hidden)), at % (2 * hidden)];
    const direction = unit < hidden ? 0 : 1;
    return directions[direction]?.[row * hidden + (unit % hidden)] as number;
  });
}

/** h [rows, H], row after row, or from the last to the first. */
function oneDirection(
  x: ArrayLike<number>,
  parts: readonly Float32Array[],
  rows: number,
  reverse: boolean,
): Float64Array {
  const [wx, wh, bx, bh] = parts as [Float32Array, Float32Array, Float32Array, Float32Array];
  const hidden = bx.length / 4;
  const given = dense(x, wx, bx, rows);
  const all = new Float64Array(rows * hidden);
  const c = new Float64Array(hidden);
  let h = new Float64Array(hidden);
  for (let step = 0; step < rows; step++) {
    const row = reverse ? rows - 1 - step : step;
    const recurrent = dense(h, wh, bh, 1);
    const gate = (part: number, unit: number): number =>
      (given[(4 * row + part) * hidden + unit] as number) +
      (recurrent[part * hidden + unit] as number);
    h = h.map((_, unit) => {
      const kept = sigmoid(gate(1, unit)) * (c[unit] as number);
      c[unit] = kept + sigmoid(gate(0, unit)) * Math.tanh(gate(2, unit));
      return sigmoid(gate(3, unit)) * Math.tanh(c[unit]);
    });
    all.set(h, row * hidden);
  }
  return all;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
