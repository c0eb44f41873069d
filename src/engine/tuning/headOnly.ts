import type { ConfigOf, Field } from '../core/fields';
import { defineMethod } from './method';

const FIELDS = [
  {
    key: 'cacheFeatures',
    label: 'Compute the model once',
    kind: 'boolean',
    default: true,
    help: 'Keeps one vector per row after the first pass, so that later epochs take a moment. Dropout inside the model is off then.',
    advanced: true,
  },
] as const satisfies readonly Field[];

/** Linear probing: a new head on a model that stays as it is. Alain & Bengio 2016, https://arxiv.org/abs/1610.01644 */
export const headOnly = defineMethod<ConfigOf<typeof FIELDS>>({
  id: 'head-only',
  label: 'Head only',
  summary: 'A new head on a fixed model',
  paper: { title: 'Alain & Bengio 2016', url: 'https://arxiv.org/abs/1610.01644' },
  group: 'own',
  fields: FIELDS,
  learningRate: 1e-2,
  readsFixedFeatures: true,
  parameters: () => [],
  hooks: () => ({ trainable: () => false }),
  cachesFrozen: ({ cacheFeatures }) => cacheFeatures,
});
