import type { ConfigOf, Field } from '../core/fields';
import type { Value } from '../graph/node';
import type { ModelShape } from '../models/model';
import type { Net } from '../nn/net';
import type { Initializer, ParameterSpec } from '../nn/parameters';
import { activation } from '../ops/activation';
import { addBias } from '../ops/addBias';
import { matmul } from '../ops/matmul';
import { dense } from './denseMath';
import { defineMethod } from './method';
import type { PeftTensor } from './peft';
import { PROMPT_EMBEDDINGS, promptPeftConfig, virtualTokensField } from './promptPeft';

const FIELDS = [
  virtualTokensField(10),
  {
    key: 'encoderHiddenSize',
    label: 'Width of the encoder',
    kind: 'optional-number',
    default: null,
    whole: true,
    min: 1,
    max: 8192,
    help: 'Features inside the network that makes the tokens; without a number as many as the model has.',
    advanced: true,
  },
] as const satisfies readonly Field[];

type PTuningConfig = ConfigOf<typeof FIELDS>;

const EMBEDDING = 'prompt_encoder.embedding.weight';
/** PEFT's names of the three layers, between which ReLU stands. */
const LAYERS = [
  'prompt_encoder.mlp_head.0',
  'prompt_encoder.mlp_head.2',
  'prompt_encoder.mlp_head.4',
];

function encoder(shape: ModelShape, config: PTuningConfig): ParameterSpec[] {
  const width = shape.hiddenSize;
  const hidden = config.encoderHiddenSize ?? width;
  const sizes = [width, hidden, hidden, width];
  const place = { part: 'virtual', layer: null, role: 'prompt', optional: true } as const;
  return [
    {
      name: EMBEDDING,
      shape: [config.virtualTokens, width],
      init: { kind: 'normal', std: 1 },
      ...place,
    },
    ...LAYERS.flatMap((name, i) => {
      const [inputs, outputs] = [sizes[i] as number, sizes[i + 1] as number];
      const init: Initializer = { kind: 'uniform', bound: 1 / Math.sqrt(inputs) };
      return [
        { name: `${name}.weight`, shape: [outputs, inputs], init, ...place },
        { name: `${name}.bias`, shape: [outputs], init, ...place },
      ];
    }),
  ];
}

/** W₃ relu(W₂ relu(W₁ e)) with biases → [P, D]. */
function encode(net: Net): Value {
  return LAYERS.reduce<Value>((x, name, i) => {
    const product = matmul(i === 0 ? x : activation(x, 'relu'), net.parameter(`${name}.weight`), {
      transposeB: true,
    });
    return addBias(product, net.parameter(`${name}.bias`));
  }, net.parameter(EMBEDDING));
}

/** The file holds what the encoder made, and not the encoder (peft-spec §2.3). */
function tensor(shape: ModelShape, config: PTuningConfig): PeftTensor {
  const { virtualTokens: tokens } = config;
  return {
    path: PROMPT_EMBEDDINGS,
    shape: [tokens, shape.hiddenSize],
    from: encoder(shape, config).map(({ name }) => name),
    join([embedding, ...layers]) {
      let x: ArrayLike<number> = embedding as Float32Array;
      for (let i = 0; i < layers.length; i += 2) {
        const input = i === 0 ? x : Float64Array.from(x, (value) => Math.max(0, value));
        x = dense(input, layers[i] as Float32Array, layers[i + 1] as Float32Array, tokens);
      }
      return Float32Array.from(x);
    },
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
  parameters: encoder,
  hooks: () => ({ trainable: () => false, virtualTokens: encode }),
  cachesFrozen: () => false,
  peft: {
    type: 'P_TUNING',
    promptLearning: true,
    write: (shape, config) => ({
      config: {
        ...promptPeftConfig('P_TUNING', config.virtualTokens, shape),
        token_dim: shape.hiddenSize,
        num_attention_heads: shape.heads,
        encoder_reparameterization_type: 'MLP',
        encoder_hidden_size: config.encoderHiddenSize ?? shape.hiddenSize,
        encoder_num_layers: 2,
        encoder_dropout: 0,
      },
      tensors: [tensor(shape, config)],
    }),
  },
});
