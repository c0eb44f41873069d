import { groupRows } from './groups';
import { type Score, score, undefinedScore } from './score';

/** Rows in groups of equal score, the highest first: a threshold lets whole groups through. */
export interface Ranking {
  /** Distinct scores, falling, [G]. */
  readonly thresholds: Float64Array;
  /** Group of each row, [R]. */
  readonly groupOf: Int32Array;
  /** Whether each row is of the class in question, [R]. */
  readonly positive: Uint8Array;
}

/** Positive and negative rows of each group, [G], and of all groups. */
export interface Tally {
  /** Distinct scores, falling, [G]. */
  readonly thresholds: Float64Array;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  readonly allPositive: number;
  readonly allNegative: number;
}

/** Ranks rows by score; null where a score is NaN, and nothing has an order. */
export function rankRows(scores: ArrayLike<number>, positive: Uint8Array): Ranking | null {
  const groups = groupRows(scores);
  return groups && { thresholds: groups.values, groupOf: groups.groupOf, positive };
}

/** Counts a ranking; `counts` says how often each row counts, [R], once each without. */
export function tally(ranking: Ranking, counts?: Int32Array): Tally {
  const { thresholds, groupOf, positive } = ranking;
  const positives = new Float64Array(thresholds.length);
  const negatives = new Float64Array(thresholds.length);
  let [allPositive, allNegative] = [0, 0];
  for (let row = 0; row < groupOf.length; row++) {
    const count = counts ? (counts[row] as number) : 1;
    const group = groupOf[row] as number;
    if (positive[row]) {
      positives[group] = (positives[group] as number) + count;
      allPositive += count;
    } else {
      negatives[group] = (negatives[group] as number) + count;
      allNegative += count;
    }
  }
  return { thresholds, positives, negatives, allPositive, allNegative };
}

/**
 * The {@link tally} of rows that count once each, without saying which row is in which group: far
 * quicker where rows are many. Null where a score is NaN.
 */
export function tallyRows(scores: Float64Array, positive: Uint8Array): Tally | null {
  const allPositive = positive.reduce((sum, one) => sum + one, 0);
  const yes = new Float64Array(allPositive);
  const no = new Float64Array(scores.length - allPositive);
  let [y, n] = [0, 0];
  for (let row = 0; row < scores.length; row++) {
    const value = scores[row] as number;
    if (Number.isNaN(value)) return null;
    if (positive[row]) yes[y++] = value;
    else no[n++] = value;
  }
  return mergeFalling(yes.sort(), no.sort());
}

/** Counts equal scores of two rising lists, from their ends. */
function mergeFalling(yes: Float64Array, no: Float64Array): Tally {
  const most = yes.length + no.length;
  const thresholds = new Float64Array(most);
  const positives = new Float64Array(most);
  const negatives = new Float64Array(most);
  let [y, n, groups] = [yes.length - 1, no.length - 1, 0];
  while (y >= 0 || n >= 0) {
    const value = n < 0 || (yes[y] as number) > (no[n] as number) ? yes[y] : no[n];
    const [y0, n0] = [y, n];
    while (y >= 0 && yes[y] === value) y--;
    while (n >= 0 && no[n] === value) n--;
    thresholds[groups] = value as number;
    positives[groups] = y0 - y;
    negatives[groups++] = n0 - n;
  }
  return {
    thresholds: thresholds.subarray(0, groups),
    positives: positives.subarray(0, groups),
    negatives: negatives.subarray(0, groups),
    allPositive: yes.length,
    allNegative: no.length,
  };
}

/**
 * Area under the ROC curve: the chance that a positive row is ranked above a negative one, a tie
 * counting half. Null is a ranking that could not be made.
 */
export function rocAuc(counted: Tally | null): Score {
  if (!counted) return undefinedScore('not-finite');
  const { positives, negatives, allPositive, allNegative } = counted;
  if (allPositive + allNegative === 0) return undefinedScore('no-rows');
  if (allPositive === 0) return undefinedScore('no-positive');
  if (allNegative === 0) return undefinedScore('no-negative');
  let above = 0;
  let area = 0;
  for (let group = 0; group < positives.length; group++) {
    const here = positives[group] as number;
    area += (negatives[group] as number) * (above + here / 2);
    above += here;
  }
  return score(area / (allPositive * allNegative));
}

/**
 * Average precision, the area under the precision-recall curve without interpolation: Σ (Rᵢ − Rᵢ₋₁)·Pᵢ
 * over the thresholds. Null is a ranking that could not be made.
 */
export function averagePrecision(counted: Tally | null): Score {
  if (!counted) return undefinedScore('not-finite');
  const { positives, negatives, allPositive, allNegative } = counted;
  if (allPositive + allNegative === 0) return undefinedScore('no-rows');
  if (allPositive === 0) return undefinedScore('no-positive');
  let [hits, passed, sum] = [0, 0, 0];
  for (let group = 0; group < positives.length; group++) {
    const here = positives[group] as number;
    hits += here;
    passed += here + (negatives[group] as number);
    if (here > 0) sum += (here * hits) / passed;
  }
  return score(sum / allPositive);
}

/** What each threshold gives, the highest first; a row passes with a score ≥ threshold. All [G]. */
export interface ThresholdCurve {
  readonly thresholds: Float64Array;
  /** Rows of the class that pass, and all rows that pass. */
  readonly hits: Float64Array;
  readonly passed: Float64Array;
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly f1: Float64Array;
  /** Rows of the class. */
  readonly support: number;
}

/** Precision, recall and F1 at every threshold at which they change. Without positives they are 0. */
export function thresholdCurve(counted: Tally): ThresholdCurve {
  const { thresholds, positives, negatives, allPositive: support } = counted;
  const hits = runningSum(positives);
  const falseAlarms = runningSum(negatives);
  const passed = hits.map((count, i) => count + (falseAlarms[i] as number));
  return {
    thresholds,
    hits,
    passed,
    precision: hits.map((count, i) => count / (passed[i] as number)),
    recall: hits.map((count) => (support > 0 ? count / support : 0)),
    f1: hits.map((count, i) => (2 * count) / ((passed[i] as number) + support)),
    support,
  };
}

function runningSum(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
