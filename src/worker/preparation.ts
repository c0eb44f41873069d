import {
  type ByteSource,
  blobSource,
  checkJob,
  type Dataset,
  memoryLimit,
  openDataset,
  type PassOptions,
  type PreparedJob,
  prepareJob,
} from '../engine/index';
import { cancelled, isCancelled } from './errors';
import { fileMap, type ModelShelf } from './modelShelf';
import type { DataSource, Job, PrepareTask, RunFiles, Sample } from './protocol';
import type { Resources } from './studioStore';
import { breathe, type TaskBoard, type TaskHandle } from './tasks';

/** The bytes of a source: a dropped file, or a sample that ships with the studio. */
export async function sourceBytes(source: DataSource, resources: Resources): Promise<ByteSource> {
  const { network } = resources;
  if (source.kind === 'file') return blobSource(source.file, source.file.name);
  const samples = await readSamples(resources);
  const file = samples.find(({ id }) => id === source.id)?.file ?? `${source.id}.csv`;
  const body = await network.get(`samples/${file}`);
  return blobSource(await collect(body.chunks()), file);
}

/** The list of sample datasets that ship with the studio. */
export async function readSamples({ network }: Resources): Promise<readonly Sample[]> {
  const list = await network.get('samples/index.json');
  const text = await (await collect(list.chunks())).text();
  return (JSON.parse(text) as { samples: Sample[] }).samples;
}

/** All bytes of a body. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
  const parts: BlobPart[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return new Blob(parts);
}

/** The device's memory as far as the browser tells: rounded, never more than 8 GiB; else 8 GiB. */
function deviceBytes(): number {
  const { deviceMemory = 8 } = navigator as { readonly deviceMemory?: number };
  return deviceMemory * 2 ** 30;
}

/** Prepared jobs, kept while neither the job's data nor its files change. */
export interface Preparation {
  /** The rows of a source, read once. */
  dataset(source: DataSource, handle: TaskHandle): Promise<Dataset>;
  /**
   * A job with its rows read and tokenised, as the task {@link PrepareTask}: jobs on the same rows wait for
   * one pass. Throws `task/cancelled` where a person ends that pass, or other rows are wanted now.
   */
  prepare(job: Job, files: RunFiles): Promise<PreparedJob>;
  /**
   * What `job` would be otherwise, for a list beside its plan. Throws `task/cancelled` once other rows than
   * the job's have been asked for: who goes through a list must not end the pass that somebody waits for.
   */
  prepareBeside(job: Job, variant: Job, files: RunFiles): Promise<PreparedJob>;
}

const PREPARE: PrepareTask = 'prepare';
const NEVER = new AbortController().signal;

const ACTIVITIES = { detect: 'detecting', read: 'reading', hash: 'hashing' } as const;

/** How to read a file as part of a task: it reports bytes, and ends where the task does. */
export function readingOf(
  { name }: ByteSource,
  { signal, report }: TaskHandle,
): Pick<Required<PassOptions>, 'signal' | 'onProgress'> {
  return {
    signal,
    onProgress: ({ phase, bytes: done, total }) =>
      report({ activity: ACTIVITIES[phase], name, done, total, unit: 'bytes' }),
  };
}

/** Reads a job's files once and prepares jobs on them. */
export function createPreparation(
  resources: Resources,
  shelf: ModelShelf,
  tasks: TaskBoard,
): Preparation {
  const datasets = new Map<string, Promise<Dataset>>();

  function dataset(source: DataSource, handle: TaskHandle): Promise<Dataset> {
    const key = sourceKey(source);
    const known = datasets.get(key);
    if (known) return known;
    const opened = sourceBytes(source, resources).then((bytes) =>
      openDataset(bytes, { ...source.options, ...readingOf(bytes, handle) }),
    );
    datasets.set(key, opened);
    // A file that was not read to its end is read when it is asked for again.
    opened.catch(() => {
      if (datasets.get(key) === opened) datasets.delete(key);
    });
    return opened;
  }

  /** Lets go of the rows that a job does not read: those of a large file are as large as it. */
  function keepOnly(files: RunFiles): void {
    const wanted = new Set(Object.values(files.data).map(sourceKey));
    for (const key of datasets.keys()) if (!wanted.has(key)) datasets.delete(key);
  }

  let latest = '';

  async function pass(job: Job, files: RunFiles): Promise<PreparedJob> {
    const mine: PreparedJob[] = [];
    await tasks.share(PREPARE, rowsKey(job, files), async (handle) => {
      mine.push(await prepareRows(job, files, handle).catch(again(job, files, handle)));
    });
    // Whoever waited for the rows of another job finds them read and tokenised.
    return mine[0] ?? prepareRows(job, files, { signal: NEVER, report: () => {} });
  }

  return {
    dataset,
    async prepare(given, files) {
      const job = checkJob(given);
      latest = rowsKey(job, files);
      return pass(job, files);
    },
    async prepareBeside(job, variant, files) {
      if (rowsKey(checkJob(job), files) !== latest) throw cancelled(PREPARE);
      return pass(checkJob(variant), files);
    },
  };

  /** A pass of another job that was ended while this one waited for it is begun anew. */
  function again(job: Job, files: RunFiles, handle: TaskHandle) {
    return (error: unknown): Promise<PreparedJob> => {
      if (handle.signal.aborted || !isCancelled(error)) throw error;
      return prepareRows(job, files, handle);
    };
  }

  async function prepareRows(job: Job, files: RunFiles, handle: TaskHandle): Promise<PreparedJob> {
    keepOnly(files);
    const { signal, report } = handle;
    const { train, validation, test } = job.data;
    const open = async (path: string) => {
      const source = files.data[path];
      if (!source) throw new TypeError(`no file for ${path}`);
      return dataset(source, handle);
    };
    // Of several methods on the same files only one may go on from the adapter.
    const goesOn = job.adapter !== undefined && files.adapter;
    const adapter = goesOn ? { adapter: fileMap(goesOn) } : {};
    return prepareJob({
      job,
      model: await shelf.get(job.model),
      datasets: {
        train: await open(train),
        ...(typeof validation === 'string' ? { validation: await open(validation) } : {}),
        ...(test ? { test: await open(test) } : {}),
      },
      ...adapter,
      memoryLimit: memoryLimit(deviceBytes()),
      onCollect: async (done, total) => {
        report({ activity: 'collecting', name: train, done, total, unit: 'rows' });
        await breathe();
        signal.throwIfAborted();
      },
      onRows: async (done, total) => {
        report({ activity: 'tokenizing', name: train, done, total, unit: 'rows' });
        await breathe();
        signal.throwIfAborted();
      },
    });
  }
}

/** What tells a source from others. A file is another object each time it comes from the page. */
function sourceKey(source: DataSource): string {
  const { options = {} } = source;
  if (source.kind === 'sample') return JSON.stringify([source.id, options]);
  const { name, size, lastModified } = source.file;
  return JSON.stringify([name, size, lastModified, options]);
}

/** What decides the rows of a job and their tokens. */
function rowsKey({ data, task, training, model, adapter }: Job, files: RunFiles): string {
  const { validation, ...named } = data;
  const sources = Object.entries(files.data).map(([path, source]) => [path, sourceKey(source)]);
  const file = typeof validation === 'string' ? validation : null;
  return JSON.stringify([named, file, task, training.maxTokens, model, adapter, sources]);
}
