/** How many of the likeliest tokens are kept of each place. */
export const KEPT_TOKENS = 5;
/** Numbers that {@link likeliest} keeps of a place. */
export const KEPT_WIDTH = 1 + 2 * KEPT_TOKENS;

/**
 * What is worth keeping of logits over a vocabulary: for each of the places [M, V] a row of
 * {@link KEPT_WIDTH} numbers, −log p of the true token `truths[i]`, then id and probability of the
 * likeliest tokens, the likeliest first. A vocabulary of 30,000 would fill the memory otherwise.
 */
export function likeliest(logits: Float32Array, truths: ArrayLike<number>): Float32Array {
  const width = logits.length / Math.max(1, truths.length);
  const kept = new Float32Array(truths.length * KEPT_WIDTH);
  for (let place = 0; place < truths.length; place++) {
    const row = logits.subarray(place * width, (place + 1) * width);
    const best = highest(row, KEPT_TOKENS);
    const top = row[best[0] ?? 0] as number;
    let sum = 0;
    for (const value of row) sum += Math.exp(value - top);
    const start = place * KEPT_WIDTH;
    kept[start] = Math.log(sum) + top - (row[truths[place] as number] ?? Number.NaN);
    best.forEach((id, rank) => {
      kept[start + 1 + 2 * rank] = id;
      kept[start + 2 + 2 * rank] = Math.exp((row[id] as number) - top) / sum;
    });
  }
  return kept;
}

/** Places of the `count` largest values, the largest first; of equal ones the first. */
function highest(values: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (best.length === count && !(value > (values[best[count - 1] as number] as number))) continue;
    let at = best.length;
    while (at > 0 && value > (values[best[at - 1] as number] as number)) at -= 1;
    best.splice(at, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}
