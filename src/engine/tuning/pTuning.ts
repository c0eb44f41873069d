import type { ConfigOf, Field } from '../core/fields';
import type { ModelShape } from '../models/model';
import { defineMethod } from './method';
import type { PeftTensor } from './peft';
import { encode, encoded, encoderParameters, type PromptEncoder } from './promptEncoder';
import { PROMPT_EMBEDDINGS, promptPeftConfig, virtualTokensField } from './promptPeft';

const FIELDS = [
  virtualTokensField(10),
  {
    key: 'encoder',
    label: 'Made by',
    kind: 'choice',
    default: 'mlp',
    options: [
      { value: 'mlp', label: 'an MLP' },
      { value: 'lstm', label: 'a bidirectional LSTM' },
    ],
    help: 'The network that makes the tokens and is left behind afterwards. The LSTM is the paper’s: each token knows the others. It has some fifteen times as many weights and learns about as well.',
  },
  {
    key: 'encoderHiddenSize',
    label: 'Width of the encoder',
    kind: 'optional-number',
    default: null,
    whole: true,
    min: 1,
    max: 8192,
    help: 'Features inside the network that makes the tokens, of an LSTM in each direction; without a number as many as the model has.',
    advanced: true,
  },
  {
    key: 'encoderLayers',
    label: 'Layers of the LSTM',
    kind: 'integer',
    default: 2,
    min: 1,
    max: 8,
    help: 'How many stand on one another. PEFT has two.',
    when: { key: 'encoder', is: ['lstm'] },
    advanced: true,
  },
  {
    key: 'encoderDropout',
    label: 'Dropout between layers',
    kind: 'number',
    default: 0,
    min: 0,
    max: 0.95,
    help: 'Share of what one layer of the LSTM hands to the next that is hidden in training.',
    when: { key: 'encoder', is: ['lstm'] },
    advanced: true,
  },
] as const satisfies readonly Field[];

type PTuningConfig = ConfigOf<typeof FIELDS>;

function encoderOf(shape: ModelShape, config: PTuningConfig): PromptEncoder {
  const width = shape.hiddenSize;
  const hidden = config.encoderHiddenSize ?? width;
  const { virtualTokens: tokens, encoderLayers: layers, encoderDropout: dropout } = config;
  return config.encoder === 'lstm'
    ? {
        tokens,
        width,
        lstm: { inputs: width, hidden, layers, dropout },
        mlp: [2 * hidden, 2 * hidden, width],
      }
    : { tokens, width, lstm: null, mlp: [width, hidden, hidden, width] };
}

/** The file holds what the encoder made, and not the encoder (peft-spec §2.3). */
function tensor(encoder: PromptEncoder): PeftTensor {
  return {
    path: PROMPT_EMBEDDINGS,
    shape: [encoder.tokens, encoder.width],
    from: encoderParameters(encoder).map(({ name }) => name),
    join: (parts) => Float32Array.from(encoded(parts, encoder)),
  };
}

/**
 * P-tuning: virtual tokens that a small network makes.
 * Liu et al. 2021, §3.2, https://arxiv.org/abs/2103.10385; encoder, initial values and file as PEFT
 * (peft-spec §2.3).
 */
export const pTuning = defineMethod<PTuningConfig>({
  id: 'p-tuning',
  label: 'P-tuning',
  summary: 'Learned words, made by a small network',
  paper: { title: 'Liu et al. 2021', url: 'https://arxiv.org/abs/2103.10385' },
  group: 'virtual',
  fields: FIELDS,
  learningRate: 1e-3,
  headRate: 10,
  readsFixedFeatures: true,
  virtual: ({ virtualTokens }) => ({ count: virtualTokens, pooled: true }),
  parameters: (shape, config) => encoderParameters(encoderOf(shape, config)),
  hooks(shape, config) {
    const encoder = encoderOf(shape, config);
    return { trainable: () => false, virtualTokens: (net) => encode(net, encoder) };
  },
  cachesFrozen: () => false,
  peft: {
    type: 'P_TUNING',
    promptLearning: true,
    write: (shape, config) => ({
      config: {
        ...promptPeftConfig('P_TUNING', config.virtualTokens, shape),
        token_dim: shape.hiddenSize,
        num_attention_heads: shape.heads,
        encoder_reparameterization_type: config.encoder.toUpperCase(),
        encoder_hidden_size: config.encoderHiddenSize ?? shape.hiddenSize,
        encoder_num_layers: config.encoderLayers,
        encoder_dropout: config.encoderDropout,
      },
      tensors: [tensor(encoderOf(shape, config))],
    }),
  },
});
