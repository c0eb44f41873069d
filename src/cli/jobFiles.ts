import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import {
  checkJob,
  type Dataset,
  describe,
  EngineError,
  type Job,
  type LoadedModel,
  memoryLimit,
  openDataset,
  type PreparedJob,
  prepareJob,
} from '../engine/index';
import { modelFolder, openModelAt, resolveFrom } from './models';
import { adapterFiles, fileHash, fileSource, folderFiles } from './nodeFiles';

/** A job file as it was read. */
export interface JobFile {
  readonly path: string;
  /** The folder that relative paths start from. */
  readonly base: string;
  readonly job: Job;
  /** sha256 by path, where the file is the record of a run. */
  readonly recorded: Readonly<Record<string, string>>;
}

/** Reads and checks a job file, or the job.json that a run has left. */
export async function readJob(path: string): Promise<JobFile> {
  const source = await fileSource(path);
  const bytes = await source.slice(0, source.byteLength);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new EngineError(
      'job/bad-json',
      `${path} is not valid JSON: ${(error as Error).message}`,
      { file: path },
      'Correct the job file.',
    );
  }
  const isRecord = typeof json === 'object' && json !== null && !Array.isArray(json);
  const { inputs = {}, ...job } = isRecord ? (json as Record<string, unknown>) : {};
  return {
    path,
    base: dirname(path),
    job: checkJob(isRecord ? job : json),
    recorded: inputs as Record<string, string>,
  };
}

/** The data files that a job names, by their place in it. */
function dataFiles({ data }: Job): Readonly<Record<string, string>> {
  const { train, validation, test } = data;
  return {
    train,
    ...(typeof validation === 'string' ? { validation } : {}),
    ...(test === undefined ? {} : { test }),
  };
}

/** Every file and folder that a job reads, the job itself first. */
export function inputPaths({ path, base, job }: JobFile): string[] {
  const data = Object.values(dataFiles(job)).map((file) => resolveFrom(base, file));
  const adapter = job.adapter === undefined ? [] : [resolveFrom(base, job.adapter)];
  return [path, ...data, modelFolder(job.model, base), ...adapter];
}

/** Model and data of jobs by their paths, each opened once: jobs on the same files share their rows. */
export interface OpenedFiles {
  readonly models: Map<string, Promise<LoadedModel>>;
  readonly datasets: Map<string, Promise<Dataset>>;
}

/** Nothing opened yet. */
export function noFiles(): OpenedFiles {
  return { models: new Map(), datasets: new Map() };
}

/** Opens model, data and adapter of a job, and prepares it. */
export async function loadJob(
  { job, base }: JobFile,
  tell: (what: string, done: number, total: number) => void = () => {},
  opened: OpenedFiles = noFiles(),
): Promise<PreparedJob> {
  const model = await once(opened.models, job.model, () => openModelAt(job.model, base));
  const datasets: Record<string, Dataset> = {};
  for (const [place, file] of Object.entries(dataFiles(job)))
    datasets[place] = await once(opened.datasets, file, async () =>
      openDataset(await fileSource(resolveFrom(base, file)), {
        onProgress: ({ bytes, total }) =>
          tell(`KB of ${file}`, Math.round(bytes / 1000), Math.round(total / 1000)),
      }),
    );
  const { train, ...others } = datasets;
  if (!train) throw new Error('unreachable: every job names data.train');
  const adapter = job.adapter && { adapter: await adapterFiles(resolveFrom(base, job.adapter)) };
  return prepareJob({
    job,
    model,
    datasets: { train, ...others },
    onRows: (done, total) => tell('tokens of row', done, total),
    memoryLimit: memoryLimit(totalmem()),
    ...(adapter || {}),
  });
}

function once<T>(known: Map<string, Promise<T>>, path: string, open: () => Promise<T>): Promise<T> {
  const opened = known.get(path) ?? open();
  known.set(path, opened);
  return opened;
}

/** The files of a model or adapter folder that decide what is computed. */
const DECISIVE = /(\.safetensors|(^|\/)(config|adapter_config|tokenizer|tokenizer_config)\.json)$/;

/** sha256 of every file that a job reads, by its path in the job. */
export async function hashInputs({ job, base }: JobFile): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const file of Object.values(dataFiles(job)))
    hashes[file] = await fileHash(resolveFrom(base, file));
  const adapter = job.adapter === undefined ? [] : [[job.adapter, resolveFrom(base, job.adapter)]];
  const given = [[job.model, modelFolder(job.model, base)], ...adapter] as [string, string][];
  const zipped = ([, path]: [string, string]): boolean => /\.zip$/i.test(path);
  for (const [name, path] of given.filter(zipped)) hashes[name] = await fileHash(path);
  const folders = given.filter((item) => !zipped(item));
  for (const [name, folder] of folders) {
    const files = [...(await folderFiles(folder)).keys()].filter((path) => DECISIVE.test(path));
    for (const file of files.sort()) hashes[`${name}/${file}`] = await fileHash(join(folder, file));
  }
  return hashes;
}

/** Paths of a job's inputs that are not what they were when the run recorded them. */
export function changedInputs(
  { recorded }: JobFile,
  inputs: Readonly<Record<string, string>>,
): string[] {
  return Object.keys(inputs).filter((path) => path in recorded && recorded[path] !== inputs[path]);
}

/** A job and its inputs as they read from another folder: file paths relative to `to`. */
export function rebase(
  job: Job,
  inputs: Readonly<Record<string, string>>,
  from: string,
  to: string,
): Job & { readonly inputs: Readonly<Record<string, string>> } {
  const move = (path: string): string => {
    const way = relative(resolve(to), resolveFrom(from, path)).replaceAll('\\', '/');
    return way === '' ? '.' : way;
  };
  const isFolder = existsSync(resolveFrom(from, job.model));
  const moveInput = (path: string): string =>
    !isFolder && path.startsWith(`${job.model}/`) ? path : move(path);
  const { train, validation, test } = job.data;
  return {
    ...job,
    model: isFolder ? move(job.model) : job.model,
    ...(job.adapter === undefined ? {} : { adapter: move(job.adapter) }),
    data: {
      ...job.data,
      train: move(train),
      validation: typeof validation === 'string' ? move(validation) : validation,
      ...(test === undefined ? {} : { test: move(test) }),
    },
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([path, hash]) => [moveInput(path), hash]),
    ),
  };
}

/** What makes two runs the same one, wherever their files lie: settings, and the inputs' bytes. */
export function jobIdentity(job: Job, inputs: Readonly<Record<string, string>>): string {
  const { validation, columns } = job.data;
  const split = typeof validation === 'string' ? 'file' : validation;
  const settings = beyond(settingsOf(job), settingsOf(leastJob(job)));
  return JSON.stringify({ settings, columns, split, inputs: Object.values(inputs) });
}

/** Settings of a job but those that training completes. */
function settingsOf({ model: _model, adapter: _adapter, data: _data, ...settings }: Job): object {
  const { fields } = describe().tasks.find(({ id }) => id === settings.task.id) ?? { fields: [] };
  const found = new Set(fields.flatMap(({ key, fromTraining }) => (fromTraining ? [key] : [])));
  const task = Object.fromEntries(Object.entries(settings.task).filter(([key]) => !found.has(key)));
  return { ...settings, task };
}

/** A job of the same parts that sets nothing. */
function leastJob({ model, data, task, method, training }: Job): Job {
  const { optimizer, schedule } = training;
  return checkJob({
    version: 1,
    model,
    data: { train: data.train },
    task: { id: task.id },
    method: { id: method.id },
    training: { optimizer: { id: optimizer.id }, schedule: { id: schedule.id } },
  });
}

/** What is not as usual, so that a setting which is new does not make another run of an old one. */
function beyond(value: unknown, usual: unknown): unknown {
  if (!isRecord(value) || !isRecord(usual)) return value;
  const entries = Object.entries(value)
    .filter(([key, own]) => JSON.stringify(own) !== JSON.stringify(usual[key]))
    .map(([key, own]) => [key, beyond(own, usual[key])]);
  return { ...Object.fromEntries(entries), ...('id' in value && { id: value.id }) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
