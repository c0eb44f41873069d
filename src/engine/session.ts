import type { Executor } from './backends/executor';
import type { ByteSource, FileMap } from './core/bytes';
import { EngineError } from './core/errors';
import { type Config, defaultsOf, type Field } from './core/fields';
import {
  type ColumnGuess,
  type ColumnRoles,
  type Dataset,
  type Goal,
  inspect,
  inspectDataset,
  type LoadOptions,
  loadDataset,
  type PassOptions,
  type ProblemReport,
} from './data';
import { GOALS } from './data/goals/registry';
import { READERS } from './data/registry';
import { unpacked } from './files/unzip';
import type { Job } from './job';
import { parseJob } from './jobSchema';
import { FAMILIES } from './models/registry';
import type { ParameterSpec } from './nn/parameters';
import { type AdapterMethod, openAdapter, readAdapterMethod, redrawn } from './session/adapter';
import { type AdapterFacts, adapterFacts } from './session/adapterFacts';
import { type UsableRows, usableRows } from './session/fileRows';
import { asked, eachSplit, hidden, vocabularyOf } from './session/hiding';
import { type LoadedModel, loadModel, type ModelSource } from './session/loadedModel';
import { ADDRESSABLE_BYTES } from './session/memory';
import {
  emptyData,
  type JobDatasets,
  type PrepareOptions,
  prepareData,
  prepareScoring,
  scoringColumns,
} from './session/prepareData';
import type { PreparedData, PreparedSplit } from './session/preparedData';
import { Run } from './session/run';
import type { RunParts } from './session/runParts';
import { type Scorer, scorerOf } from './session/scorer';
import { adapterNotes, adapterWithoutHead, headFacts, headRows, noHead } from './session/scoring';
import { type SeriesRun, type SeriesWanted, seriesOf } from './session/series';
import { csvOf } from './session/seriesCsv';
import { type SeriesResult, type Standings, standingsOf } from './session/standings';
import { TASKS } from './tasks/registry';
import { namesOf, type SettledTask, type Task } from './tasks/task';
import { OPTIMIZERS, SCHEDULES } from './training/registry';
import { type Method, roomForText } from './tuning/method';
import { METHODS } from './tuning/registry';

/** Checks a job and writes every default into it; throws one error that names each fault's path. */
export function checkJob(json: unknown): Job {
  return parseJob(json, {
    tasks: mapValues(TASKS, (task: Task) => ({ fields: task.fields, columns: goalOf(task).roles })),
    methods: METHODS,
    optimizers: OPTIMIZERS,
    schedules: SCHEDULES,
  });
}

/** The runs of a series, each a completed job; see {@link seriesOf}. Throws as {@link checkJob} does. */
export function planSeries(job: Job, wanted: SeriesWanted): SeriesRun[] {
  return seriesOf(job, wanted, METHODS).map((run) => ({ ...run, job: checkJob(run.job) }));
}

/** How the methods of a series compare, by the metrics of its task; see {@link standingsOf}. */
export function compareSeries(results: readonly SeriesResult[]): Standings {
  const task = results[0]?.job.task.id ?? '';
  const { headline = [] } = Object.hasOwn(TASKS, task) ? entryOf<Task>(TASKS, task) : {};
  return standingsOf(results, headline);
}

/** A series and how its methods compare as a CSV. */
export function seriesCsv(results: readonly SeriesResult[]): string {
  return csvOf(results, compareSeries(results));
}

/** Opens a folder in Hugging Face layout, its weights unread. */
export function openModel(source: ModelSource): Promise<LoadedModel> {
  return loadModel(source, FAMILIES);
}

/** Reads a file of rows, its format and encoding detected unless given. */
export function openDataset(source: ByteSource, options: LoadOptions = {}): Promise<Dataset> {
  return loadDataset(source, READERS, options);
}

/** Looks at a file of rows without training on it. */
export function inspectFile(source: ByteSource): ReturnType<typeof inspect> {
  return inspect(source, READERS, goalsOfTasks());
}

/** {@link inspectFile} for a file that is loaded already. */
export function inspectOpened(
  dataset: Dataset,
  source: ByteSource,
  options: PassOptions = {},
): ReturnType<typeof inspect> {
  return inspectDataset(dataset, source, goalsOfTasks(), options);
}

/** Opens a PEFT folder, or the zip of one, on a model; every tensor is read and nothing is kept. */
export async function inspectAdapter(files: FileMap, model: LoadedModel): Promise<AdapterFacts> {
  const folder = await unpacked(files);
  const known = await methodOf(folder, model);
  return adapterFacts(folder, known, model, taskOfAdapter(known));
}

/** The task that an adapter was trained for, as far as PEFT's config tells. */
function taskOfAdapter({ file }: AdapterMethod): Task {
  const tasks: readonly Task[] = Object.values(TASKS);
  const own = tasks.find(({ peftTaskType }) => peftTaskType === file.config.task_type);
  return own ?? (tasks[0] as Task);
}

/**
 * An adapter made ready to answer, without rows: task and classes are those of its own folder.
 * @throws EngineError `adapter/…` where it does not fit the model, `adapter/no-head` where it cannot answer.
 */
export async function prepareAdapter(
  files: FileMap,
  model: LoadedModel,
  name: string,
): Promise<RunParts> {
  const adapter = await unpacked(files);
  const known = await methodOf(adapter, model);
  const notes = await adapterNotes(adapter);
  const classes = await headRows(model, adapter, 'adapter');
  const task = entryOf<Task>(TASKS, notes?.task ?? taskOfAdapter(known).id);
  if (classes === null && hasNames(task)) throw adapterWithoutHead(name);
  const labels = Array.from({ length: classes ?? 0 }, (_, i) => notes?.labels?.[i] ?? `LABEL_${i}`);
  const pooling = notes?.pooling ?? 'pooler';
  const settings = settingsOf(task.fields, { ...notes?.settings, labels, pooling });
  const { maxTokens } = model.model.shape;
  const job = checkJob({
    version: 1,
    model: model.id,
    data: { train: name, validation: null },
    task: { id: task.id, ...settings },
    method: SCORING_METHOD,
    training: { maxTokens: Math.min(notes?.maxTokens ?? maxTokens, maxTokens) },
  });
  return prepareExport(job, model, adapter);
}

/** The rows of a file that a task can use with these columns; see {@link usableRows}. */
export function usableRowsOf(
  dataset: Dataset,
  task: string,
  columns: ColumnRoles,
  onRows?: PrepareOptions['onCollect'],
): Promise<UsableRows> {
  const { goal, fields } = entryOf<Task>(TASKS, task);
  const settings = defaultsOf(fields);
  return usableRows(dataset, goalOf({ goal }), { columns, settings }, onRows);
}

/** The columns that each task would take of a file, by the tasks' ids. */
export function guessesOf(dataset: Dataset): Readonly<Record<string, ColumnGuess>> {
  return mapValues(goalsOfTasks(), (goal) => goal.guess(dataset));
}

export interface SessionInputs {
  /** A job as {@link checkJob} completed it. */
  readonly job: Job;
  readonly model: LoadedModel;
  readonly datasets: JobDatasets;
  /** The PEFT folder, or the zip of one, that `job.adapter` names. */
  readonly adapter?: FileMap;
  readonly onRows?: PrepareOptions['onRows'];
  /** Told how many rows of a file were looked at, before any is tokenised. */
  readonly onCollect?: PrepareOptions['onCollect'];
  /** Bytes that the run may hold; without, all that the kernels can address. */
  readonly memoryLimit?: number;
}

/** A job with its ids looked up, its data tokenised, and what was found in the data. */
export interface PreparedJob {
  readonly parts: RunParts;
  readonly problems: ProblemReport;
  /** What a person should know of model and adapter: what was drawn anew or is not used. */
  readonly notes: readonly string[];
}

/** Looks the job's ids up in the registries and prepares its data. Computes nothing. */
export async function prepareJob(inputs: SessionInputs): Promise<PreparedJob> {
  const { model, datasets, onRows, onCollect } = inputs;
  const adapter = inputs.adapter && (await unpacked(inputs.adapter));
  // An adapter goes on with the pooling and the order of classes that its head was trained with.
  const saved = await adapterNotes(adapter);
  const job = settlePooling(goOn(inputs.job, saved?.settings), model, saved?.pooling);
  const opened = adapter ? await methodOf(adapter, model) : null;
  const { method, methodConfig } = opened ?? ownMethod(job);
  const room = roomForText(model.model.shape, method, methodConfig);
  const goal = goalOf(entryOf(TASKS, job.task.id));
  if (job.training.oversample && !goal.stratifies) throw noClasses(job.task.id);
  const { data, problems } = await prepareData(job, datasets, {
    goal,
    headLabels: saved?.labels ?? model.headLabels,
    tokenizer: model.tokenizer,
    maxTokens: Math.min(job.training.maxTokens, room),
    ...(onRows ? { onRows } : {}),
    ...(onCollect ? { onCollect } : {}),
  });
  const { parts, notes } = await lookUp(job, model, data, adapter);
  const memoryLimit = inputs.memoryLimit ?? parts.memoryLimit;
  return { parts: { ...parts, memoryLimit }, problems, notes };
}

function noClasses(task: string): EngineError {
  return new EngineError(
    'job/oversample',
    `training.oversample takes rows by their class, and a row of ${task} has not just one`,
    { task },
    'Set training.oversample to false; where there are labels or tags, weigh them in the task.',
  );
}

/** A completed job made ready for its weights alone: to export a checkpoint without its data. */
export async function prepareExport(
  job: Job,
  model: LoadedModel,
  adapter?: FileMap,
): Promise<RunParts> {
  const labels = namesOf(job.task);
  if (labels.length > 0 || !hasNames(entryOf(TASKS, job.task.id))) {
    const folder = adapter && (await unpacked(adapter));
    return (await lookUp(job, model, emptyData(labels, job.data.columns ?? {}), folder)).parts;
  }
  throw new EngineError(
    'job/not-completed',
    'the job does not name its classes (task.labels), so it is not the record of a run',
    { model: job.model },
    'Use the job.json that training wrote.',
  );
}

/**
 * The registries' entries for a job with its data; the job gets what was found in data and adapter.
 * `answered`: whether what is true of the rows is known, or found by the task itself.
 */
async function lookUp(
  job: Job,
  model: LoadedModel,
  given: PreparedData,
  adapterFiles: FileMap | undefined,
  answered = true,
): Promise<Pick<PreparedJob, 'parts' | 'notes'>> {
  const { task, taskConfig } = settleTask(job, model, given);
  const change = (split: PreparedSplit): PreparedSplit =>
    answered ? hidden(split, { task, taskConfig }, job.training.seed) : asked(split, { task });
  const data = eachSplit(given, change);
  const head = task.head(model.model.shape, taskConfig);
  const adapter = adapterFiles
    ? await openAdapter(adapterFiles, await methodOf(adapterFiles, model), model, head)
    : null;
  const { method, methodConfig } = adapter ?? ownMethod(job);
  const { optimizer, schedule } = job.training;
  const parts: RunParts = {
    job: {
      ...job,
      data: { ...job.data, columns: data.columns },
      task: { ...job.task, ...taskConfig },
      method: { id: method.id, ...methodConfig } as Job['method'],
    },
    model,
    data,
    task,
    taskConfig,
    goal: goalOf(task),
    method,
    methodConfig,
    optimizer: entryOf(OPTIMIZERS, optimizer.id),
    optimizerConfig: configOf(optimizer),
    schedule: entryOf(SCHEDULES, schedule.id),
    scheduleConfig: configOf(schedule),
    adapter: adapter?.tensors ?? new Map(),
    memoryLimit: ADDRESSABLE_BYTES,
  };
  return { parts, notes: [...model.notes, ...(adapter?.notes ?? headNotes(model, head))] };
}

/** A head in the folder that has other classes than the job cannot be used; one for words may be missing. */
function headNotes(model: LoadedModel, head: readonly ParameterSpec[]): string[] {
  const { wordHead } = model.model.shape;
  const missing = head.find((spec) => wordHead.includes(spec) && model.shapeOf(spec.name) === null);
  if (missing)
    return [`the folder has no head for words (${missing.name} and others); it is drawn anew`];
  return head.flatMap((spec) => {
    const found = model.shapeOf(spec.name);
    return found && !model.holds(spec)
      ? [redrawn(`the folder's ${spec.name}`, found, spec.shape)]
      : [];
  });
}

/**
 * Loads weights into the executor and compiles the job's programs. The run owns the executor.
 * `onWeights` hears how many tensors are loaded.
 */
export function createSession(
  prepared: Pick<PreparedJob, 'parts'>,
  executor: Executor,
  onWeights?: (done: number, total: number) => void,
): Promise<Run> {
  return Run.create(prepared.parts, executor, onWeights);
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

/** A job that goes on from an adapter, with what that had found in its data where the job says nothing. */
function goOn(job: Job, saved: Config = {}): Job {
  const found = entryOf<Task>(TASKS, job.task.id).fields.filter(({ fromData }) => fromData);
  const empty = found.filter(({ key }) => (job.task[key] as readonly unknown[]).length === 0);
  // The labels of an adapter's head are proposed to the data, not set.
  const taken = settingsOf(
    empty.filter(({ key }) => key !== 'labels'),
    saved,
  );
  return { ...job, task: { ...job.task, ...taken } };
}

/** Those of some settings that are among these fields. */
function settingsOf(fields: readonly Field[], given: Config): Config {
  const known = new Set(fields.map(({ key }) => key));
  return Object.fromEntries(Object.entries(given).filter(([key]) => known.has(key)));
}

function settlePooling(job: Job, model: LoadedModel, continued: string | undefined): Job {
  if (job.task.pooling !== 'auto') return job;
  const pooling = continued ?? presetPooling(job, model);
  return { ...job, task: { ...job.task, pooling } };
}

function methodOf(adapter: FileMap, model: LoadedModel): Promise<AdapterMethod> {
  const tasks: readonly Task[] = Object.values(TASKS);
  const taskTypes = tasks.flatMap(({ peftTaskType }) => peftTaskType ?? []);
  return readAdapterMethod(adapter, model, METHODS, taskTypes);
}

/** Longest text that a model reads with an adapter on top of it. */
async function roomBeside(adapter: FileMap | undefined, model: LoadedModel): Promise<number> {
  if (!adapter) return model.model.shape.maxTokens;
  const { method, methodConfig } = await methodOf(adapter, model);
  return roomForText(model.model.shape, method, methodConfig);
}

function ownMethod(job: Job): { readonly method: Method; readonly methodConfig: Config } {
  return { method: entryOf(METHODS, job.method.id), methodConfig: configOf(job.method) };
}

function goalOf({ goal }: Pick<Task, 'goal'>): Goal {
  return entryOf<Goal>(GOALS, goal);
}

/** The goal of each task, in the order of the registry: the most particular first. */
function goalsOfTasks(): Readonly<Record<string, Goal>> {
  return mapValues(TASKS, goalOf);
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** Whether what a task's rows teach has names: classes, labels, tags. */
function hasNames({ fields }: Pick<Task, 'fields'>): boolean {
  return fields.some(({ key }) => key === 'labels');
}

/** A job's task for a model's own tokens, its settings completed by what the data says. */
function settleTask(job: Job, { tokenizer }: LoadedModel, data: PreparedData): SettledTask {
  const entry = entryOf<Task>(TASKS, job.task.id);
  const task = entry.knowing?.(vocabularyOf(tokenizer)) ?? entry;
  const { labels: names, settled, train } = data;
  const found = { names, settled, train: train.targets() };
  return { task, taskConfig: task.settle(configOf(job.task), found) };
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
  /** A PEFT folder, or the zip of one, on top of the model. */
  readonly adapter?: FileMap;
  readonly task: string;
  readonly dataset: Dataset;
  readonly columns: Readonly<Record<string, string>>;
  /** Whether rows have labels to be held against; without, no label column is read. */
  readonly labelled: boolean;
  readonly executor: Executor;
}

/** A model (and adapter) ready to score one file. Its classes come from the folders themselves. */
export async function createScorer(inputs: ScorerInputs): Promise<Scorer> {
  const { model, dataset, executor } = inputs;
  const adapter = inputs.adapter && (await unpacked(inputs.adapter));
  // The task and the roles are checked as a job's are, before anything is read.
  const { task } = checkJob({
    version: 1,
    model: model.id,
    data: { train: dataset.name, validation: null, columns: inputs.columns },
    task: { id: inputs.task },
    method: SCORING_METHOD,
  });
  const goal = goalOf(entryOf(TASKS, task.id));
  const columns = scoringColumns(dataset, inputs.columns, goal, inputs.labelled);
  const named = hasNames(entryOf(TASKS, task.id));
  const facts = await headFacts(model, adapter, dataset, { column: columns.label, named });
  const { labels, pooling } = facts;
  const { fields } = entryOf<Task>(TASKS, task.id);
  const maxTokens = Math.min(facts.maxTokens, await roomBeside(adapter, model));
  const job = checkJob({
    version: 1,
    model: model.id,
    data: { train: dataset.name, validation: null },
    task: { id: task.id, ...settingsOf(fields, { ...facts.settings, labels, pooling }) },
    method: SCORING_METHOD,
    training: { maxTokens, optimizer: { id: 'sgd', momentum: 0 } },
  });
  const scored = { names: labels, settings: job.task, labelled: inputs.labelled };
  const reading = { goal, tokenizer: model.tokenizer, maxTokens };
  const { data, problems } = await prepareScoring(dataset, columns, scored, reading);
  const { parts } = await lookUp(job, model, data, adapter, inputs.labelled);
  const head = parts.task.head(model.model.shape, parts.taskConfig);
  const headless = head.some((spec) => !model.holds(spec) && !parts.adapter.has(spec.name));
  if (headless) throw noHead(model);
  return scorerOf(parts, problems, executor);
}

/** Trains least, so that a model that only scores holds no gradients and moments to speak of. */
const SCORING_METHOD = { id: 'head-only', cacheFeatures: false };
