import { EngineError } from '../core/errors';
import { createRandom } from '../core/rng';
import { confusionStatistic } from './classification';
import { cellsOf, resampler, type Scores, type Statistic } from './resample';

/** Resamples that a percentile interval is read from, fewer where cells are too many to count that often. */
const RESAMPLES = 1000;
const LEAST_RESAMPLES = 200;
const MOST_COUNTED = 1e7;
/** Stream of the resampling among the uses of a seed. */
const BOOTSTRAP_STREAM = 0xb007;

/** Lowest and highest value of the middle 95 %. */
export type Interval = readonly [low: number, high: number];

/**
 * 95 % percentile bootstrap intervals (Efron 1979) of the scores of a statistic, the same for the
 * same seed. Resamples in which a score is not defined are left out of its interval; a score that
 * most resamples do not have has none.
 */
export function bootstrap(statistic: Statistic, seed: number): Record<string, Interval> {
  const { cellOf, cells } = statistic;
  const draw = resampler(cellOf, cells, createRandom(seed, BOOTSTRAP_STREAM));
  const counts = new Int32Array(cells);
  const samples = Array.from({ length: resamplesOf(cells) }, () => {
    draw(counts);
    return statistic.scores(counts);
  });
  return intervalsOf(samples);
}

/**
 * 95 % percentile intervals of how much `tuned` scores above `base`, both on the same resampled rows.
 * The two must be statistics of the same rows in the same order.
 */
export function pairedBootstrap(
  base: Statistic,
  tuned: Statistic,
  seed: number,
): Record<string, Interval> {
  checkSameRows(base, tuned);
  const { cellOf, first } = cellsOf(
    base.cellOf.length,
    (row) => (base.cellOf[row] as number) * tuned.cells + (tuned.cellOf[row] as number),
  );
  const draw = resampler(cellOf, first.length, createRandom(seed, BOOTSTRAP_STREAM));
  const counts = new Int32Array(first.length);
  const samples = Array.from({ length: resamplesOf(first.length) }, () => {
    draw(counts);
    const before = base.scores(countsIn(base, first, counts));
    const after = tuned.scores(countsIn(tuned, first, counts));
    return differences(before, after);
  });
  return intervalsOf(samples);
}

/** Rows that are cells of their own are so many only where intervals are narrow anyway. */
function resamplesOf(cells: number): number {
  return Math.max(LEAST_RESAMPLES, Math.min(RESAMPLES, Math.floor(MOST_COUNTED / cells)));
}

function checkSameRows({ cellOf: { length: base } }: Statistic, tuned: Statistic): void {
  if (base === tuned.cellOf.length) return;
  throw new EngineError(
    'evaluation/rows-differ',
    `the base model was scored on ${base} rows, the tuned model on ${tuned.cellOf.length}`,
    { base, tuned: tuned.cellOf.length },
    'Score both on the same rows.',
  );
}

/** Counts of a statistic's own cells, from those of the cells whose first rows are `first`. */
function countsIn(statistic: Statistic, first: readonly number[], counts: Int32Array): Int32Array {
  const own = new Int32Array(statistic.cells);
  first.forEach((row, i) => {
    const cell = statistic.cellOf[row] as number;
    own[cell] = (own[cell] as number) + (counts[i] as number);
  });
  return own;
}

function differences(before: Scores, after: Scores): Scores {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => {
      const from = before[name] ?? null;
      return [name, value === null || from === null ? null : value - from];
    }),
  );
}

/** The middle 95 % of each score over resamples. */
function intervalsOf(samples: readonly Scores[]): Record<string, Interval> {
  const found: Record<string, Interval> = {};
  for (const name of Object.keys(samples[0] ?? {})) {
    const values = samples.map((sample) => sample[name] ?? null).filter((value) => value !== null);
    if (values.length * 2 < samples.length) continue;
    const sorted = Float64Array.from(values).sort();
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] as number;
    found[name] = [at(0.025), at(0.975)];
  }
  return found;
}

/** {@link bootstrap} of the scalar classification metrics of predicted against true classes, [R]. */
export function bootstrapIntervals(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  seed: number,
): Record<string, Interval> {
  return bootstrap(confusionStatistic(labels, predicted, classes), seed);
}
