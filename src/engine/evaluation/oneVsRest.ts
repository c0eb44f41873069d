import { type Ranking, rankRows, type Tally, tallyRows } from './ranking';
import { labelledRows } from './rows';
import { meanScore, type Score } from './score';

/** A score of every class against all others, and its means over the classes that have one. */
export interface OneVsRest {
  /** By class, [C]; undefined where a class has no rows, or all. */
  readonly perClass: readonly Score[];
  readonly macro: Score;
  /** Each class weighing its rows. */
  readonly weighted: Score;
}

/** Rows of every class ranked by its probability, [C]; rows with a negative label are left out. */
export function rankClasses(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): (Ranking | null)[] {
  return classColumns(probabilities, labels, classes).map((one) =>
    rankRows(one.scores, one.positive),
  );
}

/** The same rows only counted, [C]. */
export function tallyClasses(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): (Tally | null)[] {
  return classColumns(probabilities, labels, classes).map((one) =>
    tallyRows(one.scores, one.positive),
  );
}

/** Scores of a class or label, and which rows are of it. */
interface Column {
  readonly scores: Float64Array;
  readonly positive: Uint8Array;
}

function classColumns(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Column[] {
  const kept = labelledRows(labels);
  return Array.from({ length: classes }, (_, c) => {
    const scores = new Float64Array(kept.length);
    const positive = new Uint8Array(kept.length);
    for (let i = 0; i < kept.length; i++) {
      const row = kept[i] as number;
      scores[i] = probabilities[row * classes + c] as number;
      if (labels[row] === c) positive[i] = 1;
    }
    return { scores, positive };
  });
}

/**
 * Rows of every label counted by its probability, [L]; probabilities and targets (0 or 1) flat [R, L],
 * a row with a negative target of the label left out.
 */
export function tallyLabels(
  probabilities: ArrayLike<number>,
  targets: ArrayLike<number>,
  labels: number,
): (Tally | null)[] {
  return labelColumns(probabilities, targets, labels).map((one) =>
    tallyRows(one.scores, one.positive),
  );
}

function labelColumns(
  probabilities: ArrayLike<number>,
  targets: ArrayLike<number>,
  labels: number,
): Column[] {
  return Array.from({ length: labels }, (_, l) => {
    const scores = new Float64Array(targets.length / labels);
    const positive = new Uint8Array(scores.length);
    let rows = 0;
    for (let at = l; at < targets.length; at += labels) {
      if ((targets[at] as number) < 0) continue;
      scores[rows] = probabilities[at] as number;
      positive[rows++] = targets[at] as number;
    }
    return { scores: scores.subarray(0, rows), positive: positive.subarray(0, rows) };
  });
}

/** Asks `measure` (`rocAuc`, `averagePrecision`) of the counts of every class. */
export function oneVsRest(
  tallies: readonly (Tally | null)[],
  measure: (counted: Tally | null) => Score,
): OneVsRest {
  const perClass = tallies.map(measure);
  const rows = tallies.map((counted) => counted?.allPositive ?? 0);
  return { perClass, macro: meanScore(perClass), weighted: meanScore(perClass, rows) };
}
