import type { ConfigOf, Field } from '../core/fields';
import type { ModelShape } from '../models/model';
import { defineMethod } from './method';
import { PROMPT_KEYS } from './peftKeys';
import { type PrefixShape, prefixParameters, prefixRows, prefixTensor } from './prefixParts';
import {
  PREFIX_CAVEAT,
  promptPeftConfig,
  readVirtualTokens,
  virtualTokensField,
} from './promptPeft';

const FIELDS = [
  virtualTokensField(10),
  {
    key: 'projection',
    label: 'Through an MLP',
    kind: 'boolean',
    default: false,
    help: 'Learns the prefix through a small network, which is left behind afterwards. Steadier at high learning rates, slower for large models.',
  },
  {
    key: 'encoderHiddenSize',
    label: 'Width of the MLP',
    kind: 'optional-number',
    default: null,
    whole: true,
    min: 1,
    max: 8192,
    help: 'Features inside it; without a number as many as the model has.',
    when: { key: 'projection', is: [true] },
    advanced: true,
  },
] as const satisfies readonly Field[];

type PrefixConfig = ConfigOf<typeof FIELDS>;

function prefixOf(shape: ModelShape, config: PrefixConfig): PrefixShape {
  const { virtualTokens: tokens, projection, encoderHiddenSize } = config;
  const hidden = projection ? (encoderHiddenSize ?? shape.hiddenSize) : null;
  return { tokens, hidden, init: { kind: 'normal', std: 1 } };
}

/**
 * Prefix tuning: learned keys and values before those of every layer.
 * Li & Liang 2021, §4, https://arxiv.org/abs/2101.00190; layout and initial values as PEFT
 * (peft-spec §2.4).
 */
export const prefixTuning = defineMethod<PrefixConfig>({
  id: 'prefix',
  label: 'Prefix tuning',
  summary: 'Learned keys and values in every layer',
  paper: { title: 'Li & Liang 2021', url: 'https://arxiv.org/abs/2101.00190' },
  group: 'virtual',
  fields: FIELDS,
  learningRate: 1e-2,
  readsFixedFeatures: true,
  virtual: ({ virtualTokens }) => ({ count: virtualTokens, pooled: false }),
  parameters: (shape, config) => prefixParameters(shape, prefixOf(shape, config)),
  hooks(shape, config) {
    const prefix = prefixOf(shape, config);
    return {
      trainable: () => false,
      prefix: (layer, net) => ({
        k: prefixRows(net, layer, 'key', prefix),
        v: prefixRows(net, layer, 'value', prefix),
      }),
    };
  },
  cachesFrozen: () => false,
  peft: {
    type: 'PREFIX_TUNING',
    keys: [...PROMPT_KEYS, 'encoder_hidden_size', 'prefix_projection', 'init_weights'],
    promptLearning: true,
    caveat: PREFIX_CAVEAT,
    write(shape, config) {
      const prefix = prefixOf(shape, config);
      return {
        config: {
          ...promptPeftConfig('PREFIX_TUNING', config.virtualTokens, shape),
          encoder_hidden_size: prefix.hidden ?? shape.hiddenSize,
          // The file holds what the MLP made.
          prefix_projection: false,
        },
        tensors: [prefixTensor(shape, prefix)],
      };
    },
    read(shape, json) {
      const virtualTokens = readVirtualTokens(json);
      const config: PrefixConfig = { virtualTokens, projection: false, encoderHiddenSize: null };
      return { config, tensors: [prefixTensor(shape, prefixOf(shape, config))] };
    },
  },
});
