import { remember } from '../core/remember';
import type { Metrics } from '../training/events';
import { type LabelCounts, labelMetrics, namedAverages, ratio, sumOf } from './averages';
import { cellsOf, type Statistic } from './resample';
import { type Score, score, undefinedScore } from './score';

/** counts[true][predicted] over rows with a label ≥ 0. */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < labels.length; row++) {
    const line = counts[labels[row] as number];
    const column = predicted[row] as number;
    if (line) line[column] = (line[column] ?? 0) + 1;
  }
  return counts;
}

/** Scores, intervals and pictures ask for the answers of the same logits again and again. */
const answers = remember<Float32Array, Int32Array>(1);

/** The largest logit of each row of [R, C]; the first of equals. Not to be written to. */
export function argmaxRows(logits: Float32Array, classes: number): Int32Array {
  return answers.get(logits, String(classes), () => {
    const best = new Int32Array(logits.length / classes);
    for (let row = 0; row < best.length; row++) {
      const begin = row * classes;
      let at = begin;
      for (let next = begin + 1; next < begin + classes; next++)
        if ((logits[next] as number) > (logits[at] as number)) at = next;
      best[row] = at - begin;
    }
    return best;
  });
}

/** Hits, predictions and rows of every class. */
export function classCounts(confusion: readonly (readonly number[])[]): LabelCounts[] {
  const predicted = confusion.map(() => 0);
  for (const row of confusion)
    row.forEach((count, c) => {
      predicted[c] = (predicted[c] ?? 0) + count;
    });
  return confusion.map((row, c) => ({
    hits: row[c] ?? 0,
    predicted: predicted[c] ?? 0,
    support: row.reduce((sum, count) => sum + count, 0),
  }));
}

/**
 * Matthews' correlation for any number of classes (peft-spec §6). scikit-learn says 0 where truth or
 * answers are all of one class and nothing can correlate.
 */
export function matthewsCorrelation(counts: readonly LabelCounts[]): Score {
  let [total, right, answers, truths, together] = [0, 0, 0, 0, 0];
  for (const { hits, predicted, support } of counts) {
    total += support;
    right += hits;
    answers += predicted ** 2;
    truths += support ** 2;
    together += predicted * support;
  }
  if (total === 0) return undefinedScore('no-rows');
  if (truths === total ** 2) return undefinedScore('one-class');
  if (answers === total ** 2) return undefinedScore('one-answer');
  const spread = Math.sqrt((total ** 2 - answers) * (total ** 2 - truths));
  return score((right * total - together) / spread);
}

/**
 * Scalar scores by job.md's names, from the counts of every class. Macro means are over the classes
 * that occur in truth or prediction, as scikit-learn's label set; what is not defined counts as 0.
 */
export function scoresFromCounts(counts: readonly LabelCounts[]): Record<string, number> {
  const occurs = counts.filter(({ support, predicted }) => support > 0 || predicted > 0);
  const { hits, support } = sumOf(counts);
  return {
    accuracy: ratio(hits, support),
    ...namedAverages(occurs),
    mcc: matthewsCorrelation(counts).value ?? 0,
  };
}

/** {@link scoresFromCounts} of a confusion matrix, and `per_class` by the classes' names. */
export function metricsFromConfusion(
  confusion: readonly (readonly number[])[],
  names: readonly string[],
): Metrics {
  const counts = classCounts(confusion);
  return {
    ...scoresFromCounts(counts),
    per_class: Object.fromEntries(
      counts.map((one, c) => [names[c] ?? String(c), labelMetrics(one)]),
    ),
  };
}

/** Metrics of logits [R, C] against labels [R]; rows with a negative label are left out. */
export function classificationMetrics(
  logits: Float32Array,
  labels: ArrayLike<number>,
  names: readonly string[],
): Metrics {
  const predicted = argmaxRows(logits, names.length);
  return metricsFromConfusion(confusionMatrix(labels, predicted, names.length), names);
}

/** The scalar metrics of any choice of rows; rows with a negative label are left out. */
export function confusionStatistic(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): Statistic {
  const { cellOf, first } = cellsOf(labels.length, (row) => {
    const label = labels[row] as number;
    return label < 0 ? null : label * classes + (predicted[row] as number);
  });
  const truth = first.map((row) => labels[row] as number);
  const answer = first.map((row) => predicted[row] as number);
  return {
    cellOf,
    cells: first.length,
    scores(counts) {
      const all = Array.from({ length: classes }, () => ({ hits: 0, predicted: 0, support: 0 }));
      counts.forEach((count, cell) => {
        const said = all[answer[cell] as number];
        const wanted = all[truth[cell] as number];
        if (said) said.predicted += count;
        if (wanted) wanted.support += count;
        if (wanted && said === wanted) wanted.hits += count;
      });
      return scoresFromCounts(all);
    },
  };
}
