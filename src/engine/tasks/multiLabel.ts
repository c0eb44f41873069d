import type { ConfigOf, Field } from '../core/fields';
import { meanBinaryCrossEntropy, sigmoid } from '../evaluation/binaryProbabilities';
import { decideLabels, multiLabelScores, multiLabelStatistic } from '../evaluation/multiLabel';
import { definedScores } from '../evaluation/score';
import { input } from '../graph/leaves';
import { targetLoss } from '../ops/targetLoss';
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
  LABELS_FIELD,
] as const satisfies readonly Field[];

const NO_SCORES = { precision: 0, recall: 0, f1: 0, support: 0 };

type MultiLabelConfig = ConfigOf<typeof FIELDS>;

/**
 * Any number of labels per text: pooled vector → `classifier` → binary cross-entropy of each label,
 * as transformers with problem_type multi_label_classification.
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
  settle: (config, { names }) => ({ ...config, labels: names }),
  head: (shape, { labels }) => sequenceHead(shape, labels.length),
  build(net, model, { pooling, labels }) {
    const logits = sequenceLogits(net, model, pooling);
    const targets = input('targets', ['S', labels.length], 'f32');
    const divisor = input('divisor', [1], 'f32');
    return { logits, loss: targetLoss(logits, targets, divisor, 'binaryCrossEntropy') };
  },
  targets: (examples, { labels }) => ({ targets: rowsTarget(examples, labels.length) }),
  weight: (examples, { labels }) => examples.length * labels.length,
  decode({ logits }, { labels, threshold }) {
    const probabilities = sigmoid(logits);
    return Array.from({ length: logits.length / labels.length }, (_, row) => {
      const start = row * labels.length;
      const scores = Array.from(probabilities.subarray(start, start + labels.length));
      const given = givenLabels(scores, labels, threshold);
      const certainty = scores.map((score) => Math.max(score, 1 - score));
      return { said: given.join(', '), scores, sure: Math.min(1, ...certainty) };
    });
  },
  metrics({ logits, targets }, { labels, threshold }) {
    const given = decideLabels(sigmoid(logits), [threshold]);
    const { scores, perLabel } = multiLabelScores(targets, given, labels.length);
    return {
      ...definedScores(scores),
      per_class: Object.fromEntries(labels.map((name, i) => [name, perLabel[i] ?? NO_SCORES])),
    };
  },
  meanLoss: ({ logits, targets }) => meanBinaryCrossEntropy(logits, targets),
  guessingLoss: () => Math.LN2,
  headline: ['f1_micro', 'f1_macro', 'precision_micro', 'recall_micro', 'subset_accuracy'],
  statistic: ({ logits, targets }, { labels, threshold }) =>
    multiLabelStatistic(targets, decideLabels(sigmoid(logits), [threshold]), labels.length),
  report: () => ({}),
  thresholds: ({ labels, threshold }) => labels.map(() => threshold),
  compare(target, { said, scores }, { labels, threshold }) {
    const chances = scores.map((score, i) => (target[i] === 1 ? score : 1 - score));
    const wrong = scores.filter((score, i) => score >= threshold !== (target[i] === 1));
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
    said: ({ scores }, { labels, threshold }) => givenLabels(scores, labels, threshold),
  },
});

/** Labels whose probability reaches the threshold. */
function givenLabels(
  scores: readonly number[],
  labels: readonly string[],
  threshold: number,
): string[] {
  return labels.filter((_, i) => (scores[i] ?? 0) >= threshold);
}
