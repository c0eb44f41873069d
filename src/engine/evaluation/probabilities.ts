/** Softmax of each row of logits [R, C], in double: R lists of C probabilities. */
export function softmaxRows(logits: Float32Array, classes: number): number[][] {
  return Array.from({ length: logits.length / classes }, (_, row) => {
    const values = Array.from(logits.subarray(row * classes, (row + 1) * classes));
    const highest = Math.max(...values);
    const exps = values.map((value) => Math.exp(value - highest));
    const sum = exps.reduce((total, value) => total + value, 0);
    return exps.map((value) => value / sum);
  });
}

/** Mean of −log softmax(logits)[label] over rows with a label ≥ 0; logits [R, C], labels [R]. */
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
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const highest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const total = values.reduce((acc, value) => acc + Math.exp(value - highest), 0);
    sum += Math.log(total) + highest - (values[label] as number);
    count++;
  }
  return count > 0 ? sum / count : Number.NaN;
}
