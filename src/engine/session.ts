import type { Executor } from './backends/executor';
import type { ByteSource, FileMap } from './core/bytes';
import type { Config } from './core/fields';
import { type Dataset, type LoadOptions, loadDataset, type ProblemReport } from './data';
import { READERS } from './data/registry';
import type { Job } from './job';
import { parseJob } from './jobSchema';
import { FAMILIES } from './models/registry';
import { openAdapter } from './session/adapter';
import { type LoadedModel, loadModel } from './session/loadedModel';
import { type JobDatasets, type PrepareOptions, prepareData } from './session/prepareData';
import { Run, type RunParts } from './session/run';
import { TASKS } from './tasks/registry';
import { OPTIMIZERS, SCHEDULES } from './training/registry';
import { METHODS } from './tuning/registry';

/** Checks a job and writes every default into it; throws one error that names each fault's path. */
export function checkJob(json: unknown): Job {
  return parseJob(json, {
    tasks: TASKS,
    methods: METHODS,
    optimizers: OPTIMIZERS,
    schedules: SCHEDULES,
  });
}

/** Opens a folder in Hugging Face layout, its weights unread. */
export function openModel(source: {
  readonly id: string;
  readonly label: string;
  readonly files: FileMap;
}): Promise<LoadedModel> {
  return loadModel(source, FAMILIES);
}

/** Reads a file of rows, its format and encoding detected unless given. */
export function openDataset(source: ByteSource, options: LoadOptions = {}): Promise<Dataset> {
  return loadDataset(source, READERS, options);
}

export interface SessionInputs {
  /** A job as {@link checkJob} completed it. */
  readonly job: Job;
  readonly model: LoadedModel;
  readonly datasets: JobDatasets;
  /** The PEFT folder that `job.adapter` names. */
  readonly adapter?: FileMap;
  readonly onRows?: PrepareOptions['onRows'];
}

/** A job with its ids looked up, its data tokenised, and what was found in the data. */
export interface PreparedJob {
  readonly parts: RunParts;
  readonly problems: ProblemReport;
}

/** Looks the job's ids up in the registries and prepares its data. Computes nothing. */
export async function prepareJob(inputs: SessionInputs): Promise<PreparedJob> {
  const { model, datasets, onRows } = inputs;
  const job = settlePooling(inputs.job, model);
  const { task, taskConfig } = findTask(job);
  const { data, problems } = await prepareData(job, datasets, {
    headLabels: model.headLabels,
    tokenizer: model.tokenizer,
    maxTokens: Math.min(job.training.maxTokens, model.model.shape.maxTokens),
    ...(onRows ? { onRows } : {}),
  });
  const head = task.head(model.model.shape, { labels: data.labels });
  const adapter = inputs.adapter ? await openAdapter(inputs.adapter, model, METHODS, head) : null;
  const method = adapter?.method ?? entryOf(METHODS, job.method.id);
  const methodConfig = adapter?.methodConfig ?? configOf(job.method);
  const { optimizer, schedule } = job.training;
  const parts: RunParts = {
    job: {
      ...job,
      data: { ...job.data, columns: data.columns },
      task: { ...job.task, labels: data.labels },
      method: { id: method.id, ...methodConfig } as Job['method'],
    },
    model,
    data,
    task,
    taskConfig,
    method,
    methodConfig,
    optimizer: entryOf(OPTIMIZERS, optimizer.id),
    optimizerConfig: configOf(optimizer),
    schedule: entryOf(SCHEDULES, schedule.id),
    scheduleConfig: configOf(schedule),
    adapter: adapter?.tensors ?? new Map(),
  };
  return { parts, problems };
}

/** Loads weights into the executor and compiles the job's programs. The run owns the executor. */
export function createSession(prepared: PreparedJob, executor: Executor): Promise<Run> {
  return Run.create(prepared.parts, executor);
}

/**
 * The pooling a job means where it names none: a head on fixed features keeps the pooling that a
 * sentence-transformers model was made for.
 */
export function presetPooling(job: Job, model: LoadedModel): 'mean' | 'pooler' {
  const method = entryOf(METHODS, job.method.id);
  const mean = model.folder.sentenceTransformers?.pooling.includes('mean') ?? false;
  return method.readsFixedFeatures === true && mean ? 'mean' : 'pooler';
}

function settlePooling(job: Job, model: LoadedModel): Job {
  if (job.task.pooling !== 'auto') return job;
  return { ...job, task: { ...job.task, pooling: presetPooling(job, model) } };
}

function findTask(job: Job): { task: RunParts['task']; taskConfig: Config } {
  return { task: entryOf(TASKS, job.task.id), taskConfig: configOf(job.task) };
}

function configOf<T extends { readonly id: string }>({ id: _id, ...config }: T): Config {
  return config as unknown as Config;
}

/** An entry whose id the job schema has already checked. */
function entryOf<T>(registry: Readonly<Record<string, T>>, id: string): T {
  return registry[id] as T;
}
