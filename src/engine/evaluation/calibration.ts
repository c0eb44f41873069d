import { labelledRows } from './rows';
import { type Score, score, undefinedScore } from './score';

/** Bins of equal width between 0 and 1, as in Guo et al. 2017. */
const BINS = 15;

/** Rows whose confidence lies in (low, high]; the lowest bin holds 0 too. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  /** Mean confidence of these rows, and the share of them that are right; null without rows. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

export interface Calibration {
  /** Expected calibration error. */
  readonly error: Score;
  /** Bars of the reliability diagram, from the lowest confidence. */
  readonly bins: readonly CalibrationBin[];
}

/** How sure each answer is, and whether it is right. */
export interface Answers {
  readonly confidences: ArrayLike<number>;
  readonly right: ArrayLike<boolean | number>;
}

/**
 * Expected calibration error, Σ_bins rows/R · |accuracy − confidence| (Guo et al. 2017, "On calibration
 * of modern neural networks", eq. 3), with the bins it is summed over.
 */
export function calibration({ confidences, right }: Answers, bins = BINS): Calibration {
  const rows = new Array<number>(bins).fill(0);
  const sure = new Array<number>(bins).fill(0);
  const hits = new Array<number>(bins).fill(0);
  for (let i = 0; i < confidences.length; i++) {
    const confidence = confidences[i] as number;
    const bin = binOf(confidence, bins);
    rows[bin] = (rows[bin] ?? 0) + 1;
    sure[bin] = (sure[bin] ?? 0) + confidence;
    hits[bin] = (hits[bin] ?? 0) + (right[i] ? 1 : 0);
  }
  const gap = rows.reduce((sum, _, b) => sum + Math.abs((hits[b] ?? 0) - (sure[b] ?? 0)), 0);
  const all = confidences.length;
  return {
    error: all === 0 ? undefinedScore('no-rows') : score(gap / all),
    bins: rows.map((count, b) => ({
      low: edge(b, bins),
      high: edge(b + 1, bins),
      rows: count,
      confidence: count === 0 ? null : (sure[b] ?? 0) / count,
      accuracy: count === 0 ? null : (hits[b] ?? 0) / count,
    })),
  };
}

function edge(bin: number, bins: number): number {
  return bin === bins ? 1 : bin * (1 / bins);
}

/** NaN goes into the lowest bin, and makes the error undefined. */
function binOf(confidence: number, bins: number): number {
  let bin = Math.min(bins - 1, Math.floor(confidence * bins) || 0);
  // The quotient may be off by one where a confidence lies on an edge, which belongs to the bin below.
  while (bin > 0 && confidence <= edge(bin, bins)) bin--;
  while (bin < bins - 1 && confidence > edge(bin + 1, bins)) bin++;
  return bin;
}

/**
 * The likeliest class of each row of probabilities [R, C], the first of equals, against labels [R];
 * rows with a negative label are left out.
 */
export function topAnswers(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Answers {
  const rows = labelledRows(labels);
  const confidences = new Float64Array(rows.length);
  const right = new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    const begin = row * classes;
    let best = begin;
    for (let at = begin + 1; at < begin + classes; at++)
      if ((probabilities[at] as number) > (probabilities[best] as number)) best = at;
    confidences[i] = probabilities[best] as number;
    right[i] = best - begin === labels[row] ? 1 : 0;
  });
  return { confidences, right };
}
