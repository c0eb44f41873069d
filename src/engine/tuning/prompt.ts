import type { ConfigOf, Field } from '../core/fields';
import type { ModelShape } from '../models/model';
import type { Initializer, ParameterSpec } from '../nn/parameters';
import { defineMethod } from './method';
import { type PeftTensor, plainTensor } from './peft';
import { PROMPT_KEYS } from './peftKeys';
import {
  PROMPT_EMBEDDINGS,
  promptPeftConfig,
  readVirtualTokens,
  virtualTokensField,
} from './promptPeft';

const FIELDS = [
  virtualTokensField(10),
  {
    key: 'init',
    label: 'Begins as',
    kind: 'choice',
    default: 'vocabulary',
    options: [
      { value: 'vocabulary', label: 'words of the model' },
      { value: 'text', label: 'a text' },
      { value: 'random', label: 'random numbers' },
    ],
    help: 'What the tokens are at first. Words of the model, or a text that says the task, learn far better than random numbers.',
  },
  {
    key: 'initText',
    label: 'Text to begin with',
    kind: 'text',
    default: 'Sort the text into one of the classes.',
    help: 'What the task is, in a few words. It is cut or repeated to the number of tokens.',
    when: { key: 'init', is: ['text'] },
  },
] as const satisfies readonly Field[];

type PromptConfig = ConfigOf<typeof FIELDS>;

function initOf({ wordEmbeddings: of }: ModelShape, { init, initText }: PromptConfig): Initializer {
  if (init === 'vocabulary') return { kind: 'some-rows', of };
  if (init === 'text') return { kind: 'rows-of-text', of, text: initText };
  // torch.nn.Embedding's own, which is PEFT's RANDOM.
  return { kind: 'normal', std: 1 };
}

/** The word vectors [P, D] of the virtual tokens, as PEFT's file has them. */
function prompt(shape: ModelShape, config: PromptConfig): ParameterSpec {
  return {
    name: PROMPT_EMBEDDINGS,
    shape: [config.virtualTokens, shape.hiddenSize],
    init: initOf(shape, config),
    part: 'virtual',
    layer: null,
    role: 'prompt',
    optional: true,
  };
}

function tensors(shape: ModelShape, config: PromptConfig): PeftTensor[] {
  return [plainTensor(prompt(shape, config))];
}

/**
 * Prompt tuning: learned word vectors before every text, in front of positions and norm.
 * Lester et al. 2021, §2, https://arxiv.org/abs/2104.08691; as PEFT has it, the pooler reads the first
 * virtual token (peft-spec §2.1, §2.2).
 */
export const promptTuning = defineMethod<PromptConfig>({
  id: 'prompt',
  label: 'Prompt tuning',
  summary: 'Learned words before the text',
  paper: { title: 'Lester et al. 2021', url: 'https://arxiv.org/abs/2104.08691' },
  group: 'virtual',
  fields: FIELDS,
  learningRate: 1e-2,
  readsFixedFeatures: true,
  virtual: ({ virtualTokens }) => ({ count: virtualTokens, pooled: true }),
  parameters: (shape, config) => [prompt(shape, config)],
  hooks: () => ({
    trainable: () => false,
    virtualTokens: (net) => net.parameter(PROMPT_EMBEDDINGS),
  }),
  cachesFrozen: () => false,
  peft: {
    type: 'PROMPT_TUNING',
    // A file of P-tuning holds the same tensor; what made it is not in there.
    opens: ['PROMPT_TUNING', 'P_TUNING'],
    keys: [
      ...PROMPT_KEYS,
      'prompt_tuning_init',
      'prompt_tuning_init_text',
      'tokenizer_name_or_path',
      'tokenizer_kwargs',
      'encoder_reparameterization_type',
      'encoder_hidden_size',
      'encoder_num_layers',
      'encoder_dropout',
    ],
    promptLearning: true,
    write: (shape, config) => ({
      config: {
        ...promptPeftConfig('PROMPT_TUNING', config.virtualTokens, shape),
        token_dim: shape.hiddenSize,
        num_attention_heads: shape.heads,
        // The text and its tokenizer are not needed to open the file, and not looked for.
        prompt_tuning_init: 'RANDOM',
      },
      tensors: tensors(shape, config),
    }),
    read(shape, json) {
      const virtualTokens = readVirtualTokens(json);
      const config: PromptConfig = { virtualTokens, init: 'random', initText: '' };
      return { config, tensors: tensors(shape, config) };
    },
  },
});
