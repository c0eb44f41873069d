/** 1 / (1 + e^−logit) of each logit, in double. */
export function sigmoid(logits: Float32Array): Float64Array {
  const found = new Float64Array(logits.length);
  for (let i = 0; i < found.length; i++) found[i] = 1 / (1 + Math.exp(-(logits[i] as number)));
  return found;
}

/**
 * Mean over rows and labels of −log of the probability that sigmoid(logits) gives the target, as
 * torch's binary_cross_entropy_with_logits; logits and targets [R, L], a negative target left out.
 * `positives` [L]: its pos_weight, 1 each where empty.
 */
export function meanBinaryCrossEntropy(
  logits: Float32Array,
  targets: ArrayLike<number>,
  positives: readonly number[] = [],
): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < logits.length; i++) {
    const target = targets[i] as number;
    if (target < 0) continue;
    const logit = logits[i] as number;
    const rest = Math.log1p(Math.exp(-Math.abs(logit)));
    const more = ((positives[i % positives.length] ?? 1) - 1) * target;
    sum += Math.max(logit, 0) - logit * target + rest + more * (Math.max(-logit, 0) + rest);
    count++;
  }
  return count > 0 ? sum / count : Number.NaN;
}

/**
 * {@link meanBinaryCrossEntropy} of always saying one half, where `positives` balance their labels: of a
 * label that v rows lack for each that has it, every row counts 2v / (1 + v).
 */
export function guessingBinaryCrossEntropy(positives: readonly number[]): number {
  if (positives.length === 0) return Math.LN2;
  const all = positives.reduce((sum, weight) => sum + (2 * weight) / (1 + weight), 0);
  return (Math.LN2 * all) / positives.length;
}
