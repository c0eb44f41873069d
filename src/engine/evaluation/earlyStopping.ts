import type { Direction } from './direction';

/** When a run has learned what it will. */
export interface StoppingRule {
  readonly direction: Direction;
  /** Evaluations in a row without improvement after which it stops, at least 1. */
  readonly patience: number;
  /** What an evaluation must be better by to count as an improvement, in the metric's own unit. */
  readonly minimumChange: number;
}

/** What is known after some evaluations; JSON, to stand in a checkpoint. */
export interface StoppingState {
  /** The best evaluation, whose weights are kept: the first of equals. Null before there is one. */
  readonly best: { readonly value: number; readonly step: number } | null;
  /** What the next one must improve on: the last that counted as an improvement. */
  readonly reference: number | null;
  /** Evaluations since then. */
  readonly waited: number;
}

export const STOPPING_START: StoppingState = { best: null, reference: null, waited: 0 };

/** What follows from an evaluation. */
export interface StoppingStep {
  readonly state: StoppingState;
  /** Whether these weights are the best so far. */
  readonly isBest: boolean;
  readonly shouldStop: boolean;
}

/**
 * Takes in the evaluation after `step`. As in Keras, small gains add up: they are measured from the
 * last improvement that counted. Yet the best weights are the best, by however little. A metric that is
 * not defined is no improvement.
 */
export function observe(
  rule: StoppingRule,
  state: StoppingState,
  step: number,
  value: number | null,
): StoppingStep {
  const gain = (from: number | null): number => {
    if (value === null || Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
    if (from === null) return Number.POSITIVE_INFINITY;
    return rule.direction === 'higher' ? value - from : from - value;
  };
  const isBest = gain(state.best?.value ?? null) > 0;
  const counts = gain(state.reference) > rule.minimumChange;
  const waited = counts ? 0 : state.waited + 1;
  return {
    state: {
      best: isBest ? { value: Number(value), step } : state.best,
      reference: counts ? value : state.reference,
      waited,
    },
    isBest,
    shouldStop: waited > 0 && waited >= rule.patience,
  };
}
