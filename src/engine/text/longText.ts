/**
 * Long texts are tokenised piece by piece, so that the first n tokens of a book cost what n tokens
 * cost. A text may be cut only where that provably changes no token.
 */

/**
 * Where a pipeline lets a text be cut: before a lone white-space character, or nowhere.
 *
 * Why it is exact: BERT's and the white-space pre-tokenizers drop white space, so no word spans
 * it; byte-level BPE starts a new piece at a single space between two other characters (it is the
 * optional space of ` ?\p{L}+` and its siblings). The normalizers let through here work on
 * characters or on Unicode composition, which never reaches across a space. Word models (WordPiece,
 * BPE, Unigram) see one piece at a time. An added token that contains white space could span a
 * cut, so with one there is none.
 */
export type CutRule = 'before-space' | 'never';

interface Stage {
  readonly type: string;
  readonly normalizers?: readonly Stage[];
  readonly pretokenizers?: readonly Stage[];
  readonly use_regex?: boolean;
  readonly add_prefix_space?: boolean;
}

const LOCAL_NORMALIZERS: ReadonlySet<string> = new Set([
  'BertNormalizer',
  'Lowercase',
  'StripAccents',
  'NFC',
  'NFD',
]);
const WORD_PRE_TOKENIZERS: ReadonlySet<string> = new Set([
  'BertPreTokenizer',
  'Whitespace',
  'WhitespaceSplit',
]);

/** The rule for a parsed tokenizer.json. */
export function cutRule(tokenizer: {
  readonly normalizer?: unknown;
  readonly pre_tokenizer?: unknown;
  readonly added_tokens?: readonly { readonly content: string }[];
}): CutRule {
  const spans = tokenizer.added_tokens?.some(({ content }) => /\p{White_Space}/u.test(content));
  const normalizers = stages(tokenizer.normalizer, 'normalizers');
  const local = normalizers.every(({ type }) => LOCAL_NORMALIZERS.has(type));
  if (spans || !local) return 'never';
  return cutsAtSpace(stages(tokenizer.pre_tokenizer, 'pretokenizers')) ? 'before-space' : 'never';
}

function stages(stage: unknown, key: 'normalizers' | 'pretokenizers'): readonly Stage[] {
  if (!stage) return [];
  const { type, [key]: inner } = stage as Stage;
  return type === 'Sequence'
    ? (inner ?? []).flatMap((item) => stages(item, key))
    : [stage as Stage];
}

function cutsAtSpace(preTokenizers: readonly Stage[]): boolean {
  const [first] = preTokenizers;
  if (!first) return false;
  if (WORD_PRE_TOKENIZERS.has(first.type)) return preTokenizers.length === 1;
  const last = preTokenizers.at(-1);
  const digitsBefore = preTokenizers.slice(0, -1).every(({ type }) => type === 'Digits');
  return (
    last?.type === 'ByteLevel' &&
    digitsBefore &&
    last.use_regex !== false &&
    last.add_prefix_space === false
  );
}

/** Characters (UTF-16 units) of one piece at least, unless the text is shorter. */
const PIECE_LENGTH = 4096;

const LONE_SPACE = /(?<=\P{White_Space}) (?=\P{White_Space})/gu;

/** The text in pieces whose tokens, one after another, are the tokens of the text. */
export function* textPieces(text: string, rule: CutRule): Generator<string> {
  let begin = 0;
  while (rule === 'before-space' && text.length - begin > PIECE_LENGTH) {
    LONE_SPACE.lastIndex = begin + PIECE_LENGTH;
    const space = LONE_SPACE.exec(text);
    if (!space) break;
    yield text.slice(begin, space.index);
    begin = space.index;
  }
  yield text.slice(begin);
}

/** Tokens of a text on demand. */
export interface TokenStream {
  /** The first `limit` tokens, fewer where the text has fewer. */
  take(limit: number): readonly number[];
  /** How many tokens the whole text has; tokenises the rest, keeping none of it. */
  count(): number;
}

/** A stream over `text` through `tokenise`, which is called once for each piece that is needed. */
export function tokenStream(
  text: string,
  rule: CutRule,
  tokenise: (piece: string) => readonly number[],
): TokenStream {
  const pieces = textPieces(text, rule);
  const ids: number[] = [];
  let total: number | null = null;
  return {
    take(limit) {
      while (total === null && ids.length < limit) {
        const { value, done } = pieces.next();
        if (done) total = ids.length;
        else for (const id of tokenise(value)) ids.push(id);
      }
      return ids.slice(0, limit);
    },
    count() {
      if (total === null) {
        let rest = 0;
        for (const piece of pieces) rest += tokenise(piece).length;
        total = ids.length + rest;
      }
      return total;
    },
  };
}
