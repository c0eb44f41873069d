/** 1 / (1 + e^−logit) of each logit, in double. */
export function sigmoid(logits: Float32Array): Float64Array {
  const found = new Float64Array(logits.length);
  for (let i = 0; i < found.length; i++) found[i] = 1 / (1 + Math.exp(-(logits[i] as number)));
  return found;
}

/**
 * Mean over rows and labels of −log of the probability that sigmoid(logits) gives the target, as
 * torch's binary_cross_entropy_with_logits; logits and targets [R, L], a negative target left out.
 */
export function meanBinaryCrossEntropy(logits: Float32Array, targets: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < logits.length; i++) {
    const target = targets[i] as number;
    if (target < 0) continue;
    const logit = logits[i] as number;
    sum += Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit)));
    count++;
  }
  return count > 0 ? sum / count : Number.NaN;
}
