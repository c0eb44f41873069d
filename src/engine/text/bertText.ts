/**
 * BERT's text rules as the Rust tokenizers library has them (normalizers/bert.rs,
 * pre_tokenizers/bert.rs). The JavaScript library differs from it in three places, so these are
 * used in its stead: Σ is lowered alone, never to a final ς; ideographs above U+FFFF get their
 * spaces too; and white space is Unicode's property, not JavaScript's \s.
 */

/** The part of tokenizer.json that configures a BertNormalizer. */
export interface BertNormalizerConfig {
  readonly clean_text: boolean;
  readonly handle_chinese_chars: boolean;
  /** null: as `lowercase`. */
  readonly strip_accents: boolean | null;
  readonly lowercase: boolean;
}

const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const DROPPED = /[\0\ufffd]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;
const WHITE_SPACE = /\p{White_Space}/gu;
/** A character of Chinese writing, which is a token of its own. */
export const IDEOGRAPH =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/u;
const IDEOGRAPHS = new RegExp(IDEOGRAPH, 'gu');
const NON_SPACING_MARKS = /\p{Mn}/gu;

/** Cleans, spaces ideographs, strips accents, lowers: in this order, each if the config says so. */
export function bertNormalize(text: string, config: BertNormalizerConfig): string {
  if (PLAIN_ASCII.test(text)) return config.lowercase ? text.toLowerCase() : text;
  let result = text;
  if (config.clean_text) result = result.replace(DROPPED, '').replace(WHITE_SPACE, ' ');
  if (config.handle_chinese_chars) result = result.replace(IDEOGRAPHS, ' $& ');
  if (config.strip_accents ?? config.lowercase) {
    result = result.normalize('NFD').replace(NON_SPACING_MARKS, '');
  }
  // The only lowering that depends on its neighbours is Σ at the end of a word.
  return config.lowercase ? result.replaceAll('Σ', 'σ').toLowerCase() : result;
}

const WORDS = /[^\p{White_Space}\p{P}$+<=>^`|~]+|[\p{P}$+<=>^`|~]/gu;

/** Words and single punctuation marks (ASCII symbols count as such); white space is dropped. */
export function bertWords(text: string): string[] {
  return text.match(WORDS) ?? [];
}
