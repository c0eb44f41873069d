import type { ClassMetrics } from '../training/events';

/** Of one label: rows rightly given it, rows given it, rows that have it. */
export interface LabelCounts {
  readonly hits: number;
  readonly predicted: number;
  readonly support: number;
}

export interface PrecisionRecall {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * Scores of one label with what they were counted from. Where `predicted` is 0, precision is a
 * convention and no measurement; where `support` is 0, recall is.
 */
export interface LabelMetrics extends ClassMetrics {
  readonly predicted: number;
}

/** A ratio without denominator counts as 0, as in scikit-learn. */
export function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** Precision, recall and F1 of what was counted. */
export function precisionRecall({ hits, predicted, support }: LabelCounts): PrecisionRecall {
  return {
    precision: ratio(hits, predicted),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, predicted + support),
  };
}

/** Precision, recall, F1, support and number of predictions of one label. */
export function labelMetrics(counts: LabelCounts): LabelMetrics {
  const { support, predicted } = counts;
  return { ...precisionRecall(counts), support, predicted };
}

/** All labels as one. */
export function sumOf(counts: readonly LabelCounts[]): LabelCounts {
  let [hits, predicted, support] = [0, 0, 0];
  for (const one of counts) {
    hits += one.hits;
    predicted += one.predicted;
    support += one.support;
  }
  return { hits, predicted, support };
}

function meanOf(parts: readonly PrecisionRecall[], weights: readonly number[]): PrecisionRecall {
  let [precision, recall, f1, total] = [0, 0, 0, 0];
  parts.forEach((part, i) => {
    const weight = weights[i] ?? 0;
    precision += part.precision * weight;
    recall += part.recall * weight;
    f1 += part.f1 * weight;
    total += weight;
  });
  return {
    precision: ratio(precision, total),
    recall: ratio(recall, total),
    f1: ratio(f1, total),
  };
}

/** All labels counted together. */
export function microAverage(counts: readonly LabelCounts[]): PrecisionRecall {
  return precisionRecall(sumOf(counts));
}

/** Mean of the labels' own scores; of F1 too, which is not the F1 of means. */
export function macroAverage(counts: readonly LabelCounts[]): PrecisionRecall {
  return meanOf(
    counts.map(precisionRecall),
    counts.map(() => 1),
  );
}

/** Mean of the labels' own scores, each weighing as many rows as have it. */
export function weightedAverage(counts: readonly LabelCounts[]): PrecisionRecall {
  return meanOf(
    counts.map(precisionRecall),
    counts.map(({ support }) => support),
  );
}

/** The three averages by name: precision_micro, …, f1_weighted. */
export function namedAverages(counts: readonly LabelCounts[]): Readonly<Record<string, number>> {
  const [micro, macro, weighted] = [
    microAverage(counts),
    macroAverage(counts),
    weightedAverage(counts),
  ];
  // Written out, since resampling asks for it thousands of times.
  return {
    precision_micro: micro.precision,
    recall_micro: micro.recall,
    f1_micro: micro.f1,
    precision_macro: macro.precision,
    recall_macro: macro.recall,
    f1_macro: macro.f1,
    precision_weighted: weighted.precision,
    recall_weighted: weighted.recall,
    f1_weighted: weighted.f1,
  };
}

/** The three scores under the name of their average. */
export function named<T extends number | null>(
  { precision, recall, f1 }: Readonly<Record<keyof PrecisionRecall, T>>,
  average: string,
): Record<string, T> {
  return {
    [`precision_${average}`]: precision,
    [`recall_${average}`]: recall,
    [`f1_${average}`]: f1,
  };
}
