import type { ConfigOf, Field } from '../core/fields';
import type { ModelShape } from '../models/model';
import { defineMethod } from './method';
import { type PrefixShape, prefixParameters, prefixRows, prefixTensor } from './prefixParts';
import { PREFIX_CAVEAT, promptPeftConfig, virtualTokensField } from './promptPeft';

const FIELDS = [
  virtualTokensField(16),
  {
    key: 'dropout',
    label: 'Prefix dropout',
    kind: 'number',
    default: 0.1,
    min: 0,
    max: 0.95,
    help: 'Share of the learned keys and values that is hidden from each text in training.',
  },
  {
    key: 'projection',
    label: 'Through an MLP',
    kind: 'boolean',
    default: false,
    help: 'Learns the prefix through a small network. Helps some tasks and hurts others.',
    advanced: true,
  },
  {
    key: 'encoderHiddenSize',
    label: 'Width of the MLP',
    kind: 'integer',
    default: 512,
    min: 1,
    max: 8192,
    help: 'Features inside it.',
    when: { key: 'projection', is: [true] },
    advanced: true,
  },
] as const satisfies readonly Field[];

type DeepPromptConfig = ConfigOf<typeof FIELDS>;

function prefixOf(shape: ModelShape, config: DeepPromptConfig): PrefixShape {
  const { virtualTokens: tokens, projection, encoderHiddenSize } = config;
  const init = { kind: 'normal', std: shape.initializerRange } as const;
  return { tokens, hidden: projection ? encoderHiddenSize : null, init };
}

/**
 * P-tuning v2: deep prompts, drawn small and with dropout, and a trained head.
 * Liu et al. 2022, §3, https://arxiv.org/abs/2110.07602; formula as the authors' code
 * (peft-spec §2.5). PEFT opens its file as prefix tuning, and such a file is read back as that.
 */
export const pTuningV2 = defineMethod<DeepPromptConfig>({
  id: 'p-tuning-v2',
  label: 'P-tuning v2',
  summary: 'Deep prompts with dropout',
  paper: { title: 'Liu et al. 2022', url: 'https://arxiv.org/abs/2110.07602' },
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
        dropout: config.dropout,
      }),
    };
  },
  cachesFrozen: () => false,
  peft: {
    type: 'PREFIX_TUNING',
    promptLearning: true,
    caveat: PREFIX_CAVEAT,
    write(shape, config) {
      const prefix = prefixOf(shape, config);
      return {
        config: {
          ...promptPeftConfig('PREFIX_TUNING', config.virtualTokens, shape),
          encoder_hidden_size: prefix.hidden ?? shape.hiddenSize,
          prefix_projection: false,
        },
        tensors: [prefixTensor(shape, prefix)],
      };
    },
  },
});
