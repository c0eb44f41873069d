import type { Config } from '../core/fields';
import type { ModelFolder } from '../files/checkpointFolder';
import type { Job } from '../job';
import type { Family, OpenModel } from '../models/model';
import type { ParameterSpec } from '../nn/parameters';
import type { Task } from '../tasks/task';
import type { EvaluationEvent } from '../training/events';
import { type Method, roomForText } from '../tuning/method';

/** How a run scored on a split, and after which step. */
export type SplitScores = Pick<EvaluationEvent, 'split' | 'step' | 'metrics'>;

/** A tuned network as exports see it. */
export interface TunedModel {
  readonly job: Job;
  /** The base model's name as a person can find it. */
  readonly base: string;
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
  /** Whether what stayed frozen lay in fewer bits while it trained. */
  readonly packed: boolean;
  /** The last evaluation of each split, if any. */
  readonly scores: readonly SplitScores[];
  /** Any parameter as it is now: trained, from the folder, or drawn. */
  read(name: string): Promise<Float32Array>;
}

/** Longest sequence that run and model allow. */
export function longestText({ job, model, method, methodConfig }: TunedModel): number {
  return Math.min(job.training.maxTokens, roomForText(model.shape, method, methodConfig));
}

/** Whether one vector is made by averaging, for which transformers has no class. */
export function poolsByMean(tuned: TunedModel): boolean {
  return tuned.taskConfig.pooling === 'mean';
}

/** Whether PEFT has no class for an adapter: no such method, or none that puts prompts before such a task. */
export function isForeign({ method, task }: Pick<TunedModel, 'method' | 'task'>): boolean {
  const { foreign = false, promptLearning = false } = method.peft ?? {};
  return foreign || (promptLearning && task.peftTaskType === null);
}

/** A parameter's name inside the bare backbone: without the family's prefix. */
export function backboneName(tuned: TunedModel, name: string): string {
  const prefix = `${tuned.family.prefix}.`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
