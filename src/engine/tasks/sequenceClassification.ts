import type { ConfigOf, Field } from '../core/fields';
import { IGNORED } from '../core/target';
import { calibration, topAnswers } from '../evaluation/calibration';
import {
  argmaxRows,
  classificationMetrics,
  confusionMatrix,
  confusionStatistic,
} from '../evaluation/classification';
import { tallyClasses } from '../evaluation/oneVsRest';
import {
  guessingCrossEntropy,
  type LossBalance,
  meanCrossEntropy,
  softmax,
  softmaxRows,
} from '../evaluation/probabilities';
import { probabilityScores, probabilityStatistic } from '../evaluation/probabilityScores';
import { metricsOf } from '../evaluation/score';
import { DEFAULT_THRESHOLD } from '../evaluation/threshold';
import { thresholdPoints } from '../evaluation/thresholdPoints';
import { input } from '../graph/leaves';
import { crossEntropy } from '../ops/crossEntropy';
import {
  balancedClassWeights,
  CLASS_WEIGHT_FIELDS,
  FOCAL_FIELD,
  SMOOTHING_FIELD,
  settleWeights,
  sumOfWeights,
  weightInputs,
  weightsLeaf,
} from './lossWeights';
import { LABELS_FIELD, POOLING_FIELD, sequenceHead, sequenceLogits } from './sequenceHead';
import { defineTask, type ThresholdReport } from './task';

const FIELDS = [
  POOLING_FIELD,
  ...CLASS_WEIGHT_FIELDS,
  SMOOTHING_FIELD,
  FOCAL_FIELD,
  LABELS_FIELD,
] as const satisfies readonly Field[];

type SequenceConfig = ConfigOf<typeof FIELDS>;

function balanceIn({ weights, labelSmoothing, focalGamma }: SequenceConfig): LossBalance {
  return { weights, smoothing: labelSmoothing, gamma: focalGamma };
}

/**
 * One label per text, or per pair of texts: pooled vector → dropout → `classifier` → cross-entropy,
 * as transformers' …ForSequenceClassification (peft-spec §1.2, §1.8). Weighted or smoothed it is
 * torch's, with focus the focal loss (ops/crossEntropy.ts); its mean divides by the sum of the rows'
 * weights, as torch's does.
 */
export const sequenceClassification = defineTask<SequenceConfig>({
  id: 'sequence-classification',
  label: 'Sort into classes',
  summary: 'One label for each text',
  goal: 'class',
  fields: FIELDS,
  peftTaskType: 'SEQ_CLS',
  problemType: 'single_label_classification',
  settle(config, found) {
    const { classWeights, weights } = config;
    return {
      ...config,
      weights: settleWeights(classWeights, weights, found, balancedClassWeights),
      labels: found.names,
    };
  },
  head: (shape, { labels }) => sequenceHead(shape, labels.length),
  build(net, model, config) {
    const logits = sequenceLogits(net, model, config.pooling);
    const labels = input('labels', ['S'], 'i32');
    const loss = crossEntropy(logits, labels, input('divisor', [1], 'f32'), {
      ...balanceIn(config),
      weights: weightsLeaf(config.weights),
    });
    return { logits, loss };
  },
  targets: (examples, { weights }) => ({
    labels: Int32Array.from(examples, ({ target }) => target[0] ?? IGNORED),
    ...weightInputs(weights),
  }),
  weight: (examples, { weights }) =>
    sumOfWeights(
      examples.map(({ target }) => target),
      weights,
    ),
  decode({ logits }, { labels }) {
    return softmaxRows(logits, labels.length).map((scores) => {
      let best = 0;
      for (let c = 1; c < scores.length; c++)
        if ((scores[c] as number) > (scores[best] as number)) best = c;
      return { said: labels[best] ?? '', scores, sure: scores[best] ?? 0 };
    });
  },
  metrics: ({ logits, targets }, { labels }) => ({
    ...classificationMetrics(logits, targets, labels),
    ...metricsOf(probabilityScores(logits, targets, labels.length)),
  }),
  meanLoss: ({ logits, targets }, config) =>
    meanCrossEntropy(logits, targets, config.labels.length, balanceIn(config)),
  guessingLoss: (config) => guessingCrossEntropy(config.labels.length, balanceIn(config)),
  chosen: ({ logits }, { labels }) => argmaxRows(logits, labels.length),
  headline: ['accuracy', 'f1_macro', 'precision_macro', 'recall_macro', 'f1_weighted', 'mcc'],
  details: {
    ranking: [
      ...['roc_auc', 'roc_auc_macro', 'roc_auc_weighted'],
      ...['pr_auc', 'pr_auc_macro', 'pr_auc_weighted'],
    ],
    probabilities: ['log_loss', 'brier', 'ece'],
    averages: ['precision_weighted', 'recall_weighted'],
  },
  statistic: ({ logits, targets }, { labels }) =>
    confusionStatistic(targets, argmaxRows(logits, labels.length), labels.length),
  rowStatistic: ({ logits, targets }, { labels }) =>
    probabilityStatistic(logits, targets, labels.length),
  report({ logits, targets }, { labels }) {
    const { length } = labels;
    const probabilities = softmax(logits, length);
    return {
      confusion: confusionMatrix(targets, argmaxRows(logits, length), length),
      calibration: calibration(topAnswers(probabilities, targets, length)),
      ...(length === 2 && { thresholds: ofSecond(probabilities, targets, labels[1] ?? '') }),
    };
  },
  compare([label = IGNORED], { said, scores, sure }, { labels }) {
    const truth = labels[label] ?? '';
    const off = said === truth ? 0 : (sure ?? 0);
    return { label: truth, predicted: said, probability: scores[label] ?? 0, off };
  },
  answers: {
    written: 'name',
    truth: ([label = IGNORED], { labels }) => [labels[label] ?? ''],
    said: ({ said }) => [said],
  },
});

/** Of two classes the likelier is said: the second from 0.5 on. */
function ofSecond(
  probabilities: Float64Array,
  labels: ArrayLike<number>,
  name: string,
): ThresholdReport[] {
  const counted = tallyClasses(probabilities, labels, 2)[1];
  const used = DEFAULT_THRESHOLD;
  return counted ? [{ name, used, tuned: false, ...thresholdPoints(counted, used) }] : [];
}
