import { labelledRows } from './rows';
import { type Score, score, undefinedScore } from './score';

/**
 * Brier's score of one row of probabilities [R, C]: Σ_c (p_c − [c is the label])² (Brier 1950), between
 * 0 and 2. With two classes half of that, (p₁ − label)², between 0 and 1; both as scikit-learn's
 * brier_score_loss.
 */
export function brierOfRow(
  probabilities: ArrayLike<number>,
  row: number,
  classes: number,
  label: number,
): number {
  let sum = 0;
  for (let c = 0; c < classes; c++)
    sum += ((probabilities[row * classes + c] as number) - (c === label ? 1 : 0)) ** 2;
  return sum / (classes === 2 ? 2 : 1);
}

/** Mean of {@link brierOfRow} over the rows with a label ≥ 0. */
export function brier(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Score {
  const rows = labelledRows(labels);
  if (rows.length === 0) return undefinedScore('no-rows');
  const of = (row: number): number =>
    brierOfRow(probabilities, row, classes, labels[row] as number);
  return score(rows.reduce((sum, row) => sum + of(row), 0) / rows.length);
}
