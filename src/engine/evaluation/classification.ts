import type { ClassMetrics, Metrics } from '../training/events';

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

/** The largest logit of each row of [R, C]; the first of equals. */
export function argmaxRows(logits: Float32Array, classes: number): Int32Array {
  const best = new Int32Array(logits.length / classes);
  for (let row = 0; row < best.length; row++) {
    for (let c = 1; c < classes; c++) {
      const leader = row * classes + (best[row] as number);
      if ((logits[row * classes + c] as number) > (logits[leader] as number)) best[row] = c;
    }
  }
  return best;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

function perClass(confusion: readonly (readonly number[])[]): ClassMetrics[] {
  return confusion.map((row, c) => {
    const hits = row[c] ?? 0;
    const support = row.reduce((sum, count) => sum + count, 0);
    const said = confusion.reduce((sum, other) => sum + (other[c] ?? 0), 0);
    return {
      precision: ratio(hits, said),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, said + support),
      support,
    };
  });
}

/** Matthews' correlation for any number of classes (peft-spec §6); 0 where it is not defined. */
function matthews(confusion: readonly (readonly number[])[]): number {
  const truth = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const said = confusion.map((_, c) => confusion.reduce((sum, row) => sum + (row[c] ?? 0), 0));
  const total = truth.reduce((sum, count) => sum + count, 0);
  const right = confusion.reduce((sum, row, c) => sum + (row[c] ?? 0), 0);
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  const spread = Math.sqrt((total ** 2 - dot(said, said)) * (total ** 2 - dot(truth, truth)));
  return ratio(right * total - dot(truth, said), spread);
}

/**
 * Metrics from a confusion matrix by job.md's names. Macro means are over the classes that occur in
 * truth or prediction, as scikit-learn's label set; a ratio without denominator counts as 0.
 */
export function metricsFromConfusion(
  confusion: readonly (readonly number[])[],
  names: readonly string[],
): Metrics {
  const all = perClass(confusion);
  const occurs = all.filter(
    ({ support }, c) => support > 0 || confusion.some((row) => (row[c] ?? 0) > 0),
  );
  const rows = all.reduce((sum, { support }) => sum + support, 0);
  const accuracy = ratio(
    confusion.reduce((sum, row, c) => sum + (row[c] ?? 0), 0),
    rows,
  );
  const mean = (pick: (metrics: ClassMetrics) => number): number =>
    ratio(
      occurs.reduce((sum, metrics) => sum + pick(metrics), 0),
      occurs.length,
    );
  return {
    accuracy,
    precision_macro: mean(({ precision }) => precision),
    recall_macro: mean(({ recall }) => recall),
    f1_macro: mean(({ f1 }) => f1),
    f1_micro: accuracy,
    f1_weighted: ratio(
      all.reduce((sum, { f1, support }) => sum + f1 * support, 0),
      rows,
    ),
    mcc: matthews(confusion),
    per_class: Object.fromEntries(all.map((metrics, c) => [names[c] ?? String(c), metrics])),
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
