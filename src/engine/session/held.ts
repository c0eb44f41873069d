import { type Storage, storedBytes } from '../core/storage';
import { type ParameterSpec, parameterSize } from '../nn/parameters';
import type { Network } from '../training/network';

/** Bytes of a tuned model's weights by why they lie where they do. */
export interface HeldWeights {
  /** Lie once for all that read them. */
  readonly shared: number;
  /** What it trained. */
  readonly trained: number;
  /** Stay as they are in it; the run that holds the base has trained them, or does not read them. */
  readonly apart: number;
  /** The run that holds the base holds them at another precision. */
  readonly otherPrecision: number;
  /** The model folder lacks them, and another seed drew them otherwise. */
  readonly drawn: number;
}

/** A parameter of a tuned model, how it lies and why where it does. */
export interface Placed {
  readonly spec: ParameterSpec;
  readonly storage: Storage;
  readonly why: keyof HeldWeights;
}

/** Bytes of parameters by why they lie where they do. */
export function heldOf(places: readonly Placed[]): HeldWeights {
  const held = { shared: 0, trained: 0, apart: 0, otherPrecision: 0, drawn: 0 };
  for (const { spec, storage, why } of places)
    held[why] += storedBytes(storage, parameterSize(spec));
  return held;
}

/** The same of a run that holds the base itself. */
export function heldByRun({ parameters, trainable, storages }: Network): HeldWeights {
  return heldOf(
    parameters.map((spec) => ({
      spec,
      storage: storages.get(spec.name) ?? 'f32',
      why: trainable.includes(spec) ? 'trained' : 'shared',
    })),
  );
}
