import { createRandom, permutation } from '../core/rng';

/** Stream number of shuffles among the uses of a run's seed. */
const SHUFFLE_STREAM = 0x5f1e;

/**
 * The order of rows in an epoch: reshuffled from (seed, epoch) alone, so that a run can resume
 * anywhere without replaying what came before.
 */
export function epochOrder(
  rows: number,
  epoch: number,
  seed: number,
  shuffle: boolean,
): Uint32Array {
  if (!shuffle) return Uint32Array.from({ length: rows }, (_, i) => i);
  return permutation(rows, createRandom(seed, SHUFFLE_STREAM + epoch));
}

/** How a run's rows fall into steps. One batch is `batchSize` rows, one step `accumulation` batches. */
export interface StepPlan {
  readonly batchesPerEpoch: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** Steps of a run, as transformers' Trainer counts them: ceil(epochs · ceil(batches / accumulation)). */
export function planSteps(
  rows: number,
  settings: {
    epochs: number;
    maxSteps: number | null;
    batchSize: number;
    gradientAccumulation: number;
  },
): StepPlan {
  const batchesPerEpoch = Math.ceil(rows / settings.batchSize);
  const stepsPerEpoch = Math.ceil(batchesPerEpoch / settings.gradientAccumulation);
  const all = Math.ceil(settings.epochs * stepsPerEpoch);
  return {
    batchesPerEpoch,
    stepsPerEpoch,
    totalSteps: settings.maxSteps === null ? all : Math.min(all, settings.maxSteps),
  };
}

/** The row positions of each batch of step `step` (from 0) within its epoch's order. */
export function batchesOfStep(
  order: Uint32Array,
  stepInEpoch: number,
  settings: { batchSize: number; gradientAccumulation: number },
): Uint32Array[] {
  const { batchSize, gradientAccumulation } = settings;
  const first = stepInEpoch * gradientAccumulation * batchSize;
  const batches: Uint32Array[] = [];
  for (let i = 0; i < gradientAccumulation; i++) {
    const batch = order.subarray(first + i * batchSize, first + (i + 1) * batchSize);
    if (batch.length > 0) batches.push(batch);
  }
  return batches;
}
