import type { ConfigOf, Field } from '../core/fields';
import {
  guessingBinaryCrossEntropy,
  meanBinaryCrossEntropy,
  sigmoid,
} from '../evaluation/binaryProbabilities';
import { labelCalibration, labelProbabilityScores } from '../evaluation/labelProbabilities';
import { decideLabels, multiLabelScores, multiLabelStatistic } from '../evaluation/multiLabel';
import { metricsOf, reasonsOf } from '../evaluation/score';
import { input } from '../graph/leaves';
import { targetLoss } from '../ops/targetLoss';
import type { ClassMetrics } from '../training/events';
import {
  givenLabels,
  THRESHOLD_FIELDS,
  thresholdReports,
  thresholdsOf,
  tunedThresholds,
} from './labelThresholds';
import {
  balancedPositiveWeights,
  POSITIVE_WEIGHT_FIELDS,
  settleWeights,
  weightInputs,
  weightsLeaf,
} from './lossWeights';
import { LABELS_FIELD, POOLING_FIELD, sequenceHead, sequenceLogits } from './sequenceHead';
import { defineTask, rowsTarget } from './task';

const FIELDS = [
  POOLING_FIELD,
  {
    key: 'separator',
    label: 'Separator',
    kind: 'text',
    default: 'auto',
    help: 'What stands between the labels of a cell; auto takes what most cells have.',
    advanced: true,
  },
  ...THRESHOLD_FIELDS,
  ...POSITIVE_WEIGHT_FIELDS,
  LABELS_FIELD,
] as const satisfies readonly Field[];

const NO_SCORES = { precision: 0, recall: 0, f1: 0, support: 0 };

type MultiLabelConfig = ConfigOf<typeof FIELDS>;

/**
 * Any number of labels per text: pooled vector → `classifier` → binary cross-entropy of each label,
 * as transformers with problem_type multi_label_classification. Weights are those of torch's
 * BCEWithLogitsLoss(pos_weight), whose mean divides by the number of labels whatever they weigh.
 */
export const multiLabel = defineTask<MultiLabelConfig>({
  id: 'multi-label',
  label: 'Give several labels',
  summary: 'Any number of labels for each text',
  goal: 'labels',
  fields: FIELDS,
  batchSize: 8,
  peftTaskType: 'SEQ_CLS',
  problemType: 'multi_label_classification',
  settle(config, found) {
    const { names } = found;
    const thresholds = config.thresholds.length === names.length ? config.thresholds : [];
    const { positiveWeights, weights: given } = config;
    const weights = settleWeights(positiveWeights, given, found, balancedPositiveWeights);
    return { ...config, labels: names, thresholds, weights };
  },
  tune(config, { logits, targets }) {
    if (!config.tuneThresholds) return config;
    const thresholds = tunedThresholds(sigmoid(logits), targets, config);
    return { ...config, thresholds };
  },
  head: (shape, { labels }) => sequenceHead(shape, labels.length),
  build(net, model, { pooling, labels, weights }) {
    const logits = sequenceLogits(net, model, pooling);
    const targets = input('targets', ['S', labels.length], 'f32');
    const divisor = input('divisor', [1], 'f32');
    const positives = weightsLeaf(weights);
    return { logits, loss: targetLoss(logits, targets, divisor, 'binaryCrossEntropy', positives) };
  },
  targets: (examples, { labels, weights }) => ({
    targets: rowsTarget(examples, labels.length),
    ...weightInputs(weights),
  }),
  weight: (examples, { labels }) => examples.length * labels.length,
  decode({ logits }, config) {
    const { labels } = config;
    const thresholds = thresholdsOf(config);
    const probabilities = sigmoid(logits);
    return Array.from({ length: logits.length / labels.length }, (_, row) => {
      const start = row * labels.length;
      const scores = Array.from(probabilities.subarray(start, start + labels.length));
      const certainty = scores.map((score, i) =>
        score >= (thresholds[i] ?? 0) ? score : 1 - score,
      );
      const given = givenLabels(scores, config);
      return { said: given.join(', '), scores, sure: Math.min(1, ...certainty) };
    });
  },
  metrics({ logits, targets }, config) {
    const { labels } = config;
    const given = decideLabels(sigmoid(logits), thresholdsOf(config));
    const { scores, perLabel } = multiLabelScores(targets, given, labels.length);
    const chances = labelProbabilityScores(logits, targets, labels.length);
    const ofLabel = (areas: (typeof chances.perLabel)[number], i: number): ClassMetrics => ({
      ...(perLabel[i] ?? NO_SCORES),
      roc_auc: areas.roc_auc.value,
      pr_auc: areas.pr_auc.value,
      ...reasonsOf({ ...areas }),
    });
    return {
      ...metricsOf({ ...scores, ...chances.scores }),
      per_class: Object.fromEntries(
        chances.perLabel.map((areas, i) => [labels[i], ofLabel(areas, i)]),
      ),
    };
  },
  meanLoss: ({ logits, targets }, { weights }) => meanBinaryCrossEntropy(logits, targets, weights),
  guessingLoss: ({ weights }) => guessingBinaryCrossEntropy(weights),
  headline: ['f1_micro', 'f1_macro', 'precision_micro', 'recall_micro', 'subset_accuracy'],
  details: {
    ranking: ['roc_auc_macro', 'roc_auc_weighted', 'pr_auc_macro', 'pr_auc_weighted'],
    probabilities: ['log_loss', 'brier', 'ece'],
    averages: [
      ...['precision_macro', 'recall_macro', 'f1_weighted', 'precision_weighted'],
      ...['recall_weighted', 'f1_samples', 'precision_samples', 'recall_samples', 'hamming_loss'],
    ],
  },
  statistic: ({ logits, targets }, config) =>
    multiLabelStatistic(
      targets,
      decideLabels(sigmoid(logits), thresholdsOf(config)),
      config.labels.length,
    ),
  report({ logits, targets }, config) {
    const probabilities = sigmoid(logits);
    return {
      calibration: labelCalibration(probabilities, targets),
      thresholds: thresholdReports(probabilities, targets, config),
    };
  },
  thresholds: thresholdsOf,
  compare(target, { said, scores }, config) {
    const { labels } = config;
    const thresholds = thresholdsOf(config);
    const chances = scores.map((score, i) => (target[i] === 1 ? score : 1 - score));
    const wrong = scores.filter((score, i) => score >= (thresholds[i] ?? 0) !== (target[i] === 1));
    return {
      label: labels.filter((_, i) => target[i] === 1).join(', '),
      predicted: said,
      probability: chances.reduce((all, chance) => all * chance, 1),
      off: wrong.length,
    };
  },
  answers: {
    written: 'list',
    truth: (target, { labels }) => labels.filter((_, i) => target[i] === 1),
    said: ({ scores }, config) => givenLabels(scores, config),
  },
});
