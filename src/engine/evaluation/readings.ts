import type { Direction } from './direction';

/** Loss of one training step. */
export interface StepReading {
  readonly step: number;
  readonly loss: number;
}

/** Validation after a step. */
export interface EvaluationReading extends StepReading {
  /** The metric that the run is judged by; null where it has none. */
  readonly metric: number | null;
}

/** A run so far. */
export interface RunReadings {
  readonly steps: readonly StepReading[];
  readonly evaluations: readonly EvaluationReading[];
  /** Which way the metric gets better. */
  readonly direction: Direction;
  /** Loss of guessing. */
  readonly guessing: number;
  /** Steps in which the rate still rises: nothing is concluded from them. */
  readonly warmupSteps: number;
}

/** Mean and variance of losses. */
export function spreadOf(values: readonly number[]): {
  readonly mean: number;
  readonly variance: number;
} {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / Math.max(1, values.length - 1) };
}
