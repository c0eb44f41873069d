import { meanBinaryCrossEntropy, sigmoid } from './binaryProbabilities';
import { type Calibration, calibration } from './calibration';
import { oneVsRest, tallyLabels } from './oneVsRest';
import { averagePrecision, rocAuc } from './ranking';
import { type Score, score, undefinedScore } from './score';

/** What probabilities of labels are worth, each label on its own. */
export interface LabelProbabilityScores {
  /**
   * `log_loss`, `brier`, `ece` over all labels of all rows; `roc_auc` and `pr_auc`, the means of the
   * labels that have one: `…_macro`, and `…_weighted` by the rows that have the label.
   */
  readonly scores: Readonly<Record<string, Score>>;
  /** Areas of each label, [L]. */
  readonly perLabel: readonly { readonly roc_auc: Score; readonly pr_auc: Score }[];
}

/**
 * Scores of logits [R, L] against targets of 0 or 1, [R, L]; a negative target is left out. As
 * scikit-learn's of each label, averaged over the labels.
 */
export function labelProbabilityScores(
  logits: Float32Array,
  targets: ArrayLike<number>,
  labels: number,
): LabelProbabilityScores {
  const probabilities = sigmoid(logits);
  const tallies = tallyLabels(probabilities, targets, labels);
  const roc = oneVsRest(tallies, rocAuc);
  const precision = oneVsRest(tallies, averagePrecision);
  const loss = meanBinaryCrossEntropy(logits, targets);
  const { error, meanSquare } = labelCalibration(probabilities, targets);
  return {
    scores: {
      log_loss: error.reason === 'no-rows' ? error : score(loss),
      brier: meanSquare,
      ece: error,
      roc_auc_macro: roc.macro,
      roc_auc_weighted: roc.weighted,
      pr_auc_macro: precision.macro,
      pr_auc_weighted: precision.weighted,
    },
    perLabel: roc.perClass.map((area, l) => ({
      roc_auc: area,
      pr_auc: precision.perClass[l] ?? undefinedScore('no-rows'),
    })),
  };
}

/**
 * How often labels are true that are given a probability, all labels in one diagram, and the mean
 * square of what lies between; both flat [R, L], a negative target left out.
 */
export function labelCalibration(
  probabilities: Float64Array,
  targets: ArrayLike<number>,
): Calibration & { readonly meanSquare: Score } {
  const confidences = new Float64Array(probabilities.length);
  const right = new Uint8Array(probabilities.length);
  let [known, squares] = [0, 0];
  for (let i = 0; i < probabilities.length; i++) {
    const target = targets[i] as number;
    if (target < 0) continue;
    confidences[known] = probabilities[i] as number;
    right[known++] = target;
    squares += ((probabilities[i] as number) - target) ** 2;
  }
  const found = calibration({ confidences: confidences.subarray(0, known), right });
  return {
    ...found,
    meanSquare: known > 0 ? score(squares / known) : undefinedScore('no-rows'),
  };
}
