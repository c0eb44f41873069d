import { brier, brierOfRow } from './brier';
import { calibration, topAnswers } from './calibration';
import { oneVsRest, rankClasses, tallyClasses } from './oneVsRest';
import { crossEntropyOfRow, meanCrossEntropy, softmax } from './probabilities';
import { averagePrecision, rocAuc, type Tally, tally } from './ranking';
import { type Statistic, weightedMean } from './resample';
import { labelledRows } from './rows';
import { type Score, score, undefinedScore, valuesOf } from './score';

/**
 * What probabilities are worth, from logits [R, C] and labels [R]; rows with a negative label are left
 * out. `log_loss`, `brier`, `ece`; `roc_auc` and `pr_auc` of the second of two classes, else their
 * means over each class against the rest, `…_macro` and `…_weighted`.
 */
export function probabilityScores(
  logits: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
): Record<string, Score> {
  const probabilities = softmax(logits, classes);
  const isEmpty = labelledRows(labels).length === 0;
  return {
    log_loss: isEmpty
      ? undefinedScore('no-rows')
      : score(meanCrossEntropy(logits, labels, classes)),
    brier: brier(probabilities, labels, classes),
    ece: calibration(topAnswers(probabilities, labels, classes)).error,
    ...areas(tallyClasses(probabilities, labels, classes)),
  };
}

/** Areas under the curves of each class, or of the second of two. */
function areas(tallies: readonly (Tally | null)[]): Record<string, Score> {
  const [, positive = null] = tallies;
  if (tallies.length === 2)
    return { roc_auc: rocAuc(positive), pr_auc: averagePrecision(positive) };
  const roc = oneVsRest(tallies, rocAuc);
  const precision = oneVsRest(tallies, averagePrecision);
  return {
    roc_auc_macro: roc.macro,
    roc_auc_weighted: roc.weighted,
    pr_auc_macro: precision.macro,
    pr_auc_weighted: precision.weighted,
  };
}

/**
 * {@link probabilityScores} of any choice of rows, without `ece`: the gaps of a resample are those of
 * its rows and those of its draw, and an interval of them would lie above the error itself.
 */
export function probabilityStatistic(
  logits: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
): Statistic {
  const probabilities = softmax(logits, classes);
  const rankings = rankClasses(probabilities, labels, classes);
  const rows = labelledRows(labels);
  const label = (row: number): number => labels[row] as number;
  const losses = Float64Array.from(rows, (row) =>
    crossEntropyOfRow(logits, row, classes, label(row)),
  );
  const briers = Float64Array.from(rows, (row) =>
    brierOfRow(probabilities, row, classes, label(row)),
  );
  return {
    cellOf: Int32Array.from(rows, (_, i) => i),
    cells: rows.length,
    scores: (counts) => ({
      log_loss: weightedMean(losses, counts),
      brier: weightedMean(briers, counts),
      ...valuesOf(areas(rankings.map((ranking) => ranking && tally(ranking, counts)))),
    }),
  };
}
