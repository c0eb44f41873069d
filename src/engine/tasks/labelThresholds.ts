import type { ConfigOf, Field } from '../core/fields';
import { tallyLabels } from '../evaluation/oneVsRest';
import { tuneThreshold } from '../evaluation/threshold';
import { thresholdPoints } from '../evaluation/thresholdPoints';
import type { ThresholdReport } from './task';

/** From which probability on labels are given. */
export const THRESHOLD_FIELDS = [
  {
    key: 'threshold',
    label: 'Threshold',
    kind: 'number',
    default: 0.5,
    min: 0.01,
    max: 0.99,
    step: 0.05,
    help: 'A label is given from this probability on. Lower it to miss fewer.',
  },
  {
    key: 'tuneThresholds',
    label: 'Tune thresholds',
    kind: 'boolean',
    default: true,
    help: 'After training, each label gets the threshold of its best F1 on the validation rows.',
    advanced: true,
  },
  {
    key: 'thresholds',
    label: 'Threshold of each label',
    kind: 'numbers',
    default: [],
    help: 'In the order of the labels, as tuned after training. Empty: the one threshold for all.',
    advanced: true,
    fromData: true,
    fromTraining: true,
  },
] as const satisfies readonly Field[];

type Thresholds = ConfigOf<typeof THRESHOLD_FIELDS> & { readonly labels: readonly string[] };

/** The threshold of every label, [L]. */
export function thresholdsOf({ labels, thresholds, threshold }: Thresholds): readonly number[] {
  return thresholds.length === labels.length ? thresholds : labels.map(() => threshold);
}

/** Labels whose probability reaches their threshold, of one row's probabilities. */
export function givenLabels(scores: readonly number[], config: Thresholds): string[] {
  const thresholds = thresholdsOf(config);
  return config.labels.filter((_, i) => (scores[i] ?? 0) >= (thresholds[i] ?? 0));
}

/**
 * The threshold of each label's best F1 on validation rows, [L]; probabilities and targets flat [R, L].
 * A label that no row has keeps the one threshold for all.
 */
export function tunedThresholds(
  probabilities: Float64Array,
  targets: ArrayLike<number>,
  { labels, threshold: untuned }: Thresholds,
): number[] {
  return tallyLabels(probabilities, targets, labels.length).map((counted) => {
    if (!counted) return untuned;
    const { threshold, f1 } = tuneThreshold(counted);
    return f1.value === null ? untuned : threshold;
  });
}

/** What thresholds give of every label whose probabilities are numbers. */
export function thresholdReports(
  probabilities: Float64Array,
  targets: ArrayLike<number>,
  config: Thresholds,
): ThresholdReport[] {
  const { labels, thresholds } = config;
  const inUse = thresholdsOf(config);
  const tuned = thresholds.length > 0;
  return tallyLabels(probabilities, targets, labels.length).flatMap((counted, i) => {
    const used = inUse[i] ?? config.threshold;
    return counted
      ? [{ name: labels[i] ?? '', used, tuned, ...thresholdPoints(counted, used) }]
      : [];
  });
}
