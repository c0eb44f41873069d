/** Softmax of each row of logits [R, C], in double: flat [R, C]. */
export function softmax(logits: Float32Array, classes: number): Float64Array {
  const found = new Float64Array(logits.length);
  for (let begin = 0; begin < found.length; begin += classes) {
    const highest = highestOf(logits, begin, classes);
    let sum = 0;
    for (let at = begin; at < begin + classes; at++) {
      const value = Math.exp((logits[at] as number) - highest);
      found[at] = value;
      sum += value;
    }
    for (let at = begin; at < begin + classes; at++) found[at] = (found[at] as number) / sum;
  }
  return found;
}

function highestOf(logits: Float32Array, begin: number, classes: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = begin; at < begin + classes; at++)
    highest = Math.max(highest, logits[at] as number);
  return highest;
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
  const begin = row * classes;
  const highest = highestOf(logits, begin, classes);
  let sum = 0;
  for (let at = begin; at < begin + classes; at++)
    sum += Math.exp((logits[at] as number) - highest);
  return Math.log(sum) + highest - (logits[begin + label] as number);
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
