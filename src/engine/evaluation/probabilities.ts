/** Softmax of each row of logits [R, C], in double: flat [R, C]. */
export function softmax(logits: Float32Array, classes: number): Float64Array {
  const found = Float64Array.from(logits);
  for (let begin = 0; begin < found.length; begin += classes) {
    const row = found.subarray(begin, begin + classes);
    const highest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const value = Math.exp((row[c] as number) - highest);
      row[c] = value;
      sum += value;
    }
    for (let c = 0; c < classes; c++) row[c] = (row[c] as number) / sum;
  }
  return found;
}

/** {@link softmax} as R lists of C probabilities. */
export function softmaxRows(logits: Float32Array, classes: number): number[][] {
  const flat = softmax(logits, classes);
  return Array.from({ length: flat.length / classes }, (_, row) =>
    Array.from(flat.subarray(row * classes, (row + 1) * classes)),
  );
}

/** −log softmax(logits)[label] of one row of logits [R, C]. */
export function crossEntropyOfRow(
  logits: Float32Array,
  row: number,
  classes: number,
  label: number,
): number {
  const values = logits.subarray(row * classes, (row + 1) * classes);
  const highest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const total = values.reduce((sum, value) => sum + Math.exp(value - highest), 0);
  return Math.log(total) + highest - (values[label] as number);
}

/** Mean of {@link crossEntropyOfRow} over rows with a label ≥ 0; logits [R, C], labels [R]. */
export function meanCrossEntropy(
  logits: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
): number {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    if (label < 0) continue;
    sum += crossEntropyOfRow(logits, row, classes, label);
    count++;
  }
  return count > 0 ? sum / count : Number.NaN;
}
