import { EngineError } from '../core/errors';
import { createRandom, type Random } from '../core/rng';
import type { Examples } from './examples';
import { drawFold, type FoldOptions, shuffled } from './folds';
import { createProblemLog, type ProblemReport } from './problems';

/** How to set rows apart for validation: a share of them, or one fold of several. */
export type SplitOptions = (ShareOptions | FoldOptions) & {
  readonly seed: number;
  /** Every class keeps its share (default true; needs classes). */
  readonly stratify?: boolean;
};

interface ShareOptions {
  /** Share of the examples for validation, above 0 and below 1. */
  readonly fraction: number;
}

/** Places in {@link Examples}, ascending. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly problems: ProblemReport;
}

/** The generator stream of splits; the loop's shuffles use others. */
const SPLIT_STREAM = 0x5b117;

/**
 * Splits examples into train and validation, the same way for the same seed: by share
 * ({@link drawShare}) or by fold ({@link drawFold}), whose validation sets are disjoint and together
 * hold every example once.
 * @throws EngineError `data/too-few-rows`, `data/bad-fraction` or `data/bad-fold`.
 */
export function splitExamples(examples: Examples, options: SplitOptions): Split {
  const { seed, stratify = true } = options;
  const { count, classes, file } = examples;
  if (count < 2) {
    throw new EngineError(
      'data/too-few-rows',
      `${file}: ${count} of its rows can be used; two at least are needed to split off validation.`,
      { file, count },
      'Add rows, or train without validation.',
    );
  }
  const random = createRandom(seed, SPLIT_STREAM);
  const groups = stratify && classes ? groupByClass(classes, examples.counts) : [allOf(examples)];
  const held =
    'folds' in options
      ? drawFold(groups, options, { file, random })
      : drawShare(groups, options, random);
  const inValidation = new Uint8Array(count);
  for (const example of held) inValidation[example] = 1;
  const pick = (side: number) => allOf(examples).filter((i) => inValidation[i] === side);
  const [train, validation] = [pick(0), pick(1)];
  return { train, validation, problems: tellSplit(examples, inValidation) };
}

/**
 * ceil(fraction · count) examples, as scikit-learn's train_test_split takes them. Each group gives its
 * share, rounded by largest remainder; it always keeps at least one example in train, so a class of one
 * is never validated on, and validation can come out smaller.
 */
function drawShare(
  groups: readonly Uint32Array[],
  { fraction }: ShareOptions,
  random: Random,
): number[] {
  if (!(fraction > 0 && fraction < 1)) {
    throw new EngineError(
      'data/bad-fraction',
      `The validation share must lie between 0 and 1, not at ${fraction}.`,
      { fraction },
      'Choose a share such as 0.1.',
    );
  }
  const sizes = groups.map((group) => group.length);
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const wanted = Math.min(count - 1, Math.ceil(fraction * count - 1e-9));
  const quotas = shares(sizes, wanted);
  return groups.flatMap((group, i) => [...draw(group, quotas[i] ?? 0, random)]);
}

function groupByClass(classes: Int32Array, counts: readonly number[]): Uint32Array[] {
  const groups = counts.map((count) => new Uint32Array(count));
  const filled = counts.map(() => 0);
  classes.forEach((index, example) => {
    const at = filled[index] ?? 0;
    filled[index] = at + 1;
    const group = groups[index];
    if (group) group[at] = example;
  });
  return groups;
}

/**
 * Shares `wanted` among groups in proportion to their sizes; at most all but one of a group. Among
 * equal remainders the larger group, then the earlier one, goes first.
 */
function shares(sizes: readonly number[], wanted: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size * wanted) / all);
  const quotas = exact.map((share, i) =>
    Math.min(Math.floor(share), Math.max(0, (sizes[i] ?? 0) - 1)),
  );
  const order = sizes
    .map((size, i) => ({ i, size, remainder: (exact[i] ?? 0) % 1 }))
    .sort((a, b) => b.remainder - a.remainder || b.size - a.size || a.i - b.i);
  let left = wanted - quotas.reduce((sum, quota) => sum + quota, 0);
  for (const { i, size, remainder } of order) {
    const quota = quotas[i] ?? 0;
    if (left === 0) break;
    if (remainder === 0 || quota + 1 >= size) continue;
    quotas[i] = quota + 1;
    left -= 1;
  }
  return quotas;
}

function draw(group: Uint32Array, quota: number, random: Random): Uint32Array {
  return shuffled(group, random).subarray(0, quota);
}

function tellSplit(
  { count: rows, classes, labels, counts }: Examples,
  inValidation: Uint8Array,
): ProblemReport {
  const problems = createProblemLog();
  if (!inValidation.includes(1)) problems.add('no-validation-rows', { rows });
  if (classes) {
    const validated = labels.map(() => 0);
    classes.forEach((index, example) => {
      validated[index] = (validated[index] ?? 0) + (inValidation[example] ?? 0);
    });
    labels.forEach((label, i) => {
      const count = counts[i] ?? 0;
      if (count === 0) return;
      if (validated[i] === 0) problems.add('class-only-in-train', { label, count });
      if (validated[i] === count) problems.add('class-only-in-validation', { label, count });
    });
  }
  return problems.report();
}

function allOf(examples: Examples): Uint32Array {
  return Uint32Array.from({ length: examples.count }, (_, i) => i);
}
