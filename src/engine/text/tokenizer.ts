import { Normalizer, PreTokenizer, Tokenizer as TokenizerModel } from '@huggingface/tokenizers';
import { EngineError } from '../core/errors';
import { NO_WORD, SAME_WORD } from '../core/target';
import { type BertNormalizerConfig, bertNormalize, bertWords } from './bertText';
import { cutRule, tokenStream } from './longText';
import { type SpecialIds, specialIds } from './specialIds';
import { compileTemplate, fillTemplate, specialCount, type TemplatePart } from './template';
import { longestFirst } from './truncation';
import { wordWindows } from './wordWindows';

export type { SpecialIds } from './specialIds';

export interface Encoding {
  readonly ids: Int32Array;
  /** Token type of each id: which of two texts it belongs to, as the model's layout says. */
  readonly typeIds: Int32Array;
  readonly truncated: boolean;
  /** Tokens without truncation, special ones included. Counted when first read. */
  readonly fullLength: number;
}

/** A window over the words of a row. */
export interface EncodedWords {
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
  /**
   * The word whose first token this is and which this window answers for; {@link SAME_WORD} for its
   * other tokens, {@link NO_WORD} for those of words it does not answer for, and special ones.
   */
  readonly words: Int32Array;
  /** Words that this window answers for and that have no token: control characters and the like. */
  readonly unread: Int32Array;
}

/** A tokenizer.json at work. Ids equal those of the Rust tokenizers library. */
export interface Tokenizer {
  /**
   * Token ids of a text, or of two, laid out with the model's special tokens. With `maxTokens` the
   * texts are cut at their ends (the longer one first); special tokens always stay.
   */
  encode(text: string, pair?: string | null, options?: { maxTokens?: number | null }): Encoding;
  /**
   * Token ids of words that are words already, in as many windows as `maxTokens` wants; as
   * transformers with is_split_into_words.
   */
  encodeWords(words: readonly string[], maxTokens: number): readonly EncodedWords[];
  /** All token ids of a text, in as many sequences of `maxTokens` as it takes, about as long as each other. */
  encodeWhole(text: string, maxTokens: number): readonly Pick<Encoding, 'ids' | 'typeIds'>[];
  /** Length of {@link encode} without truncation; keeps no ids. */
  count(text: string, pair?: string | null): number;
  /** Text of ids, special tokens left out unless asked for. */
  decode(ids: ArrayLike<number>, options?: { keepSpecial?: boolean }): string;
  /** The vocabulary's string for each id; unknown ids give ''. */
  tokens(ids: ArrayLike<number>): string[];
  /** One more than the highest id: rows the embedding must have. */
  readonly vocabSize: number;
  readonly special: SpecialIds;
  /** model_max_length of tokenizer_config.json; null where it sets no limit. */
  readonly modelMaxTokens: number | null;
}

/**
 * Makes a tokenizer from the text of tokenizer.json (and tokenizer_config.json where there is one).
 * Truncation and padding that the file carries are ignored.
 * @throws EngineError `tokenizer/bad-file` or `tokenizer/unsupported`.
 */
export function loadTokenizer(tokenizerJson: string, tokenizerConfig: string | null): Tokenizer {
  const file = parseFile(tokenizerJson, 'tokenizer.json');
  const config = tokenizerConfig ? parseFile(tokenizerConfig, 'tokenizer_config.json') : {};
  const model = createModel(file, config);
  const template = compileTemplate(file.post_processor);
  const rule = cutRule(file);
  const stream = (text: string) => {
    return tokenStream(text, rule, (piece) => model.encode(piece).ids);
  };
  const partsFor = (pair: string | null) => (pair === null ? template.single : template.pair);

  function count(text: string, pair: string | null = null): number {
    const texts = stream(text).count() + (pair === null ? 0 : stream(pair).count());
    return texts + specialCount(partsFor(pair));
  }

  function encode(
    text: string,
    pair: string | null = null,
    { maxTokens = null }: { maxTokens?: number | null } = {},
  ): Encoding {
    const parts = partsFor(pair);
    const budget = textBudget(maxTokens, parts);
    const first = stream(text);
    const second = pair === null ? null : stream(pair);
    let kept = [first.take(budget + 1), second?.take(budget + 1) ?? []] as const;
    const truncated = kept[0].length + kept[1].length > budget;
    if (truncated) {
      // Which of two is the longer one matters only where both reach beyond the budget.
      const bothBeyond = kept[0].length > budget && kept[1].length > budget;
      const lengths = bothBeyond
        ? [first.count(), second?.count() ?? 0]
        : kept.map((k) => k.length);
      const [a, b] = longestFirst(lengths[0] ?? 0, lengths[1] ?? 0, budget);
      kept = second ? [kept[0].slice(0, a), kept[1].slice(0, b)] : [kept[0].slice(0, budget), []];
    }
    const { ids, typeIds } = fillTemplate(parts, kept[0], kept[1]);
    return {
      ids,
      typeIds,
      truncated,
      get fullLength() {
        if (!truncated) return ids.length;
        return first.count() + (second?.count() ?? 0) + specialCount(parts);
      },
    };
  }

  function encodeWords(words: readonly string[], maxTokens: number): EncodedWords[] {
    const budget = Math.max(1, textBudget(maxTokens, template.single));
    const pieces = words.map((word) => model.encode(word).ids.slice(0, budget));
    const lengths = pieces.map(({ length }) => length);
    return wordWindows(lengths, budget).map(({ from, to, countFrom, countTo }) => {
      const starts = pieces.slice(from, to).flatMap((ids, i) => {
        const word = from + i;
        if (word < countFrom || word >= countTo) return ids.map(() => NO_WORD);
        return ids.map((_, place) => (place === 0 ? word : SAME_WORD));
      });
      const { ids, typeIds } = fillTemplate(template.single, pieces.slice(from, to).flat(), []);
      // The same layout, filled with places in the text instead of ids.
      const places = fillTemplate(
        template.single,
        starts.map((_, i) => -1 - i),
        [],
      ).ids;
      const own = places.map((place) => (place < 0 ? (starts[-1 - place] ?? NO_WORD) : NO_WORD));
      const silent = lengths.flatMap((length, word) =>
        length === 0 && word >= countFrom && word < countTo ? [word] : [],
      );
      return { ids, typeIds, words: own, unread: Int32Array.from(silent) };
    });
  }

  function encodeWhole(text: string, maxTokens: number): Pick<Encoding, 'ids' | 'typeIds'>[] {
    const budget = Math.max(1, textBudget(maxTokens, template.single));
    const ids = stream(text).take(Number.MAX_SAFE_INTEGER);
    const parts = Math.ceil(ids.length / budget);
    const each = Math.ceil(ids.length / Math.max(1, parts));
    return Array.from({ length: parts }, (_, i) =>
      fillTemplate(template.single, ids.slice(i * each, (i + 1) * each), []),
    );
  }

  return {
    encode,
    encodeWords,
    encodeWhole,
    count,
    decode: (ids, options) => decode(model, ids, options?.keepSpecial ?? false),
    tokens: (ids) => Array.from(ids, (id) => model.id_to_token(id) ?? ''),
    vocabSize: vocabSize(model),
    special: specialIds(file, config, template, (token) => model.token_to_id(token)),
    modelMaxTokens: modelMaxTokens(config),
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function badFile(file: string, what: string): EngineError {
  return new EngineError(
    'tokenizer/bad-file',
    `${file} ${what}.`,
    { file },
    'Download the file again from where the model came from.',
  );
}

function parseFile(text: string, file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badFile(file, `is not valid JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null) throw badFile(file, 'holds no JSON object');
  return value as JsonObject;
}

/** The library's tokenizer, left to itself only where it equals the Rust one. */
function createModel(file: JsonObject, config: JsonObject): TokenizerModel {
  if (typeof file.model !== 'object' || file.model === null)
    throw badFile('tokenizer.json', 'has no model');
  const { normalizer = null, pre_tokenizer = null, decoder = null } = file;
  const added_tokens = file.added_tokens ?? [];
  // Special tokens are placed by our template; cleaning up after decoding is the decoder's own.
  const parts = { ...file, normalizer, pre_tokenizer, decoder, added_tokens, post_processor: null };
  const options = { eos_token: tokenText(config.eos_token), clean_up_tokenization_spaces: false };
  let model: TokenizerModel;
  try {
    model = new TokenizerModel(parts, options);
  } catch (error) {
    throw new EngineError(
      'tokenizer/unsupported',
      `tokenizer.json cannot be used: ${(error as Error).message}`,
      { file: 'tokenizer.json' },
      'The tokenizer has a part that this studio does not know. Use a model with another one.',
    );
  }
  if (typeOf(normalizer) === 'BertNormalizer') {
    model.normalizer = new ExactBertNormalizer(
      normalizer as ConstructorParameters<typeof Normalizer>[0],
    );
  }
  if (typeOf(pre_tokenizer) === 'BertPreTokenizer') model.pre_tokenizer = new ExactBertWords();
  return model;
}

function typeOf(stage: unknown): unknown {
  return (stage as { type?: unknown } | null)?.type;
}

function tokenText(token: unknown): string | null {
  if (typeof token === 'string') return token;
  const content = (token as { content?: unknown } | null | undefined)?.content;
  return typeof content === 'string' ? content : null;
}

/** The library takes other stages as subclasses of its own. */
class ExactBertNormalizer extends Normalizer {
  override normalize(text: string): string {
    return bertNormalize(text, this.config as unknown as BertNormalizerConfig);
  }
}

class ExactBertWords extends PreTokenizer {
  override pre_tokenize_text(text: string): string[] {
    return bertWords(text);
  }
}

function textBudget(maxTokens: number | null, parts: readonly TemplatePart[]): number {
  if (maxTokens === null) return Number.MAX_SAFE_INTEGER;
  const special = specialCount(parts);
  if (maxTokens >= special) return maxTokens - special;
  throw new EngineError(
    'tokenizer/too-few-tokens',
    `At most ${maxTokens} tokens a row is below the ${special} special tokens each row has.`,
    { maxTokens, special },
    `Allow at least ${special + 1} tokens.`,
  );
}

function decode(model: TokenizerModel, ids: ArrayLike<number>, keepSpecial: boolean): string {
  if (ids.length === 0) return '';
  return model.decode(Array.from(ids), { skip_special_tokens: !keepSpecial });
}

function vocabSize(model: TokenizerModel): number {
  let highest = -1;
  for (const id of model.get_vocab().values()) highest = Math.max(highest, id);
  return highest + 1;
}

/** Written as about 1e30 where there is no limit. */
function modelMaxTokens(config: JsonObject): number | null {
  const limit = config.model_max_length;
  return typeof limit === 'number' && limit > 0 && limit < 1e9 ? limit : null;
}
