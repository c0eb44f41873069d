import type { Field } from '../core/fields';
import type { ModelShape } from '../models/model';
import type { ParameterSpec } from '../nn/parameters';

/** How layers of one model learn apart from each other: settings of methods that move its own weights. */
export const LAYERWISE_FIELDS = [
  {
    key: 'layerDecay',
    label: 'Rate from layer to layer',
    kind: 'number',
    default: 1,
    min: 0.1,
    max: 1,
    help: 'Each layer learns at this share of the rate of the one above it. 0.8 to 0.95 keep more of what the model knew; 1 treats all alike.',
    advanced: true,
  },
  {
    key: 'unfreezeEvery',
    label: 'Gradual unfreezing',
    kind: 'number',
    default: 0,
    min: 0,
    max: 1000,
    unit: 'epochs',
    help: 'Begins with the head and lets one more layer move every so many epochs, from the top down; halves are fine. 0 moves all at once.',
    advanced: true,
  },
] as const satisfies readonly Field[];

interface LayerwiseConfig {
  readonly layerDecay: number;
  readonly unfreezeEvery: number;
}

/** Layers between a parameter and the top one; embeddings lie below all of them, the rest above. */
function depth({ part, layer }: ParameterSpec, { layers }: ModelShape): number {
  if (part === 'embeddings') return layers;
  return layer === null ? 0 : layers - 1 - layer;
}

/** ξ^depth of the learning rate. Sun et al. 2019, https://arxiv.org/abs/1905.05583 */
export function layerRate(
  parameter: ParameterSpec,
  { layerDecay }: LayerwiseConfig,
  shape: ModelShape,
): number {
  return layerDecay ** depth(parameter, shape);
}

/** Epochs before a parameter moves. Howard & Ruder 2018, §3.3, https://arxiv.org/abs/1801.06146 */
export function unfreezesAt(
  parameter: ParameterSpec,
  { unfreezeEvery }: LayerwiseConfig,
  shape: ModelShape,
): number {
  const inside = parameter.part === 'embeddings' || parameter.layer !== null;
  return inside ? unfreezeEvery * (1 + depth(parameter, shape)) : 0;
}
