import { EngineError } from '../core/errors';
import { permutation, type Random } from '../core/rng';

/** One fold of a cross-validation. */
export interface FoldOptions {
  /** Which of them is validated on, from 1. */
  readonly fold: number;
  /** How many there are. */
  readonly folds: number;
}

/**
 * The examples of one fold. Groups are shuffled and dealt out one example after another, the next group
 * where the last one ended: folds differ by one example at most, and so do their shares of each group.
 * The same generator deals the same folds, whichever of them is asked for.
 * @throws EngineError `data/bad-fold` where there is no such fold, or fewer examples than folds.
 */
export function drawFold(
  groups: readonly Uint32Array[],
  { fold, folds }: FoldOptions,
  { file, random }: { readonly file: string; readonly random: Random },
): number[] {
  const dealt = groups.flatMap((group) => [...shuffled(group, random)]);
  if (!(folds >= 2 && fold >= 1 && fold <= folds)) {
    throw new EngineError(
      'data/bad-fold',
      `There is no fold ${fold} of ${folds}.`,
      { fold, folds },
      'Name two folds or more, and one of them, from 1.',
    );
  }
  if (folds > dealt.length) {
    throw new EngineError(
      'data/bad-fold',
      `${file}: ${dealt.length} of its rows can be used, too few for ${folds} folds.`,
      { file, count: dealt.length, folds },
      `Choose ${dealt.length} folds or fewer.`,
    );
  }
  return dealt.filter((_, place) => place % folds === fold - 1);
}

/** A group in an order of its generator's own. */
export function shuffled(group: Uint32Array, random: Random): Uint32Array {
  return permutation(group.length, random).map((i) => group[i] ?? 0);
}
