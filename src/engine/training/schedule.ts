import type { Config, Field } from '../core/fields';

/** How the learning rate moves over a run. */
export interface Schedule {
  readonly id: string;
  readonly label: string;
  /** One sentence. */
  readonly summary: string;
  readonly fields: readonly Field[];
  /** Factor of the learning rate for the update after `step` completed steps. */
  multiplier(step: number, totalSteps: number, config: Config): number;
}
