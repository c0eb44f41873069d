import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  checkJob,
  EngineError,
  type FileMap,
  inputHash,
  type Job,
  openDataset,
  type PreparedJob,
  prepareJob,
} from '../engine/index';
import { openModelAt, resolveFrom } from './models';
import { fileSource, folderFiles } from './nodeFiles';

/** A job read from disk with all that it names. */
export interface LoadedJob {
  readonly prepared: PreparedJob;
  /** sha256 of each input file, by its path in the job. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Reads and checks a job file. A record of inputs that an earlier run added is left out. */
export async function readJob(path: string): Promise<Job> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new EngineError(
      'file/not-found',
      `${path}: no such file`,
      { file: path },
      'Check the path of the job file.',
    );
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new EngineError(
      'job/bad-json',
      `${path} is not valid JSON: ${message}`,
      { file: path },
      'Correct the job file.',
    );
  }
  if (typeof json !== 'object' || json === null) return checkJob(json);
  const { inputs: _inputs, ...job } = json as Record<string, unknown>;
  return checkJob(job);
}

/** Opens model, data and adapter of a job, and prepares it. */
export async function loadJob(job: Job, base: string): Promise<LoadedJob> {
  const { train, validation, test } = job.data;
  const paths = [
    train,
    ...(typeof validation === 'string' ? [validation] : []),
    ...(test ? [test] : []),
  ];
  const inputs: Record<string, string> = {};
  for (const path of paths)
    inputs[path] = await inputHash(await fileSource(resolveFrom(base, path)));
  const dataset = async (path: string) => openDataset(await fileSource(resolveFrom(base, path)));
  const adapter: { adapter?: FileMap } = job.adapter
    ? { adapter: await folderFiles(resolveFrom(base, job.adapter)) }
    : {};
  const prepared = await prepareJob({
    job,
    model: await openModelAt(job.model, base),
    datasets: {
      train: await dataset(train),
      ...(typeof validation === 'string' ? { validation: await dataset(validation) } : {}),
      ...(test ? { test: await dataset(test) } : {}),
    },
    ...adapter,
  });
  return { prepared, inputs };
}

/** The folder that a job's relative paths start from. */
export function jobFolder(path: string): string {
  return dirname(path);
}
