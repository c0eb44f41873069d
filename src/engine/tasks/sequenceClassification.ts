import type { ConfigOf, Field } from '../core/fields';
import { IGNORED } from '../core/target';
import {
  argmaxRows,
  classificationMetrics,
  confusionMatrix,
  confusionStatistic,
} from '../evaluation/classification';
import { meanCrossEntropy, softmaxRows } from '../evaluation/probabilities';
import { input } from '../graph/leaves';
import { crossEntropy } from '../ops/crossEntropy';
import { LABELS_FIELD, POOLING_FIELD, sequenceHead, sequenceLogits } from './sequenceHead';
import { defineTask } from './task';

const FIELDS = [POOLING_FIELD, LABELS_FIELD] as const satisfies readonly Field[];

type SequenceConfig = ConfigOf<typeof FIELDS>;

/**
 * One label per text, or per pair of texts: pooled vector → dropout → `classifier` → cross-entropy,
 * as transformers' …ForSequenceClassification (peft-spec §1.2, §1.8).
 */
export const sequenceClassification = defineTask<SequenceConfig>({
  id: 'sequence-classification',
  label: 'Sort into classes',
  summary: 'One label for each text',
  goal: 'class',
  fields: FIELDS,
  peftTaskType: 'SEQ_CLS',
  problemType: 'single_label_classification',
  settle: (config, { names }) => ({ ...config, labels: names }),
  head: (shape, { labels }) => sequenceHead(shape, labels.length),
  build(net, model, { pooling }) {
    const logits = sequenceLogits(net, model, pooling);
    const loss = crossEntropy(logits, input('labels', ['S'], 'i32'), input('divisor', [1], 'f32'));
    return { logits, loss };
  },
  targets: (examples) => ({
    labels: Int32Array.from(examples, ({ target }) => target[0] ?? IGNORED),
  }),
  weight: (examples) => examples.length,
  decode({ logits }, { labels }) {
    return softmaxRows(logits, labels.length).map((scores) => {
      const sure = Math.max(...scores);
      return { said: labels[scores.indexOf(sure)] ?? '', scores, sure };
    });
  },
  metrics: ({ logits, targets }, { labels }) => classificationMetrics(logits, targets, labels),
  meanLoss: ({ logits, targets }, { labels }) => meanCrossEntropy(logits, targets, labels.length),
  guessingLoss: ({ labels }) => Math.log(labels.length),
  chosen: ({ logits }, { labels }) => argmaxRows(logits, labels.length),
  headline: ['accuracy', 'f1_macro', 'precision_macro', 'recall_macro', 'f1_weighted', 'mcc'],
  statistic: ({ logits, targets }, { labels }) =>
    confusionStatistic(targets, argmaxRows(logits, labels.length), labels.length),
  report: ({ logits, targets }, { labels }) => ({
    confusion: confusionMatrix(targets, argmaxRows(logits, labels.length), labels.length),
  }),
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
