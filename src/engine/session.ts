import type { Executor } from './backends/executor';
import type { ByteSource, FileMap } from './core/bytes';
import { EngineError } from './core/errors';
import type { Config } from './core/fields';
import { type Dataset, inspect, type LoadOptions, loadDataset, type ProblemReport } from './data';
import { READERS } from './data/registry';
import type { Job } from './job';
import { parseJob } from './jobSchema';
import { FAMILIES } from './models/registry';
import { openAdapter } from './session/adapter';
import { type LoadedModel, loadModel } from './session/loadedModel';
import {
  type JobDatasets,
  type PrepareOptions,
  prepareData,
  prepareScoring,
} from './session/prepareData';
import { Run, type RunParts } from './session/run';
import { type Scorer, scorerOf } from './session/scorer';
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

/** Looks at a file of rows without training on it. */
export function inspectFile(source: ByteSource): ReturnType<typeof inspect> {
  return inspect(source, READERS);
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
  return model.denseHead || (method.readsFixedFeatures === true && mean) ? 'mean' : 'pooler';
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

export interface ScorerInputs {
  readonly model: LoadedModel;
  /** A PEFT folder on top of the model. */
  readonly adapter?: FileMap;
  readonly task: string;
  readonly dataset: Dataset;
  readonly columns: Readonly<Record<string, string>>;
  readonly executor: Executor;
}

/** A model (and adapter) ready to score one file. Its classes come from the folder itself. */
export async function createScorer(inputs: ScorerInputs): Promise<Scorer> {
  const { model, dataset, columns, executor } = inputs;
  const notes = await adapterNotes(inputs.adapter);
  const labels = notes?.labels ?? classNames(model);
  if (labels.length === 0) throw noHead(model);
  const pooling = notes?.pooling ?? (model.denseHead ? 'mean' : 'pooler');
  const job = checkJob({
    version: 1,
    model: model.id,
    data: { train: dataset.name, validation: null },
    task: { id: inputs.task, labels, pooling },
    method: { id: 'full' },
  });
  const { task, taskConfig } = findTask(job);
  const head = task.head(model.model.shape, { labels });
  const adapter = inputs.adapter ? await openAdapter(inputs.adapter, model, METHODS, head) : null;
  const headless = head.some((spec) => !model.holds(spec) && !adapter?.tensors.has(spec.name));
  if (headless) throw noHead(model);
  const data = await prepareScoring(dataset, columns, labels, {
    headLabels: labels,
    tokenizer: model.tokenizer,
    maxTokens: Math.min(job.training.maxTokens, model.model.shape.maxTokens),
  });
  const parts: RunParts = {
    job,
    model,
    data,
    task,
    taskConfig,
    method: adapter?.method ?? METHODS['head-only'],
    methodConfig: adapter?.methodConfig ?? { cacheFeatures: false },
    optimizer: OPTIMIZERS.sgd,
    optimizerConfig: configOf(job.training.optimizer),
    schedule: SCHEDULES.constant,
    scheduleConfig: {},
    adapter: adapter?.tensors ?? new Map(),
  };
  return scorerOf(parts, executor);
}

/** Class names of a folder's head; transformers' nameless LABEL_0, … where it has no others. */
function classNames(model: LoadedModel): readonly string[] {
  if (model.headLabels.length > 0) return model.headLabels;
  const map = model.folder.config.id2label;
  return typeof map === 'object' && map !== null ? Object.values(map).map(String) : [];
}

async function adapterNotes(
  files: FileMap | undefined,
): Promise<{ labels: readonly string[]; pooling: string } | null> {
  const source = files?.get('graft.json');
  if (!source) return null;
  const text = new TextDecoder().decode(await source.slice(0, source.byteLength));
  const { labels, task } = JSON.parse(text) as { labels: string[]; task: { pooling: string } };
  return { labels, pooling: task.pooling };
}

function noHead(model: LoadedModel): EngineError {
  return new EngineError(
    'score/no-head',
    `${model.label} has no trained head for this task`,
    { model: model.id },
    'Name a tuned model, or add --adapter with the folder of a trained adapter.',
  );
}
