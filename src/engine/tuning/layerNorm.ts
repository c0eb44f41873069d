import { EngineError } from '../core/errors';
import type { ModelShape } from '../models/model';
import type { ParameterSpec } from '../nn/parameters';
import { defineMethod } from './method';
import { type PeftTensor, plainTensor } from './peft';

/** `bert.embeddings.LayerNorm.weight` as its module and the tensor's own name. */
function split({ name }: ParameterSpec): { readonly module: string; readonly tensor: string } {
  const at = name.lastIndexOf('.');
  return { module: name.slice(0, at), tensor: name.slice(at + 1) };
}

function norms(shape: ModelShape): ParameterSpec[] {
  return shape.parameters.filter(({ role }) => role === 'norm');
}

/** PEFT keeps a whole trained copy of each norm, one step below its module. */
function tensors(shape: ModelShape, targets: readonly string[]): PeftTensor[] {
  return norms(shape).flatMap((parameter) => {
    const { module, tensor } = split(parameter);
    const hit = targets.some((target) => module === target || module.endsWith(`.${target}`));
    return hit ? [plainTensor(parameter, `${module}.ln_tuning_layers.${tensor}`)] : [];
  });
}

/** The last names of the norms' modules: what PEFT's target_modules matches. */
function moduleNames(shape: ModelShape): string[] {
  const names = norms(shape).map((parameter) => split(parameter).module.split('.').at(-1) ?? '');
  return [...new Set(names)].sort();
}

/**
 * Tuning of layer norms: gains and shifts of every norm move, and nothing else of the model.
 * Zhao et al. 2024, https://arxiv.org/abs/2312.11420; layout as PEFT's LN_TUNING (peft-spec §2.10).
 */
export const layerNorm = defineMethod({
  id: 'layer-norm',
  label: 'LayerNorm',
  summary: 'Only the norms move',
  paper: { title: 'Zhao et al. 2024', url: 'https://arxiv.org/abs/2312.11420' },
  group: 'own',
  fields: [],
  learningRate: 3e-3,
  headRate: 4,
  readsFixedFeatures: true,
  parameters: () => [],
  hooks: () => ({ trainable: ({ role }) => role === 'norm' }),
  cachesFrozen: () => false,
  peft: {
    type: 'LN_TUNING',
    keys: ['target_modules', 'exclude_modules'],
    write(shape) {
      const targets = moduleNames(shape);
      return {
        config: { peft_type: 'LN_TUNING', target_modules: targets },
        tensors: tensors(shape, targets),
      };
    },
    read(shape, { target_modules: targets, exclude_modules: excluded }) {
      if (!Array.isArray(targets) || excluded) throw badTargets(targets, excluded);
      const found = tensors(shape, targets.map(String));
      if (found.length === 0) throw noNorm(shape, targets.map(String));
      return { config: {}, tensors: found };
    },
  },
});

function noNorm(shape: ModelShape, targets: readonly string[]): EngineError {
  const known = moduleNames(shape);
  return new EngineError(
    'method/no-target',
    `target_modules: none of ${targets.join(', ') || 'nothing'} is a norm of this model`,
    { targets, known },
    `Choose from ${known.join(', ')}.`,
  );
}

function badTargets(targets: unknown, excluded: unknown): EngineError {
  const fault = excluded
    ? `exclude_modules ${JSON.stringify(excluded)} is not implemented`
    : `target_modules is ${JSON.stringify(targets ?? null)}, expected a list of module names`;
  return new EngineError(
    'adapter/config',
    `adapter_config.json: ${fault}`,
    { file: 'adapter_config.json', faults: [fault] },
    'Merge the adapter into its base with PEFT and open the merged model.',
  );
}
