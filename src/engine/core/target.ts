/**
 * What is to be learned of one row, as numbers: its class [1], a value for each target [T], 0 or 1
 * for each label [C], or a tag for each token [n], where −100 is none. Empty where nothing is known.
 */
export type Target = Int32Array | Float32Array;

/** Where there is nothing to learn: PyTorch's ignore_index. */
export const IGNORED = -100;

/** In a list of the words that tokens begin: no word, or none that is asked of this window. */
export const NO_WORD = -1;
/** There: a later token of the word before it. */
export const SAME_WORD = -2;

/** The target of a row that nobody has answered. */
export const NO_TARGET: Target = new Int32Array(0);

/** Targets of one kind end to end. */
export function joinTargets(targets: readonly Target[]): Target {
  const length = targets.reduce((sum, target) => sum + target.length, 0);
  const joined =
    targets[0] instanceof Float32Array ? new Float32Array(length) : new Int32Array(length);
  let at = 0;
  for (const target of targets) {
    joined.set(target, at);
    at += target.length;
  }
  return joined;
}
