import { type Overfitting, overfitting } from './overfitting';
import type { RunReadings } from './readings';
import { type Unlearning, unlearning } from './unlearning';

/** What is wrong with a run, with what a sentence about it must say. */
export type Trouble = Unlearning | Overfitting;

/** The gravest trouble of a run; null while there is none to see. */
export function findTrouble(run: RunReadings): Trouble | null {
  return unlearning(run) ?? overfitting(run);
}
