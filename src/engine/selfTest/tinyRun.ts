import type { Executor } from '../backends/executor';
import type { ByteSource } from '../core/bytes';
import { type Config, defaultsOf } from '../core/fields';
import { openSafetensors } from '../files/safetensors';
import { bert } from '../models/bert';
import { initialize } from '../nn/initialize';
import { parameterSize } from '../nn/parameters';
import { sequenceClassification } from '../tasks/sequenceClassification';
import type { Example } from '../tasks/task';
import { buildNetwork, type Network } from '../training/network';
import type { Optimizer } from '../training/optimizer';
import { adam } from '../training/optimizers';
import { linear } from '../training/schedules';
import { Trainer } from '../training/trainer';
import { full } from '../tuning/full';

/** Twenty steps of a tiny BERT as PyTorch took them (public/selftest/trajectory.json). */
export interface Trajectory {
  readonly config: Readonly<Record<string, unknown>>;
  readonly rows: readonly {
    readonly ids: readonly number[];
    readonly typeIds: readonly number[];
    readonly label: number;
  }[];
  readonly labels: readonly string[];
  readonly batchSize: number;
  /** Of Adam, with PyTorch's defaults otherwise. */
  readonly learningRate: number;
  /** Steps of a linear schedule. */
  readonly warmup: number;
  readonly losses: readonly number[];
}

/** Largest difference of a loss from PyTorch's, as a share of it. */
export const TRAJECTORY_TOLERANCE = 1e-3;

/** A network of full fine-tuning over a BERT's config, without dropout. */
export function bertNetwork(config: Trajectory['config'], labels: readonly string[]): Network {
  return buildNetwork({
    model: bert.open(config),
    method: full,
    methodConfig: defaultsOf(full.fields),
    task: sequenceClassification,
    taskConfig: { ...defaultsOf(sequenceClassification.fields), pooling: 'pooler', labels },
    precision: 'f32',
    dropout: 0,
  });
}

/** Puts every parameter in the store: from the file where it is there, else drawn. */
export async function loadNetwork(
  executor: Executor,
  network: Network,
  weights: ByteSource | null,
): Promise<void> {
  const file = weights ? await openSafetensors(weights) : null;
  for (const spec of network.parameters) {
    const known = file?.tensors.has(spec.name) === true;
    const data = known && file ? await file.read(spec.name) : initialize(spec, 1);
    executor.createVariable(spec.name, parameterSize(spec));
    executor.writeVariable(spec.name, data);
  }
}

/** A trainer of a network whose parameters are in the store. */
export function trainerOf(
  executor: Executor,
  network: Network,
  optimizer: Optimizer,
  optimizerConfig: Config,
  capacity: { readonly N: number; readonly S: number },
): Promise<Trainer> {
  return Trainer.create({
    executor,
    network,
    optimizer,
    optimizerConfig: { ...defaultsOf(optimizer.fields), ...optimizerConfig },
    headRate: 1,
    maxGradNorm: 1,
    seed: 1,
    capacity,
  });
}

/** Takes a trainer and its network's parameters out of the store. */
export function release(executor: Executor, network: Network, trainer: Trainer): void {
  trainer.dispose();
  for (const { name } of network.parameters) executor.removeVariable(name);
}

/** The rows of a trajectory as examples. */
export function rowsOf({ rows }: Trajectory): Example[] {
  return rows.map(({ ids, typeIds, label }, row) => ({
    ids: Int32Array.from(ids),
    typeIds: Int32Array.from(typeIds),
    target: Int32Array.of(label),
    row,
  }));
}

/** The largest relative difference of the losses from PyTorch's over all steps. */
export async function trajectoryError(
  executor: Executor,
  trajectory: Trajectory,
  weights: ByteSource,
): Promise<number> {
  const { config, labels, batchSize, learningRate, warmup, losses } = trajectory;
  const network = bertNetwork(config, labels);
  await loadNetwork(executor, network, weights);
  const room = { N: 256, S: batchSize };
  const trainer = await trainerOf(executor, network, adam, { learningRate }, room);
  const rows = rowsOf(trajectory);
  let worst = 0;
  for (const [step, wanted] of losses.entries()) {
    const from = (step * batchSize) % rows.length;
    const multiplier = linear.multiplier(step, losses.length, { warmup });
    const batch = rows.slice(from, from + batchSize);
    const { loss } = await trainer.step([batch], step, learningRate * multiplier);
    worst = Math.max(worst, Math.abs(loss / wanted - 1));
    if (Number.isNaN(loss)) worst = Number.NaN;
    if (Number.isNaN(worst)) break;
  }
  release(executor, network, trainer);
  return worst;
}
