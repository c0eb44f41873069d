import { createRandom, permutation } from '../core/rng';
import { evenLength, evenRows } from './oversampling';

/** Stream number of shuffles among the uses of a run's seed. */
const SHUFFLE_STREAM = 0x5f1e;

/** Rows that a run trains on. */
export interface EpochRows {
  readonly rows: number;
  /** Class of each, where every class is to come as often as the largest; null: each row once. */
  readonly classes: Int32Array | null;
}

/** Rows that an epoch takes, those taken again counted again. */
export function epochLength({ rows, classes }: EpochRows): number {
  return classes ? evenLength(classes) : rows;
}

/**
 * The order of rows in an epoch: drawn and reshuffled from (seed, epoch) alone, so that a run can
 * resume anywhere without replaying what came before.
 */
export function epochOrder(
  { rows, classes }: EpochRows,
  epoch: number,
  seed: number,
  shuffle: boolean,
): Uint32Array {
  const taken = classes
    ? evenRows(classes, epoch, seed)
    : Uint32Array.from({ length: rows }, (_, i) => i);
  if (!shuffle) return taken;
  const order = permutation(taken.length, createRandom(seed, SHUFFLE_STREAM + epoch));
  return order.map((place) => taken[place] ?? 0);
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
