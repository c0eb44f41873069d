import { type Tally, thresholdCurve } from './ranking';
import { type Score, score, undefinedScore } from './score';

/** Where a label is given when nothing says otherwise. */
export const DEFAULT_THRESHOLD = 0.5;

export interface TunedThreshold {
  readonly threshold: number;
  /** F1 of the rows it was tuned on; undefined, and the threshold 0.5, without a row that has the label. */
  readonly f1: Score;
}

/**
 * The threshold of the best F1 on the counted rows (validation, not test). All thresholds between two
 * neighbouring scores decide these rows alike: of them 0.5 is taken where it is one, else the middle.
 * Of several gaps with the best F1 the one whose threshold is nearest 0.5, then the higher.
 */
export function tuneThreshold(counted: Tally): TunedThreshold {
  const { thresholds, f1, support } = thresholdCurve(counted);
  if (support === 0) {
    const reason = thresholds.length === 0 ? 'no-rows' : 'no-positive';
    return { threshold: DEFAULT_THRESHOLD, f1: undefinedScore(reason) };
  }
  const best = f1.reduce((most, value) => Math.max(most, value), 0);
  let threshold = Number.POSITIVE_INFINITY;
  f1.forEach((value, i) => {
    if (value < best) return;
    const own = between(thresholds[i + 1] ?? 0, thresholds[i] as number);
    if (distance(own) < distance(threshold)) threshold = own;
  });
  return { threshold, f1: score(best) };
}

/** A threshold that lets `high` through and not `low`. */
function between(low: number, high: number): number {
  if (low < DEFAULT_THRESHOLD && DEFAULT_THRESHOLD <= high) return DEFAULT_THRESHOLD;
  const middle = (low + high) / 2;
  return middle > low ? middle : high;
}

function distance(threshold: number): number {
  return Math.abs(threshold - DEFAULT_THRESHOLD);
}
