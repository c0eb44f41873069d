import { EngineError } from '../core/errors';
import type { ConfigOf, Field } from '../core/fields';
import type { ParameterSpec } from '../nn/parameters';
import { LAYERWISE_FIELDS, layerRate, unfreezesAt } from './layerwise';
import { defineMethod } from './method';

const FIELDS = [
  {
    key: 'layers',
    label: 'Frozen layers',
    kind: 'optional-number',
    default: null,
    whole: true,
    min: 0,
    help: 'Layers from the bottom that stay as they are; without a number two thirds. More train faster and forget less.',
  },
  {
    key: 'embeddings',
    label: 'Freeze embeddings',
    kind: 'boolean',
    default: true,
    help: 'Keeps the word vectors. Let them move only for a vocabulary the model has not seen.',
  },
  {
    key: 'cacheFeatures',
    label: 'Compute frozen layers once',
    kind: 'boolean',
    default: false,
    help: 'Keeps what the frozen layers say of every row: later epochs are faster, and dropout there is off.',
    advanced: true,
  },
  ...LAYERWISE_FIELDS,
] as const satisfies readonly Field[];

type FreezeConfig = ConfigOf<typeof FIELDS>;

function moves(parameter: ParameterSpec, embeddings: boolean, frozen: number): boolean {
  if (parameter.part === 'embeddings') return !embeddings;
  return parameter.layer === null || parameter.layer >= frozen;
}

/** How many layers stay. Throws method/too-many-layers. */
function frozenLayers({ layers }: FreezeConfig, depth: number): number {
  if (layers === null) return Math.floor((2 * depth) / 3);
  if (layers <= depth) return layers;
  throw new EngineError(
    'method/too-many-layers',
    `method.layers is ${layers}, the model has ${depth}`,
    { layers, depth },
    `Choose from 0 to ${depth}.`,
  );
}

/**
 * Partial freezing: embeddings and the first n layers keep their weights, the rest is trained.
 * Lee, Tang & Lin 2019, "What Would Elsa Do?", https://arxiv.org/abs/1911.03090
 */
export const freeze = defineMethod<FreezeConfig>({
  id: 'freeze',
  label: 'Freeze',
  summary: 'Only the top layers move',
  paper: { title: 'Lee, Tang & Lin 2019', url: 'https://arxiv.org/abs/1911.03090' },
  group: 'own',
  fields: FIELDS,
  learningRate: 2e-4,
  headRate: 10,
  rateScale: layerRate,
  startsAt: unfreezesAt,
  parameters: () => [],
  hooks(shape, config) {
    const frozen = frozenLayers(config, shape.layers);
    return { trainable: (parameter) => moves(parameter, config.embeddings, frozen) };
  },
  cachesFrozen: ({ cacheFeatures }) => cacheFeatures,
});
