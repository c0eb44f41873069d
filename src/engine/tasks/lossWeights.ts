import { EngineError } from '../core/errors';
import type { Field } from '../core/fields';
import { IGNORED, type Target } from '../core/target';
import { input } from '../graph/leaves';
import type { Value } from '../graph/node';
import type { Found } from './task';

/** Who says what each class or label counts in the loss. */
type Weighting = 'none' | 'balanced' | 'own';

const OWN = {
  key: 'weights',
  label: 'Own weights',
  kind: 'numbers',
  default: [],
  help: 'One number above 0 for each class, in the order of the classes, such as 1, 4, 2.',
} as const satisfies Field;

/** Who says the weights, and which: two fields. */
function weightFields<K extends string>(
  key: K,
  {
    label,
    help,
    balanced,
  }: { readonly label: string; readonly help: string; readonly balanced: string },
) {
  return [
    {
      key,
      label,
      kind: 'choice',
      default: 'none',
      options: [
        { value: 'none', label: 'all alike' },
        { value: 'balanced', label: 'balanced', help: balanced },
        { value: 'own', label: 'own' },
      ],
      help,
    },
    { ...OWN, when: { key, is: ['own'] } },
  ] as const satisfies readonly Field[];
}

/** What a row of each class counts: one of several classes a row, or a word. */
export const CLASS_WEIGHT_FIELDS = weightFields('classWeights', {
  label: 'Class weights',
  help: 'What a row counts in the loss by its class. Balanced helps where some classes are rare and must not be missed.',
  balanced: 'As scikit-learn: all rows, over the number of classes times the rows of this one.',
});

/** What a given label counts against one that is not given, for each label. */
export const POSITIVE_WEIGHT_FIELDS = weightFields('positiveWeights', {
  label: 'Weight of given labels',
  help: 'What a label that is given counts against one that is not. Balanced misses fewer of the rare labels.',
  balanced: 'For each label the rows without it over the rows with it.',
});

export const SMOOTHING_FIELD = {
  key: 'labelSmoothing',
  label: 'Label smoothing',
  kind: 'number',
  default: 0,
  min: 0,
  max: 0.9,
  help: 'Share of each label that is spread over all classes: answers become less sure of themselves. Try 0.1.',
  advanced: true,
} as const satisfies Field;

export const FOCAL_FIELD = {
  key: 'focalGamma',
  label: 'Focus on hard rows',
  kind: 'number',
  default: 0,
  min: 0,
  max: 10,
  help: 'The focal loss’s γ: rows that are known well already count less. 0: none; 2 is usual.',
  advanced: true,
} as const satisfies Field;

/**
 * Weights as a settled task holds them: [] where all count alike, own ones checked, balanced ones by
 * `balance` of the training rows; without any (a finished run that is opened), as the run had them.
 * @throws EngineError `task/weight-…`
 */
export function settleWeights(
  weighting: Weighting,
  weights: readonly number[],
  { names, train }: Found,
  balance: (train: Iterable<Target>, count: number) => readonly number[] | null,
): readonly number[] {
  if (weighting === 'none') return [];
  if (weighting === 'own') return checkWeights(weights, names);
  const known = weights.length === names.length ? weights : names.map(() => 1);
  return balance(train, names.length) ?? known;
}

function checkWeights(weights: readonly number[], names: readonly string[]): readonly number[] {
  const shown = names.slice(0, 20).join(', ');
  const remedy = `Give a number above 0 for each of ${shown}, in this order, or choose balanced.`;
  if (weights.length !== names.length) {
    throw new EngineError(
      'task/weight-count',
      `task.weights has ${weights.length} numbers for ${names.length} classes`,
      { weights: weights.length, classes: names.length, names: shown },
      remedy,
    );
  }
  const wrong = weights.findIndex((weight) => !(weight > 0 && Number.isFinite(weight)));
  if (wrong < 0) return weights;
  throw new EngineError(
    'task/weight-value',
    `task.weights gives ${names[wrong]} the weight ${weights[wrong]}, expected a number above 0`,
    { name: names[wrong] ?? '', weight: String(weights[wrong]), names: shown },
    remedy,
  );
}

/**
 * n / (C · n_c) for each class, n targets and C classes that occur: compute_class_weight('balanced') of
 * scikit-learn. A class that does not occur counts 1; {@link IGNORED} ones are none. null without any.
 */
export function balancedClassWeights(
  train: Iterable<Target>,
  count: number,
): readonly number[] | null {
  const counts = new Array<number>(count).fill(0);
  for (const target of train)
    for (const label of target) if (label !== IGNORED) counts[label] = (counts[label] ?? 0) + 1;
  const all = counts.reduce((sum, own) => sum + own, 0);
  const present = counts.filter((own) => own > 0).length;
  return all === 0 ? null : counts.map((own) => (own === 0 ? 1 : all / (present * own)));
}

/**
 * Rows without a label over rows with it, torch's advice for BCEWithLogitsLoss's pos_weight; 1 for a
 * label on no row or on all. null without rows.
 */
export function balancedPositiveWeights(
  train: Iterable<Target>,
  count: number,
): readonly number[] | null {
  const given = new Array<number>(count).fill(0);
  let rows = 0;
  for (const target of train) {
    rows += 1;
    target.forEach((one, label) => {
      given[label] = (given[label] ?? 0) + one;
    });
  }
  if (rows === 0) return null;
  return given.map((own) => (own === 0 || own === rows ? 1 : (rows - own) / own));
}

/** The weights' place in a graph, f32 [C]; undefined where all count alike. */
export function weightsLeaf({ length }: readonly number[]): Value | undefined {
  return length === 0 ? undefined : input('weights', [length], 'f32');
}

/** What {@link weightsLeaf} is fed. */
export function weightInputs(weights: readonly number[]): Readonly<Record<string, Float32Array>> {
  return weights.length === 0 ? {} : { weights: Float32Array.from(weights) };
}

/**
 * What classes or tags count together, which torch's weighted mean divides by; 1 where there is none,
 * for losses are divided by it.
 */
export function sumOfWeights(targets: Iterable<Target>, weights: readonly number[]): number {
  let sum = 0;
  for (const target of targets)
    for (const label of target) if (label !== IGNORED) sum += weights[label] ?? 1;
  return sum || 1;
}
