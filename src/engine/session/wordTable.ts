import { IGNORED, SAME_WORD, type Target } from '../core/target';
import { createNumberList } from '../data/numberList';
import type { Example } from '../tasks/task';
import type { EncodedWords } from '../text/tokenizer';

/** The windows over many rows of words, in little memory. */
export interface WordTable {
  /** Tokens of each window. */
  readonly lengths: Uint32Array;
  /** First window of each example, and one past the last one's. */
  readonly firsts: Uint32Array;
  window(index: number): EncodedWords;
  /** The words that no token stands for, window by window. */
  unread(): Iterable<Int32Array>;
}

const NONE = new Int32Array(0);
/** What makes every entry of EncodedWords.words a number from 0. */
const SHIFT = -SAME_WORD;

/** Windows of examples, all of them kept end to end: what is tagged by hand is never large. */
export function createWordTable(examples: Iterable<readonly EncodedWords[]>): WordTable {
  const [ids, types, words] = [createNumberList(), createNumberList(), createNumberList()];
  const [starts, firsts] = [createNumberList(), createNumberList()];
  // Hardly a window has such words.
  const unread = new Map<number, Int32Array>();
  starts.push(0);
  firsts.push(0);
  for (const windows of examples) {
    for (const window of windows) {
      for (const id of window.ids) ids.push(id);
      for (const type of window.typeIds) types.push(type);
      for (const word of window.words) words.push(word + SHIFT);
      if (window.unread.length > 0) unread.set(starts.length - 1, window.unread);
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
      words: cut(words, index, SHIFT),
      unread: unread.get(index) ?? NONE,
    }),
    unread: () => unread.values(),
  };
}

/**
 * A window as a task reads it. The target of its tokens is the tag of the word that each begins; where
 * no tags are known a word's is 0, for what is asked is which tokens are answered.
 */
export function taggedWindow(
  { unread, ...window }: EncodedWords,
  tags: Target | null,
): Pick<Example, 'ids' | 'typeIds' | 'target' | 'words' | 'unread'> {
  const { words } = window;
  const tagOf = (word: number): number => tags?.[word] ?? 0;
  const target = words.map((word) => (word < 0 ? IGNORED : tagOf(word)));
  return {
    ...window,
    target,
    ...(unread.length > 0 && { unread: { words: unread, target: unread.map(tagOf) } }),
  };
}
