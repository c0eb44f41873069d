import { isConstant, momentsOf, type Pairs, pearson, spearman } from './correlation';
import { type Groups, groupRows } from './groups';
import type { Statistic } from './resample';
import { meanScore, type Score, score, undefinedScore, valuesOf } from './score';

const NAMES = ['mse', 'rmse', 'mae', 'r2', 'pearson', 'spearman'] as const;

/** `mse`, `rmse`, `mae`, `r2`, `pearson`, `spearman`. */
export type RegressionScores = Readonly<Record<(typeof NAMES)[number], Score>>;

/**
 * Scores of predicted against true values, flat [R, T], in the unit of the values; a value that is not
 * known is NaN and left out. Of several targets the mean over those that have the score, as
 * scikit-learn's uniform average and scipy; a constant target has no R² and no correlation, where
 * scikit-learn says 0 or 1.
 */
export function regressionScores(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  targetCount: number,
): RegressionScores {
  return means(scoresByTarget(predictions, targets, targetCount));
}

/** The scores of {@link regressionScores} of each target, [T]. */
export function scoresByTarget(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  targetCount: number,
): RegressionScores[] {
  return columnsOf(predictions, targets, targetCount).map((one) =>
    scoresOfColumn(one, new Int32Array(one.rows.length).fill(1)),
  );
}

/** The scores of {@link regressionScores} of any choice of rows. */
export function regressionStatistic(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  targetCount: number,
): Statistic {
  const columns = columnsOf(predictions, targets, targetCount);
  const rows = targets.length / targetCount;
  return {
    cellOf: Int32Array.from({ length: rows }, (_, row) => row),
    cells: rows,
    scores: (counts) =>
      valuesOf(means(columns.map((one) => scoresOfColumn(one, countsOfColumn(one, counts))))),
  };
}

/** One target of the rows that have it. */
interface Column extends Pairs {
  /** Numbers of these rows, [n]. */
  readonly rows: Int32Array;
  readonly predictionGroups: Groups | null;
  readonly targetGroups: Groups | null;
}

function columnsOf(
  predictions: ArrayLike<number>,
  targets: ArrayLike<number>,
  targetCount: number,
): Column[] {
  const every = Int32Array.from({ length: targets.length / targetCount }, (_, row) => row);
  return Array.from({ length: targetCount }, (_, t) => {
    const at = (row: number): number => row * targetCount + t;
    const rows = every.filter((row) => !Number.isNaN(targets[at(row)]));
    const predicted = Float64Array.from(rows, (row) => predictions[at(row)] as number);
    const wanted = Float64Array.from(rows, (row) => targets[at(row)] as number);
    return {
      rows,
      predictions: predicted,
      targets: wanted,
      centre: [meanOf(predicted), meanOf(wanted)],
      predictionGroups: groupRows(predicted),
      targetGroups: groupRows(wanted),
    };
  });
}

function meanOf(values: Float64Array): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}

/** How often each row of the column counts, [n]. */
function countsOfColumn({ rows }: Column, counts: Int32Array): Int32Array {
  return rows.length === counts.length ? counts : rows.map((row) => counts[row] as number);
}

function scoresOfColumn(column: Column, counts: Int32Array): RegressionScores {
  const moments = momentsOf(column, counts);
  const { absolute, squared } = errorsOf(column, counts);
  const { rows, targetSpread } = moments;
  const some = (value: number): Score => (rows > 0 ? score(value) : undefinedScore('no-rows'));
  return {
    mse: some(squared / rows),
    rmse: some(Math.sqrt(squared / rows)),
    mae: some(absolute / rows),
    r2: determination(column, counts, { rows, squared, targetSpread }),
    pearson: pearson(column, counts, moments),
    spearman: spearman(column.predictionGroups, column.targetGroups, counts),
  };
}

/** Σ|error| and Σ error². */
function errorsOf(
  { predictions, targets }: Column,
  counts: Int32Array,
): Record<'absolute' | 'squared', number> {
  let [absolute, squared] = [0, 0];
  for (let row = 0; row < targets.length; row++) {
    const error = (predictions[row] as number) - (targets[row] as number);
    absolute += (counts[row] as number) * Math.abs(error);
    squared += (counts[row] as number) * error * error;
  }
  return { absolute, squared };
}

/** R²: what share of the targets' spread the predictions explain. */
function determination(
  { targets }: Column,
  counts: Int32Array,
  sums: Record<'rows' | 'squared' | 'targetSpread', number>,
): Score {
  if (sums.rows === 0) return undefinedScore('no-rows');
  if (sums.rows < 2) return undefinedScore('too-few-rows');
  if (isConstant(targets, counts)) return undefinedScore('constant-target');
  return score(1 - sums.squared / sums.targetSpread);
}

function means(perTarget: readonly RegressionScores[]): RegressionScores {
  const of = (name: keyof RegressionScores): [string, Score] => [
    name,
    meanScore(perTarget.map((scores) => scores[name])),
  ];
  return Object.fromEntries(NAMES.map(of)) as RegressionScores;
}
