import type { Interval } from './bootstrap';
import { directionOf } from './direction';
import type { Score } from './score';

/** Fewer rows than this make an interval that promises too much. */
const LEAST_ROWS = 20;
/** What a p-value must stay below for a difference to count. */
const SIGNIFICANCE = 0.05;

/** How a tuned model compares with its base on one metric, to be put into a sentence. */
export interface Verdict {
  /**
   * `better`, `worse`: the difference is not chance. `undecided`: it may be. `equal`: there is none.
   * `few-rows`: too few to tell. `undefined`: one of the two has no score.
   */
  readonly code: 'better' | 'worse' | 'undecided' | 'equal' | 'few-rows' | 'undefined';
  readonly metric: string;
  readonly base: Score;
  readonly tuned: Score;
  /** tuned − base; null where one of the two has no score. */
  readonly difference: number | null;
  /** Half the width of the interval of the difference: what stands behind ±. */
  readonly plusMinus: number | null;
  /** Middle 95 % of the difference over resamples of the rows, both models on the same ones. */
  readonly interval: Interval | null;
  /** Of McNemar's exact test, where the metric is accuracy. */
  readonly pValue: number | null;
  readonly rows: number;
}

/** What a verdict is made of. */
export interface Comparison {
  readonly metric: string;
  readonly base: Score;
  readonly tuned: Score;
  /** Of tuned − base, from `pairedBootstrap`. */
  readonly interval: Interval | null;
  readonly pValue?: number | null;
  readonly rows: number;
}

/**
 * Judges a difference: it counts where its 95 % interval leaves out 0 and, where there is an exact
 * test, that finds it significant too.
 */
export function judge(comparison: Comparison): Verdict {
  const { metric, base, tuned, interval, pValue = null, rows } = comparison;
  const hasBoth = base.value !== null && tuned.value !== null;
  const difference = hasBoth ? Number(tuned.value) - Number(base.value) : null;
  return {
    code: codeOf(comparison, difference),
    metric,
    base,
    tuned,
    difference,
    plusMinus: interval ? (interval[1] - interval[0]) / 2 : null,
    interval,
    pValue,
    rows,
  };
}

function codeOf(
  { metric, interval, pValue, rows }: Comparison,
  difference: number | null,
): Verdict['code'] {
  if (difference === null) return 'undefined';
  if (difference === 0) return 'equal';
  if (rows < LEAST_ROWS) return 'few-rows';
  const isSure = interval !== null && (interval[0] > 0 || interval[1] < 0);
  if (!isSure || (pValue ?? 0) >= SIGNIFICANCE) return 'undecided';
  return difference > 0 === (directionOf(metric) === 'higher') ? 'better' : 'worse';
}
