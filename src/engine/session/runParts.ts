import type { Config } from '../core/fields';
import type { Goal } from '../data';
import type { OutputFile } from '../files/outputFile';
import type { Job } from '../job';
import { totalSize } from '../nn/parameters';
import type { Task } from '../tasks/task';
import type { RunControl } from '../training/control';
import type { Network, NetworkParts } from '../training/network';
import type { Optimizer } from '../training/optimizer';
import type { Schedule } from '../training/schedule';
import type { Method } from '../tuning/method';
import type { LoadedModel } from './loadedModel';
import type { PreparedData } from './preparedData';
import type { AdapterTensors } from './weights';

/** The parts of a job, looked up and ready to be wired. */
export interface RunParts {
  readonly job: Job;
  readonly model: LoadedModel;
  readonly data: PreparedData;
  readonly task: Task;
  /** Settled: the names of what is learned among it. */
  readonly taskConfig: Config;
  /** How the task's columns are read. */
  readonly goal: Goal;
  readonly method: Method;
  readonly methodConfig: Config;
  readonly optimizer: Optimizer;
  readonly optimizerConfig: Config;
  readonly schedule: Schedule;
  readonly scheduleConfig: Config;
  /** Tensors of the adapter that the run continues from. */
  readonly adapter: AdapterTensors;
  /** Bytes that a run may hold here. */
  readonly memoryLimit: number;
}

/** Where a run tells of itself and keeps what it has. */
export interface RunHooks {
  readonly runId: string;
  readonly control: RunControl;
  /** Why this executor, in words. */
  readonly reason: string;
  readonly now: () => number;
  readonly breathe: () => Promise<void>;
  /** Keeps a checkpoint in place of the last one. */
  readonly keepCheckpoint: (file: OutputFile) => Promise<void>;
  /** Milliseconds after which a checkpoint is due between those of the job; without: never. */
  readonly checkpointAfter?: number;
  /** Progress of what happens before the first step. */
  readonly onPrepare: (done: number, total: number) => void;
}

/** The network of a job. */
export function networkParts(parts: RunParts): NetworkParts {
  const { model, method, methodConfig, task, taskConfig, job } = parts;
  return {
    model: model.model,
    method,
    methodConfig,
    task,
    taskConfig,
    dropout: job.training.dropout,
    precision: job.precision,
  };
}

/** Parameters of the whole model, head and adapter included, whether or not the task reads them. */
export function parameterCount({ model }: RunParts, network: Network): number {
  const own = new Set(model.model.shape.parameters.map(({ name }) => name));
  const added = network.parameters.filter(({ name }) => !own.has(name));
  return totalSize(model.model.shape.parameters) + totalSize(added);
}
