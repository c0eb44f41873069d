import {
  type LabelCounts,
  type LabelMetrics,
  labelMetrics,
  namedAverages,
  precisionRecall,
  sumOf,
} from './averages';
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
  const counts = onceEach(patterns.cellOf, patterns.rows.length);
  return {
    scores: scoresOf(scoresOfPatterns(patterns, counts), 'no-rows'),
    perLabel: countLabels(patterns, counts).map(labelMetrics),
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
    cells: patterns.rows.length,
    scores: (counts) => scoresOfPatterns(patterns, counts),
  };
}

/** Rows by which labels they have and are given. */
interface Patterns {
  readonly labels: number;
  readonly cellOf: Int32Array;
  /** One row of each pattern: hits, given and true labels by label, and together. */
  readonly rows: readonly {
    readonly byLabel: readonly LabelCounts[];
    readonly all: LabelCounts;
  }[];
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
  const rows = first.map((row) => ({ byLabel: ofRow(row), all: sumOf(ofRow(row)) }));
  return { labels, cellOf, rows };
}

/** Counts of each label over `counts` rows of each pattern, [L]. */
function countLabels({ labels, rows }: Patterns, counts: Int32Array): LabelCounts[] {
  const found = Array.from({ length: labels }, () => ({ hits: 0, predicted: 0, support: 0 }));
  rows.forEach(({ byLabel }, i) => {
    const times = counts[i] as number;
    byLabel.forEach(({ hits, predicted, support }, l) => {
      const own = found[l] as (typeof found)[number];
      own.hits += hits * times;
      own.predicted += predicted * times;
      own.support += support * times;
    });
  });
  return found;
}

function scoresOfPatterns(patterns: Patterns, counts: Int32Array): Scores {
  const { labels, rows } = patterns;
  const mean = (pick: (all: LabelCounts) => number): number | null =>
    weightedMean(
      rows.map(({ all }) => pick(all)),
      counts,
    );
  const wrong = ({ hits, predicted, support }: LabelCounts): number =>
    predicted + support - 2 * hits;
  return {
    ...(counts.some((count) => count > 0)
      ? namedAverages(countLabels(patterns, counts))
      : NO_AVERAGES),
    precision_samples: mean((all) => precisionRecall(all).precision),
    recall_samples: mean((all) => precisionRecall(all).recall),
    f1_samples: mean((all) => precisionRecall(all).f1),
    subset_accuracy: mean((all) => (wrong(all) === 0 ? 1 : 0)),
    hamming_loss: mean((all) => wrong(all) / labels),
  };
}

/** What {@link namedAverages} would name, of no rows. */
const NO_AVERAGES: Scores = Object.fromEntries(
  Object.keys(namedAverages([])).map((name) => [name, null]),
);
