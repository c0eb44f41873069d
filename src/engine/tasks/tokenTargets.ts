import { IGNORED } from '../core/target';
import type { Answered, Example } from './task';

/**
 * Targets of packed examples token by token, [N]; {@link IGNORED} for the `virtual` tokens that each
 * example has before its own.
 */
export function packTargets(examples: readonly Example[], virtual: number): Int32Array {
  const length = examples.reduce((sum, { ids }) => sum + virtual + ids.length, 0);
  const packed = new Int32Array(length).fill(IGNORED);
  let start = 0;
  for (const { ids, target } of examples) {
    packed.set(target, start + virtual);
    start += virtual + ids.length;
  }
  return packed;
}

/** Tokens of examples that have a target. */
export function countTargets(examples: readonly Example[]): number {
  return examples.reduce(
    (sum, { target }) => sum + target.filter((tag) => tag !== IGNORED).length,
    0,
  );
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
