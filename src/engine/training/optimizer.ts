import type { Config, Field } from '../core/fields';
import type { Value } from '../graph/node';

/** The f32 input [4] of an update program: what changes from step to step. */
export const HYPER_INPUT = 'hyper';

/** The store's name of one optimizer state of a parameter: `m/classifier.weight`. */
export function stateName(state: string, parameter: string): string {
  return `${state}/${parameter}`;
}

/** An optimizer as graph nodes: state lives in the executor's store, so a checkpoint is its record. */
export interface Optimizer {
  readonly id: string;
  readonly label: string;
  /** One sentence. */
  readonly summary: string;
  /** `learningRate` first; then its own. */
  readonly fields: readonly Field[];
  /** Names of the tensors it keeps per parameter. */
  readonly stateNames: readonly string[];
  /** What the update reads as {@link HYPER_INPUT} at step `step` (from 1). */
  hyper(step: number, learningRate: number, config: Config): Float32Array;
  /**
   * New values of a parameter and its state. Its name decides the weight-decay exclusion;
   * `rateScale` is its share of the learning rate.
   */
  update(
    tensors: {
      readonly parameter: Value;
      readonly gradient: Value;
      readonly state: readonly Value[];
    },
    step: { readonly hyper: Value; readonly factor: Value },
    config: Config,
    group: { readonly name: string; readonly rateScale: number },
  ): { readonly parameter: Value; readonly state: readonly Value[] };
}
