import type { ConfigOf } from '../core/fields';
import { LAYERWISE_FIELDS, layerRate, unfreezesAt } from './layerwise';
import { defineMethod } from './method';

/** Full fine-tuning: every weight moves. Devlin et al. 2019, §3.2, https://arxiv.org/abs/1810.04805 */
export const full = defineMethod<ConfigOf<typeof LAYERWISE_FIELDS>>({
  id: 'full',
  label: 'Full',
  summary: 'Every weight moves',
  paper: { title: 'Devlin et al. 2019', url: 'https://arxiv.org/abs/1810.04805' },
  group: 'own',
  fields: LAYERWISE_FIELDS,
  learningRate: 1e-4,
  headRate: 4,
  rateScale: layerRate,
  startsAt: unfreezesAt,
  parameters: () => [],
  hooks: () => ({ trainable: () => true }),
  cachesFrozen: () => false,
});
