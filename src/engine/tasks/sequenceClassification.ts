import { EngineError } from '../core/errors';
import type { ConfigOf, Field } from '../core/fields';
import { classificationMetrics } from '../evaluation/classification';
import { meanCrossEntropy, softmaxRows } from '../evaluation/probabilities';
import { input } from '../graph/leaves';
import type { Value } from '../graph/node';
import type { OpenModel } from '../models/model';
import type { Net } from '../nn/net';
import { crossEntropy } from '../ops/crossEntropy';
import { segmentMean } from '../ops/segmentMean';
import { defineTask } from './task';

const FIELDS = [
  {
    key: 'pooling',
    label: 'Pooling',
    kind: 'choice',
    default: 'auto',
    options: [
      {
        value: 'auto',
        label: 'as the model wants',
        help: 'Mean for a head on a sentence-transformers model, else first token.',
      },
      {
        value: 'pooler',
        label: 'first token',
        help: 'The model’s own pooler, as transformers does.',
      },
      {
        value: 'mean',
        label: 'mean of tokens',
        help: 'For sentence-transformers models, whose pooler is stale.',
      },
    ],
    help: 'How one vector is made of a text. Mean suits sentence-transformers models.',
  },
  {
    key: 'labels',
    label: 'Label order',
    kind: 'list',
    default: [],
    options: null,
    help: 'Order of the classes. Empty: the order of the model folder’s own head, else sorted.',
    advanced: true,
  },
] as const satisfies readonly Field[];

type SequenceConfig = ConfigOf<typeof FIELDS>;

function pool(net: Net, model: OpenModel, hidden: Value, pooling: string): Value {
  if (pooling === 'mean') return segmentMean(hidden, net.batch.spans);
  if (model.shape.poolings.includes('pooler')) return model.pool(net, hidden);
  throw new EngineError(
    'task/pooling',
    `task.pooling: this model has no pooler`,
    { pooling, known: model.shape.poolings },
    'Set pooling to mean.',
  );
}

/**
 * One label per text, or per pair of texts: pooled vector → dropout → `classifier` → cross-entropy,
 * as transformers' …ForSequenceClassification (peft-spec §1.2, §1.8).
 */
export const sequenceClassification = defineTask<SequenceConfig>({
  id: 'sequence-classification',
  label: 'Sort into classes',
  summary: 'One label for each text',
  columns: [
    { key: 'text', label: 'Text', required: true },
    { key: 'textPair', label: 'Second text', required: false },
    { key: 'label', label: 'Label', required: true },
  ],
  fields: FIELDS,
  peftTaskType: 'SEQ_CLS',
  head: ({ hiddenSize, initializerRange }, { labels }) => [
    {
      name: 'classifier.weight',
      shape: [labels.length, hiddenSize],
      init: { kind: 'normal', std: initializerRange },
      part: 'head',
      layer: null,
      role: 'head',
      optional: true,
    },
    {
      name: 'classifier.bias',
      shape: [labels.length],
      init: { kind: 'zeros' },
      part: 'head',
      layer: null,
      role: 'head',
      optional: true,
    },
  ],
  build(net, model, config) {
    const pooled = pool(net, model, model.forward(net), config.pooling);
    const logits = net.linear('classifier', net.dropout(pooled, model.shape.headDropout));
    const loss = crossEntropy(logits, input('labels', ['S'], 'i32'), input('divisor', [1], 'f32'));
    return { logits, loss };
  },
  targets: (examples) => ({ labels: Int32Array.from(examples, ({ label }) => label) }),
  decode(logits, { labels }) {
    return softmaxRows(logits, labels.length).map((scores) => ({
      label: labels[scores.indexOf(Math.max(...scores))] ?? '',
      scores,
    }));
  },
  metrics: (logits, targets, { labels }) => classificationMetrics(logits, targets, labels),
  meanLoss: (logits, targets, { labels }) => meanCrossEntropy(logits, targets, labels.length),
  guessingLoss: ({ labels }) => Math.log(labels.length),
});
