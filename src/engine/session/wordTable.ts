import { IGNORED, NO_TARGET, type Target } from '../core/target';
import { createNumberList } from '../data/numberList';
import type { EncodedWords } from '../text/tokenizer';

/** The windows over many rows of words, in little memory. */
export interface WordTable {
  /** Tokens of each window. */
  readonly lengths: Uint32Array;
  /** First window of each example, and one past the last one's. */
  readonly firsts: Uint32Array;
  window(index: number): EncodedWords;
}

/** Windows of examples, all of them kept end to end: what is tagged by hand is never large. */
export function createWordTable(examples: Iterable<readonly EncodedWords[]>): WordTable {
  const [ids, types, words] = [createNumberList(), createNumberList(), createNumberList()];
  const [starts, firsts] = [createNumberList(), createNumberList()];
  starts.push(0);
  firsts.push(0);
  for (const windows of examples) {
    for (const window of windows) {
      for (const id of window.ids) ids.push(id);
      for (const type of window.typeIds) types.push(type);
      for (const word of window.words) words.push(word + 1);
      starts.push(ids.length);
    }
    firsts.push(starts.length - 1);
  }
  const bounds = (list: ReturnType<typeof createNumberList>): Uint32Array =>
    Uint32Array.from({ length: list.length }, (_, i) => list.get(i));
  const ends = bounds(starts);
  const cut = (list: ReturnType<typeof createNumberList>, index: number, less = 0): Int32Array => {
    const start = ends[index] ?? 0;
    const length = (ends[index + 1] ?? start) - start;
    return Int32Array.from({ length }, (_, i) => list.get(start + i) - less);
  };
  return {
    lengths: Uint32Array.from(
      { length: ends.length - 1 },
      (_, i) => (ends[i + 1] ?? 0) - (ends[i] ?? 0),
    ),
    firsts: bounds(firsts),
    window: (index) => ({
      ids: cut(ids, index),
      typeIds: cut(types, index),
      words: cut(words, index, 1),
    }),
  };
}

/**
 * The target of a window's tokens: the tag of the word that each begins. Where no tags are known a
 * word's is 0, for what is asked is which tokens are answered.
 */
export function tokenTarget(words: Int32Array, tags: Target | null): Target {
  if (words.length === 0) return NO_TARGET;
  return words.map((word) => (word < 0 ? IGNORED : (tags?.[word] ?? 0)));
}
