/** y = x Wᵀ + b in double: x [rows, in], W [out, in], b [out] → [rows, out]. */
export function dense(
  x: ArrayLike<number>,
  w: Float32Array,
  b: Float32Array,
  rows: number,
): Float64Array {
  const outputs = b.length;
  const inputs = w.length / outputs;
  const y = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    for (let o = 0; o < outputs; o++) {
      let sum = b[o] as number;
      for (let i = 0; i < inputs; i++)
        sum += (x[row * inputs + i] as number) * (w[o * inputs + i] as number);
      y[row * outputs + o] = sum;
    }
  }
  return y;
}
