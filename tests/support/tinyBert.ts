import { type FileMap, memorySource } from '../../src/engine/core/bytes';
import { createRandom } from '../../src/engine/core/rng';
import { writeModelFolder } from '../../src/engine/files/modelFolder';
import { bert } from '../../src/engine/models/bert';
import { parameterSize } from '../../src/engine/nn/parameters';

const WORDS = [
  'cat',
  'dog',
  'fish',
  'red',
  'blue',
  'green',
  'runs',
  'sleeps',
  'eats',
  'good',
  'bad',
  'very',
];
const VOCABULARY = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  ...WORDS,
  ...'abcdefghijklmnopqrstuvwxyz',
];

/** config.json of a BERT small enough for plain JavaScript. */
export const TINY_CONFIG = {
  model_type: 'bert',
  architectures: ['BertModel'],
  vocab_size: VOCABULARY.length,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  max_position_embeddings: 48,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
  initializer_range: 0.02,
};

const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [0, 1, 2, 3, 4].map((id) => ({
    id,
    content: VOCABULARY[id],
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 1 } },
      { SpecialToken: { id: '[SEP]', type_id: 1 } },
    ],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(VOCABULARY.map((token, id) => [token, id])),
  },
};

/** A randomly drawn BERT folder in Hugging Face layout, the same for the same seed. */
export async function tinyBertFiles(
  options: {
    seed?: number;
    /** Replaces config.json, whatever the weights are. */
    config?: object;
    /** Other sizes of both. */
    sizes?: Partial<typeof TINY_CONFIG>;
    /** Weights by engine name that are not drawn. */
    weights?: ReadonlyMap<string, Float32Array>;
  } = {},
): Promise<FileMap> {
  const own = { ...TINY_CONFIG, ...options.sizes };
  const { seed = 1, config = own, weights = new Map() } = options;
  const random = createRandom(seed, 1);
  const { shape } = bert.open(own);
  const tensors = shape.parameters.map((spec) => {
    // Drawn whether or not it is given, so that what follows stays what it is.
    const drawn = Float32Array.from({ length: parameterSize(spec) }, () => {
      const centre = spec.role === 'norm' && spec.name.endsWith('weight') ? 1 : 0;
      return centre + 0.25 * random.normal();
    });
    return {
      name: spec.name.replace(/^bert\./, ''),
      dtype: 'F32' as const,
      shape: spec.shape,
      data: weights.get(spec.name) ?? drawn,
    };
  });
  const encoder = new TextEncoder();
  const tokenizerFiles = new Map([
    ['tokenizer.json', memorySource(encoder.encode(JSON.stringify(TOKENIZER)), 'tokenizer.json')],
  ]);
  const folder = await writeModelFolder({
    config: { ...config },
    tensors,
    tokenizerFiles,
    readme: null,
  });
  return new Map(folder.map((file) => [file.path, memorySource(file.bytes, file.path)]));
}

/** A CSV that a tiny model can learn: the label follows from one word of the text. */
export function tinyCsv(rows = 48): string {
  const random = createRandom(5, 2);
  const pick = (words: readonly string[]): string => words[random.integer(words.length)] as string;
  const lines = Array.from({ length: rows }, (_, i) => {
    const animal = pick(['cat', 'dog', 'fish']);
    const letters = Array.from({ length: random.integer(9) }, () =>
      pick([...'abcdefghijklmnopqrstuvwxyz']),
    ).join(' ');
    return `${i + 1},the ${pick(['red', 'blue', 'green'])} ${animal} ${pick(['runs', 'sleeps', 'eats'])} ${letters},${animal}`;
  });
  return ['id,text,label', ...lines].join('\n');
}
