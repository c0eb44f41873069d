import {
  type LabelCounts,
  type LabelMetrics,
  labelMetrics,
  namedAverages,
  precisionRecall,
  sumOf,
} from './averages';
import { type LabelTable, labelTable, sumLabels } from './labelTable';
import { cellsOf, onceEach, type Scores, type Statistic, weightedMean } from './resample';
import { type Score, scoresOf } from './score';

/** Which labels each row is given: 1 where the probability reaches the label's threshold, flat [R, L]. */
export function decideLabels(
  probabilities: ArrayLike<number>,
  thresholds: ArrayLike<number>,
): Uint8Array {
  return Uint8Array.from(probabilities, (value, i) =>
    value >= (thresholds[i % thresholds.length] as number) ? 1 : 0,
  );
}

/** What labels are worth that are given or not, each on its own. */
export interface MultiLabelScores {
  /** `precision_…`, `recall_…`, `f1_…` of micro, macro, weighted, samples; `subset_accuracy`, `hamming_loss`. */
  readonly scores: Readonly<Record<string, Score>>;
  /** Of each label, [L]. */
  readonly perLabel: readonly LabelMetrics[];
}

/**
 * Scores of given against true labels, both 0 or 1, flat [R, L]; a row with a negative target is left
 * out. As scikit-learn: macro means are over all labels, what has no denominator counts as 0, and so
 * does a row in the mean over `samples` that has no label and is given none.
 */
export function multiLabelScores(
  targets: ArrayLike<number>,
  given: ArrayLike<number>,
  labels: number,
): MultiLabelScores {
  const patterns = patternsOf(targets, given, labels);
  const counts = onceEach(patterns.cellOf, patterns.cells);
  return {
    scores: scoresOf(scoresOfPatterns(patterns, counts), 'no-rows'),
    perLabel: sumLabels(patterns.table, counts).map(labelMetrics),
  };
}

/** The scores of {@link multiLabelScores} of any choice of rows. */
export function multiLabelStatistic(
  targets: ArrayLike<number>,
  given: ArrayLike<number>,
  labels: number,
): Statistic {
  const patterns = patternsOf(targets, given, labels);
  return {
    cellOf: patterns.cellOf,
    cells: patterns.cells,
    scores: (counts) => scoresOfPatterns(patterns, counts),
  };
}

/** Rows by which labels they have and are given. */
interface Patterns {
  readonly cellOf: Int32Array;
  readonly cells: number;
  readonly table: LabelTable;
  /** Scores of one row of each pattern alone, by name. */
  readonly rowScores: Readonly<Record<string, Float64Array>>;
}

function patternsOf(
  targets: ArrayLike<number>,
  given: ArrayLike<number>,
  labels: number,
): Patterns {
  const ofRow = (row: number): LabelCounts[] =>
    Array.from({ length: labels }, (_, l) => {
      const support = targets[row * labels + l] as number;
      const predicted = given[row * labels + l] as number;
      return { hits: support * predicted, predicted, support };
    });
  const { cellOf, first } = cellsOf(targets.length / labels, (row) => {
    const counts = ofRow(row);
    if (counts.some(({ support }) => support < 0)) return null;
    return counts.map(({ predicted, support }) => 2 * support + predicted).join('');
  });
  const rows = first.map(ofRow);
  return {
    cellOf,
    cells: rows.length,
    table: labelTable(
      labels,
      rows.map((row) => [...row.entries()]),
    ),
    rowScores: rowScores(rows.map(sumOf), labels),
  };
}

function rowScores(rows: readonly LabelCounts[], labels: number): Record<string, Float64Array> {
  const each = (of: (row: LabelCounts) => number): Float64Array => Float64Array.from(rows, of);
  const wrong = ({ hits, predicted, support }: LabelCounts): number =>
    predicted + support - 2 * hits;
  return {
    precision_samples: each((row) => precisionRecall(row).precision),
    recall_samples: each((row) => precisionRecall(row).recall),
    f1_samples: each((row) => precisionRecall(row).f1),
    subset_accuracy: each((row) => (wrong(row) === 0 ? 1 : 0)),
    hamming_loss: each((row) => wrong(row) / labels),
  };
}

function scoresOfPatterns({ table, rowScores }: Patterns, counts: Int32Array): Scores {
  const means = Object.entries(rowScores).map(([name, values]) => [
    name,
    weightedMean(values, counts),
  ]);
  const isEmpty = !counts.some((count) => count > 0);
  const averages = isEmpty ? NO_AVERAGES : namedAverages(sumLabels(table, counts));
  return { ...averages, ...Object.fromEntries(means) };
}

/** What {@link namedAverages} would name, of no rows. */
const NO_AVERAGES: Scores = Object.fromEntries(
  Object.keys(namedAverages([])).map((name) => [name, null]),
);
