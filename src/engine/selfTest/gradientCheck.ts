import type { Executor } from '../backends/executor';
import type { ByteSource } from '../core/bytes';
import { createRandom } from '../core/rng';
import { gradientName, LOSS } from '../training/network';
import { sgd } from '../training/optimizers';
import { bertNetwork, loadNetwork, release, rowsOf, type Trajectory, trainerOf } from './tinyRun';

/** Largest difference of the slope from the gradient's, as a share of it. */
export const GRADIENT_TOLERANCE = 5e-3;

/** How far the weights go to either side; small against the loss's curve, large against rounding. */
const STRIDE = 2e-3;

/**
 * The loss's slope along one random direction of all weights, by central differences of the loss
 * itself, against the one that the gradient says: |slope − ⟨g, v⟩| / |⟨g, v⟩|.
 */
export async function gradientError(
  executor: Executor,
  trajectory: Trajectory,
  weights: ByteSource,
): Promise<number> {
  const network = bertNetwork(trajectory.config, trajectory.labels);
  await loadNetwork(executor, network, weights);
  const batch = rowsOf(trajectory).slice(0, trajectory.batchSize);
  const trainer = await trainerOf(
    executor,
    network,
    sgd,
    { momentum: 0 },
    { N: 256, S: batch.length },
  );
  await trainer.step([batch], 0, 0);
  const random = createRandom(3, 3);
  let told = 0;
  const moves: { name: string; at: Float32Array; along: Float32Array }[] = [];
  for (const { name } of network.trainable) {
    const gradient = await executor.readVariable(gradientName(name));
    // Along the gradient, roughly, so that the slope is far above rounding.
    const along = gradient.map((value) => value * (1 + 0.5 * random.normal()));
    told += gradient.reduce((sum, value, i) => sum + value * (along[i] as number), 0);
    moves.push({ name, at: await executor.readVariable(name), along });
  }
  const length = Math.sqrt(
    moves.reduce((sum, { along }) => sum + along.reduce((s, value) => s + value * value, 0), 0),
  );
  const lossAt = async (distance: number): Promise<number> => {
    for (const { name, at, along } of moves) {
      const moved = at.map((value, i) => value + (distance / length) * (along[i] as number));
      executor.writeVariable(name, moved);
    }
    await trainer.step([batch], 0, 0);
    return (await executor.readVariable(LOSS))[0] as number;
  };
  const slope = ((await lossAt(STRIDE)) - (await lossAt(-STRIDE))) / (2 * STRIDE);
  release(executor, network, trainer);
  return Math.abs(slope - told / length) / Math.abs(told / length);
}
