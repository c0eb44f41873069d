import { logFactorial } from './binomial';

/** Rows that base and tuned model answer differently well. */
export interface Discordant {
  /** Right before, wrong now. */
  readonly onlyBase: number;
  /** Wrong before, right now. */
  readonly onlyTuned: number;
}

/** Counts them over rows with a label ≥ 0; labels and answers are classes, [R]. */
export function discordant(
  labels: ArrayLike<number>,
  base: ArrayLike<number>,
  tuned: ArrayLike<number>,
): Discordant {
  let [onlyBase, onlyTuned] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    if (label < 0) continue;
    const was = base[row] === label;
    const is = tuned[row] === label;
    if (was && !is) onlyBase++;
    if (is && !was) onlyTuned++;
  }
  return { onlyBase, onlyTuned };
}

/**
 * Two-sided p-value of McNemar's exact test (McNemar 1947): how likely so uneven a split of the rows
 * that only one model gets right is, if both were equally good. min(1, 2·Σ_{k ≤ least} C(n, k)/2ⁿ).
 */
export function mcnemarExact({ onlyBase, onlyTuned }: Discordant): number {
  const trials = onlyBase + onlyTuned;
  const least = Math.min(onlyBase, onlyTuned);
  const top =
    logFactorial(trials) - logFactorial(least) - logFactorial(trials - least) - trials * Math.LN2;
  // Masses below the largest, as shares of it; they fall, and end where they no longer count.
  let share = 1;
  let sum = 1;
  for (let k = least; k > 0 && share > Number.EPSILON * sum; k--) {
    share *= k / (trials - k + 1);
    sum += share;
  }
  return Math.min(1, 2 * Math.exp(top) * sum);
}
