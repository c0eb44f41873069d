import { type RunReadings, spreadOf } from './readings';

/**
 * `diverging`: the loss rises, or lies where no guess would be. `no-learning`: it does not fall, and is
 * that of guessing.
 */
export interface Unlearning {
  readonly code: 'diverging' | 'no-learning';
  /** Mean loss of the first and of the last quarter of the steps, and the loss of guessing. */
  readonly first: number;
  readonly last: number;
  readonly guessing: number;
  /** The last step. */
  readonly step: number;
}

/** Fewer steps than this say nothing yet. */
const LEAST_STEPS = 40;
/** How many of its standard errors a difference of means must have to be no chance. */
const SURE = 3;
/** A loss that has grown by this much is no longer a plateau. */
const GROWN = 1.1;
/** A loss this many times that of guessing is the work of steps too large. */
const FAR_ABOVE = 2;
/** A model that knows something is at least this far below guessing. */
const NEAR_GUESSING = 0.95;

/** Steps in a row that no noise lifts so far above guessing and the first step: told at once. */
const JUMP_STEPS = 5;
const JUMP = 5;

/** Whether a run learns nothing, once it has had steps enough to; a jump away at once. */
export function unlearning(run: RunReadings): Unlearning | null {
  return jumped(run) ?? averaged(run);
}

function jumped({ steps, guessing }: RunReadings): Unlearning | null {
  const first = steps[0]?.loss ?? 0;
  const recent = steps.slice(Math.max(1, steps.length - JUMP_STEPS));
  if (recent.length < JUMP_STEPS) return null;
  if (recent.some(({ loss }) => !(loss > JUMP * Math.max(first, guessing)))) return null;
  const last = spreadOf(recent.map(({ loss }) => loss)).mean;
  return { code: 'diverging', first, last, guessing, step: steps.at(-1)?.step ?? 0 };
}

function averaged({ steps, guessing, warmupSteps }: RunReadings): Unlearning | null {
  const losses = steps.filter(({ step }) => step > warmupSteps).map(({ loss }) => loss);
  if (losses.length < LEAST_STEPS) return null;
  const quarter = Math.floor(losses.length / 4);
  const [first, last] = [spreadOf(losses.slice(0, quarter)), spreadOf(losses.slice(-quarter))];
  const error = Math.sqrt(first.variance / quarter + last.variance / quarter);
  const rise = last.mean - first.mean;
  const facts = { first: first.mean, last: last.mean, guessing, step: steps.at(-1)?.step ?? 0 };
  const rises = rise > SURE * error && last.mean > GROWN * first.mean;
  if (rises || last.mean > FAR_ABOVE * guessing) return { code: 'diverging', ...facts };
  const isFlat = rise > -SURE * error;
  return isFlat && last.mean > NEAR_GUESSING * guessing ? { code: 'no-learning', ...facts } : null;
}
