import type { TrainingSettings } from '../job';
import { type EpochRows, epochLength, planSteps, type StepPlan } from '../training/order';
import { drawsByClass } from '../training/oversampling';
import type { PreparedSplit } from './preparedData';

/** What the epochs of a run take of its training rows. */
export function epochRows(
  { examples, classes }: PreparedSplit,
  { oversample }: TrainingSettings,
): EpochRows {
  return { rows: examples.length, classes: oversample ? classes() : null };
}

/** How they fall into steps. */
export function stepsOf(train: PreparedSplit, training: TrainingSettings): StepPlan {
  return planSteps(epochLength(epochRows(train, training)), training);
}

/** Tokens of an epoch; the mean of all epochs where rows are drawn anew for each. */
export function epochTokens(train: PreparedSplit, training: TrainingSettings): number {
  const { classes } = epochRows(train, training);
  const { lengths } = train;
  if (!classes) return lengths.reduce((sum, length) => sum + length, 0);
  const draws = drawsByClass(classes);
  return lengths.reduce((sum, length, i) => sum + length * (draws[classes[i] ?? 0] ?? 0), 0);
}
