import { type Ranking, rankRows, type Tally } from './ranking';
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
  const kept = labelledRows(labels);
  return Array.from({ length: classes }, (_, c) =>
    rankRows(
      Float64Array.from(kept, (row) => probabilities[row * classes + c] as number),
      Uint8Array.from(kept, (row) => (labels[row] === c ? 1 : 0)),
    ),
  );
}

/**
 * Rows of every label ranked by its probability, [L]; probabilities and targets (0 or 1) flat [R, L],
 * a row with a negative target of the label left out.
 */
export function rankLabels(
  probabilities: ArrayLike<number>,
  targets: ArrayLike<number>,
  labels: number,
): (Ranking | null)[] {
  const rows = Array.from({ length: targets.length / labels }, (_, row) => row);
  return Array.from({ length: labels }, (_, l) => {
    const kept = rows.filter((row) => (targets[row * labels + l] as number) >= 0);
    return rankRows(
      Float64Array.from(kept, (row) => probabilities[row * labels + l] as number),
      Uint8Array.from(kept, (row) => targets[row * labels + l] as number),
    );
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
