import {
  type ByteSource,
  blobSource,
  checkJob,
  type Dataset,
  type FileMap,
  memoryLimit,
  openDataset,
  type PreparedJob,
  prepareJob,
} from '../engine/index';
import type { ModelShelf } from './modelShelf';
import type { DataSource, Job, RunFiles, Sample } from './protocol';
import type { Resources } from './studioStore';
import { breathe } from './tasks';

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
  dataset(source: DataSource): Promise<Dataset>;
  prepare(
    job: Job,
    files: RunFiles,
    onRows?: (done: number, total: number) => void,
  ): Promise<PreparedJob>;
}

/** Reads a job's files once and prepares jobs on them. */
export function createPreparation(resources: Resources, shelf: ModelShelf): Preparation {
  const datasets = new WeakMap<object, Map<string, Promise<Dataset>>>();
  const samples = new Map<string, object>();

  function dataset(source: DataSource): Promise<Dataset> {
    const key = source.kind === 'file' ? source.file : keyOfSample(source.id);
    const readings = datasets.get(key) ?? new Map<string, Promise<Dataset>>();
    datasets.set(key, readings);
    const manner = JSON.stringify(source.options ?? {});
    const known = readings.get(manner);
    if (known) return known;
    const opened = sourceBytes(source, resources).then((bytes) =>
      openDataset(bytes, source.options),
    );
    readings.set(manner, opened);
    return opened;
  }

  function keyOfSample(id: string): object {
    const key = samples.get(id) ?? {};
    samples.set(id, key);
    return key;
  }

  return {
    dataset,
    async prepare(given, files, onRows) {
      const job = checkJob(given);
      const { train, validation, test } = job.data;
      const open = async (path: string) => {
        const source = files.data[path];
        return source ? dataset(source) : Promise.reject(new TypeError(`no file for ${path}`));
      };
      const adapter: { adapter?: FileMap } = files.adapter
        ? {
            adapter: new Map(files.adapter.map(({ path, file }) => [path, blobSource(file, path)])),
          }
        : {};
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
        onRows: async (done, total) => {
          onRows?.(done, total);
          await breathe();
        },
      });
    },
  };
}
