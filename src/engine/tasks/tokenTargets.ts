import { IGNORED, SAME_WORD, type Target } from '../core/target';
import type { Answered, Example } from './task';

/** Which tokens of a word learn its tag. */
export interface LearnedTokens {
  /** What later tokens learn of a word of each tag, by its index; null where the first alone learns. */
  readonly later: Int32Array | null;
}

const FIRST_TOKENS: LearnedTokens = { later: null };

/**
 * All tokens of a word learn: later ones of B-X go on as I-X where there is that tag, as transformers'
 * examples with `label_all_tokens`; those of other tags learn the same.
 */
export function allTokens(labels: readonly string[]): LearnedTokens {
  const insideOf = (tag: string): number =>
    tag.startsWith('B-') ? labels.indexOf(`I-${tag.slice(2)}`) : -1;
  const later = labels.map((tag, i) => (insideOf(tag) < 0 ? i : insideOf(tag)));
  return { later: Int32Array.from(later) };
}

/**
 * Targets of packed examples token by token, [N]; {@link IGNORED} for the `virtual` tokens that each
 * example has before its own.
 */
export function packTargets(
  examples: readonly Example[],
  virtual: number,
  { later }: LearnedTokens = FIRST_TOKENS,
): Int32Array {
  const length = examples.reduce((sum, { ids }) => sum + virtual + ids.length, 0);
  const packed = new Int32Array(length).fill(IGNORED);
  let start = 0;
  for (const { ids, target, words } of examples) {
    packed.set(later && words ? spread(target, words, later) : target, start + virtual);
    start += virtual + ids.length;
  }
  return packed;
}

/** Targets of first tokens given on to the later ones of their words. */
function spread(target: Target, words: Int32Array, later: Int32Array): Target {
  const all = target.slice();
  let tag = IGNORED;
  words.forEach((word, i) => {
    if (word === SAME_WORD && tag !== IGNORED) all[i] = later[tag] ?? tag;
    else tag = target[i] ?? IGNORED;
  });
  return all;
}

/** Tags of words by their indices, sentence by sentence. */
export function sentencesOf(
  tags: ArrayLike<number>,
  { lengths }: Pick<Answered, 'lengths'>,
  names: readonly string[],
): string[][] {
  let at = 0;
  return Array.from(lengths, (length) =>
    Array.from({ length }, () => names[tags[at++] ?? 0] ?? ''),
  );
}
