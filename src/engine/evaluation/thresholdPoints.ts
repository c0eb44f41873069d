import { averagePrecision, rocAuc, type Tally, thresholdCurve } from './ranking';
import type { Score } from './score';

/** Where a slider can stand: 0.01 to 0.99. */
const GRID = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
/** Points that a curve has besides, spread over its recall. */
const ALONG_RECALL = 100;

/** What thresholds give one class or label, in few numbers: at most 200 points, the highest first. */
export interface ThresholdPoints {
  /** Falling; what passes has at least this probability. */
  readonly thresholds: readonly number[];
  /** Rows of the class that pass, and all rows that pass. */
  readonly hits: readonly number[];
  readonly passed: readonly number[];
  /** Rows of the class, and all rows. */
  readonly support: number;
  readonly rows: number;
  readonly rocAuc: Score;
  readonly prAuc: Score;
}

/**
 * Thins what every threshold gives to where a slider can stand, to `used`, and to steps of recall.
 * What is left is exact.
 */
export function thresholdPoints(counted: Tally, used: number): ThresholdPoints {
  const curve = thresholdCurve(counted);
  const wanted = new Set([...GRID, used, ...alongRecall(curve)]);
  const thresholds = [...wanted].sort((a, b) => b - a);
  // Of the last group that passes; before the first, nothing does.
  let group = -1;
  const groups = thresholds.map((threshold) => {
    while ((curve.thresholds[group + 1] ?? Number.NEGATIVE_INFINITY) >= threshold) group++;
    return group;
  });
  return {
    thresholds,
    hits: groups.map((at) => curve.hits[at] ?? 0),
    passed: groups.map((at) => curve.passed[at] ?? 0),
    support: curve.support,
    rows: counted.allPositive + counted.allNegative,
    rocAuc: rocAuc(counted),
    prAuc: averagePrecision(counted),
  };
}

/** The thresholds at which recall passes each of its steps. */
function alongRecall({ thresholds, hits, support }: ReturnType<typeof thresholdCurve>): number[] {
  const found: number[] = [];
  for (let group = 0, step = 1; group < hits.length && step <= ALONG_RECALL; group++) {
    if ((hits[group] as number) * ALONG_RECALL < step * support || support === 0) continue;
    found.push(thresholds[group] as number);
    step = Math.floor(((hits[group] as number) * ALONG_RECALL) / support) + 1;
  }
  return found;
}
