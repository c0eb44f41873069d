import { EngineError } from '../core/errors';
import type { Field } from '../core/fields';
import type { Value } from '../graph/node';
import type { ModelShape, OpenModel } from '../models/model';
import type { Net } from '../nn/net';
import type { ParameterSpec } from '../nn/parameters';
import { segmentMean } from '../ops/segmentMean';

/** How one vector is made of a text. */
export const POOLING_FIELD = {
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
} as const satisfies Field;

/** The names of what is learned, in the order of the head's rows. */
export const LABELS_FIELD = {
  key: 'labels',
  label: 'Label order',
  kind: 'list',
  default: [],
  options: null,
  help: 'Order of the classes. Empty: the order of the model folder’s own head, else sorted.',
  advanced: true,
  fromData: true,
} as const satisfies Field;

/** `outputs` numbers from one vector: `classifier`, as transformers' …ForSequenceClassification. */
export function sequenceHead(
  { hiddenSize, initializerRange }: ModelShape,
  outputs: number,
): ParameterSpec[] {
  const head = { part: 'head', layer: null, role: 'head', optional: true } as const;
  return [
    {
      name: 'classifier.weight',
      shape: [outputs, hiddenSize],
      init: { kind: 'normal', std: initializerRange },
      ...head,
    },
    { name: 'classifier.bias', shape: [outputs], init: { kind: 'zeros' }, ...head },
  ];
}

/** Pooled vector → dropout → `classifier`: f32 [S, outputs] (peft-spec §1.2, §1.8). */
export function sequenceLogits(net: Net, model: OpenModel, pooling: string): Value {
  const pooled = pool(net, model, model.forward(net), pooling);
  return net.linear('classifier', net.dropout(pooled, model.shape.headDropout));
}

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
