import { storedBytes } from '../core/storage';
import type { Storages } from '../graph/plan';
import { type ParameterSpec, parameterSize, totalSize } from '../nn/parameters';
import type { MemoryBytes } from '../training/events';
import type { Network } from '../training/network';
import type { Optimizer } from '../training/optimizer';
import type { TrainerPlans } from '../training/trainerPlans';

/** Bytes by kind from a network's plans. Programs share one workspace: the largest counts. */
export function planBytes(
  network: Network,
  optimizer: Optimizer,
  plans: TrainerPlans,
): MemoryBytes {
  const weights = weightBytes(network.parameters, network.storages);
  const optimizerBytes = 4 * (1 + optimizer.stateNames.length) * totalSize(network.trainable);
  const { updates, ...others } = plans;
  const all = [...Object.values(others), ...updates];
  const workspace = Math.max(...all.map(({ bytes }) => bytes.workspace));
  const ends = all.reduce((sum, { bytes }) => sum + bytes.inputs + bytes.outputs, 0);
  const activations = workspace + ends;
  return {
    weights,
    optimizer: optimizerBytes,
    activations,
    total: weights + optimizerBytes + activations,
  };
}

/** Bytes of parameters as they lie. */
export function weightBytes(parameters: readonly ParameterSpec[], storages: Storages): number {
  return parameters.reduce(
    (sum, spec) => sum + storedBytes(storages.get(spec.name) ?? 'f32', parameterSize(spec)),
    0,
  );
}
