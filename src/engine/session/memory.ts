import type { Counts } from '../graph/shapes';
import type { MemoryBytes } from '../training/events';
import type { Network } from '../training/network';
import { chooseCapacity } from '../training/packing';
import { planTrainer, type TrainerOptions } from '../training/trainerPlans';
import { roomForText } from '../tuning/method';
import { planBytes } from './bytes';
import { stepsOf } from './epochs';
import type { PreparedData } from './preparedData';
import type { RunParts } from './runParts';

/** All that 32 bits address, which is what the kernels' memory may grow to. */
export const ADDRESSABLE_BYTES = 2 ** 32;

/** Bytes that a run may hold on a device with this much memory: a quarter is left to the rest. */
export function memoryLimit(deviceBytes: number): number {
  return Math.min(ADDRESSABLE_BYTES, 0.75 * deviceBytes);
}

type PlannedOptions = Omit<TrainerOptions, 'executor'>;

/**
 * What the trainer of a job is made of, besides its executor. Blocks are computed again where the job
 * says so, and where it leaves the choice and the run would not fit otherwise.
 */
export function trainerOptions(parts: RunParts, network: Network): PlannedOptions {
  const { training } = parts.job;
  const { optimizer, optimizerConfig, data } = parts;
  const capacity = chooseCapacity(
    everyLength(data),
    training.batchSize,
    longestText(parts),
    network.virtual.count,
    parts.task.masks?.share(parts.taskConfig),
  );
  const { maxGradNorm, headRate, seed } = training;
  const { stepsPerEpoch } = stepsOf(data.train, training);
  const kept = {
    ...{ network, optimizer, optimizerConfig },
    ...{ headRate, maxGradNorm, seed, capacity },
    stepsPerEpoch,
  };
  const recompute = training.gradientCheckpointing ?? !fits(kept, parts.memoryLimit);
  return { ...kept, recompute };
}

/** Sequences and tokens that a model which only answers reads at once, unless one text is longer. */
const ANSWERED = { S: 32, N: 512 };

/** Room for any text that a tuned model reads, and for some short ones at once. */
export function answeringCapacity(parts: RunParts, network: Network): Counts {
  const tokens = network.virtual.count + longestText(parts);
  const N = Math.ceil(Math.max(ANSWERED.N, tokens) / 8) * 8;
  return { ...ANSWERED, N, ...(parts.task.masks && { M: longestText(parts) }) };
}

/** Tokens of the longest text that a job reads: its own limit, or the room that its method leaves. */
export function longestText({
  job,
  model,
  method,
  methodConfig,
}: Pick<RunParts, 'job' | 'model' | 'method' | 'methodConfig'>): number {
  return Math.min(job.training.maxTokens, roomForText(model.model.shape, method, methodConfig));
}

function fits(options: PlannedOptions, limit: number): boolean {
  const { total } = planBytes(options.network, options.optimizer, planTrainer(options));
  return total <= limit;
}

/** Tokens of each example that the run reads. */
function everyLength({ train, validation, test }: PreparedData): Uint32Array {
  const parts = [train, validation, test].map((split) => split?.lengths ?? new Uint32Array(0));
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Bytes that a job's plans need, without compiling them. */
export function runBytes(parts: RunParts, network: Network): MemoryBytes {
  const options = trainerOptions(parts, network);
  return planBytes(network, parts.optimizer, planTrainer(options));
}
