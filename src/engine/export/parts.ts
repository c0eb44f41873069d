import type { Config } from '../core/fields';
import type { ModelFolder } from '../files/checkpointFolder';
import type { Job } from '../job';
import type { Family, OpenModel } from '../models/model';
import type { ParameterSpec } from '../nn/parameters';
import type { Task } from '../tasks/task';
import type { Metrics } from '../training/events';
import type { Method } from '../tuning/method';

/** A tuned network as exports see it. */
export interface TunedModel {
  readonly job: Job;
  readonly modelLabel: string;
  readonly family: Family;
  readonly model: OpenModel;
  readonly folder: ModelFolder;
  readonly task: Task;
  readonly taskConfig: Config;
  readonly labels: readonly string[];
  readonly method: Method;
  readonly methodConfig: Config;
  /** Head and adapter parameters, and whatever else trains. */
  readonly trainable: readonly ParameterSpec[];
  readonly metrics: Metrics;
  /** Any parameter as it is now: trained, from the folder, or drawn. */
  read(name: string): Promise<Float32Array>;
}

/** Whether one vector is made by averaging, for which transformers has no class. */
export function poolsByMean(tuned: TunedModel): boolean {
  return tuned.taskConfig.pooling === 'mean';
}

/** A parameter's name inside the bare backbone: without the family's prefix. */
export function backboneName(tuned: TunedModel, name: string): string {
  const prefix = `${tuned.family.prefix}.`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
