import type { Config, Field } from '../core/fields';
import { output } from '../graph/node';
import { adamUpdate, HYPER_SIZE, sgdUpdate } from '../ops/optimizerUpdates';
import type { Optimizer } from './optimizer';

/** Defaults as torch.optim, learning rate and decay as transformers' TrainingArguments (peft-spec §5.1). */

const LEARNING_RATE: Field = {
  key: 'learningRate',
  label: 'Learning rate',
  kind: 'number',
  default: 5e-5,
  min: 0,
  help: 'How far the weights move in a step. Lower it when the loss jumps, raise it when it hardly falls.',
};

const WEIGHT_DECAY: Field = {
  key: 'weightDecay',
  label: 'Weight decay',
  kind: 'number',
  default: 0,
  min: 0,
  help: 'Pulls weights towards zero. Biases and norms are left out.',
  advanced: true,
};

function share(key: string, label: string, value: number, help: string): Field {
  return {
    key,
    label,
    kind: 'number',
    default: value,
    min: 0,
    max: 0.9999999,
    help,
    advanced: true,
  };
}

const ADAM_FIELDS: readonly Field[] = [
  LEARNING_RATE,
  WEIGHT_DECAY,
  share('beta1', 'Beta 1', 0.9, 'Memory of the mean gradient.'),
  share('beta2', 'Beta 2', 0.999, 'Memory of the squared gradient.'),
  {
    key: 'epsilon',
    label: 'Epsilon',
    kind: 'number',
    default: 1e-8,
    min: 0,
    help: 'Keeps the division finite.',
    advanced: true,
  },
];

/**
 * Whether weight decay leaves a parameter out, by transformers' rule: biases and everything of a
 * normalisation layer (Trainer.get_decay_parameter_names). LoRA pairs are decayed.
 */
export function decayExcluded(name: string): boolean {
  return /bias|layernorm|rmsnorm|(?:^|\.)norm(?:$|\.)|_norm(?:$|\.)/.test(name.toLowerCase());
}

function decayOf(config: Config, name: string): number {
  return decayExcluded(name) ? 0 : Number(config.weightDecay);
}

function adamLike(
  about: Pick<Optimizer, 'id' | 'label' | 'summary'>,
  decoupled: boolean,
): Optimizer {
  return {
    ...about,
    fields: ADAM_FIELDS,
    stateNames: ['m', 'v'],
    hyper(step, learningRate, config) {
      const correction = (beta: unknown): number => 1 - Number(beta) ** step;
      return Float32Array.of(learningRate, correction(config.beta1), correction(config.beta2), 0);
    },
    update({ parameter, gradient, state }, step, config, { name, rateScale }) {
      const [m, v] = state as [typeof parameter, typeof parameter];
      const node = adamUpdate({ parameter, gradient, m, v }, step, {
        beta1: Number(config.beta1),
        beta2: Number(config.beta2),
        epsilon: Number(config.epsilon),
        weightDecay: decayOf(config, name),
        decoupled,
        rateScale,
      });
      return { parameter: output(node, 0), state: [output(node, 1), output(node, 2)] };
    },
  };
}

/** AdamW: decay apart from the gradient. Loshchilov & Hutter 2019, https://arxiv.org/abs/1711.05101 */
export const adamw = adamLike(
  { id: 'adamw', label: 'AdamW', summary: 'Adam with weight decay apart from the gradient' },
  true,
);

/** Adam: decay as L2 in the gradient. Kingma & Ba 2015, https://arxiv.org/abs/1412.6980 */
export const adam = adamLike(
  { id: 'adam', label: 'Adam', summary: 'Steps scaled by each weight’s own history' },
  false,
);

/** SGD with optional momentum. Sutskever et al. 2013 (Nesterov), as torch.optim.SGD. */
export const sgd: Optimizer = {
  id: 'sgd',
  label: 'SGD',
  summary: 'Plain steps along the gradient, with momentum if wanted',
  fields: [
    LEARNING_RATE,
    WEIGHT_DECAY,
    share('momentum', 'Momentum', 0, 'Share of the last direction that is kept.'),
    {
      key: 'nesterov',
      label: 'Nesterov',
      kind: 'boolean',
      default: false,
      help: 'Looks one step ahead.',
      advanced: true,
    },
  ],
  stateNames: ['momentum'],
  hyper(_step, learningRate) {
    const hyper = new Float32Array(HYPER_SIZE);
    hyper[0] = learningRate;
    return hyper;
  },
  update({ parameter, gradient, state }, step, config, { name, rateScale }) {
    const [buffer] = state as [typeof parameter];
    const node = sgdUpdate({ parameter, gradient, buffer }, step, {
      momentum: Number(config.momentum),
      nesterov: config.nesterov === true,
      weightDecay: decayOf(config, name),
      rateScale,
    });
    return { parameter: output(node, 0), state: [output(node, 1)] };
  },
};
