import { existsSync } from 'node:fs';
import {
  checkMerge,
  createSession,
  EngineError,
  exportKinds,
  firstRows,
  type Job,
  type MergeCheck,
  mergeable,
  openDataset,
  prepareExport,
  type Run,
} from '../../engine/index';
import { type CommandArguments, UsageError } from '../args';
import { executorFor } from '../executors';
import { readJob } from '../jobFiles';
import { openModelAt, resolveFrom } from '../models';
import { adapterFiles, fileSource, writeFolder } from '../nodeFiles';
import { printJson } from '../output';
import { runFolder, scoresUpTo } from '../runFolder';

/** Kinds as the command line names them, by the engine's name. */
const KINDS: Readonly<Record<string, 'adapter' | 'model' | 'gguf'>> = {
  adapter: 'adapter',
  merged: 'model',
  gguf: 'gguf',
};

/**
 * Writes the last checkpoint of a run as an adapter or as a merged model, and tells what it wrote. The
 * data is not needed; where it is there, a merged model is compared with base and adapter on its rows.
 */
export async function exportCommand(args: CommandArguments): Promise<number> {
  const [as, from, out] = ['as', 'run', 'out'].map(args.required) as [string, string, string];
  const wanted = Object.hasOwn(KINDS, as) ? KINDS[as] : undefined;
  if (!wanted) throw new UsageError(`--as ${as} is not adapter, merged or gguf`);
  if (wanted === 'gguf') {
    throw new EngineError(
      'export/no-gguf',
      'GGUF holds decoders; this run tuned an encoder',
      { as },
      'Export as adapter or merged.',
    );
  }
  const folder = runFolder(from);
  const { checkpoint, job: jobPath } = folder;
  if (!existsSync(checkpoint)) throw noCheckpoint(from);
  const { job, base } = await readJob(jobPath);
  const model = await openModelAt(job.model, base);
  const adapter = job.adapter ? await adapterFiles(resolveFrom(base, job.adapter)) : undefined;
  const parts = await prepareExport(job, model, adapter);
  const { executor } = await executorFor(job.backend);
  try {
    const run = await createSession({ parts }, executor);
    const step = await run.restore(await fileSource(checkpoint));
    const scores = await scoresUpTo(folder, step);
    const kind = exportKinds(run, scores).find(({ id }) => id === wanted);
    if (!kind || kind.unavailable) throw unavailable(as, kind?.unavailable ?? '');
    const files = await kind.files();
    await writeFolder(out, files);
    const merge = wanted === 'model' ? await mergeOf(run, job, base) : null;
    printJson({ folder: out, files: files.map(({ path }) => path), merge });
  } finally {
    executor.dispose();
  }
  return 0;
}

/** How far the merged model differs; null where nothing is merged, or the run's rows are not there. */
async function mergeOf(run: Run, job: Job, base: string): Promise<MergeCheck | null> {
  const { train, validation } = job.data;
  const path = resolveFrom(base, typeof validation === 'string' ? validation : train);
  if (!mergeable(run) || !existsSync(path)) return null;
  const rows = firstRows(run, await openDataset(await fileSource(path)));
  if (rows.length === 0) return null;
  const { executor } = await executorFor(job.backend);
  return checkMerge(run, rows, executor);
}

function noCheckpoint(folder: string): EngineError {
  return new EngineError(
    'run/no-checkpoint',
    `${folder} holds no checkpoint`,
    { folder },
    'Name the --out folder of a run.',
  );
}

function unavailable(as: string, why: string): EngineError {
  return new EngineError(
    'export/unavailable',
    why || `nothing is exported as ${as}`,
    { as },
    'Export as merged.',
  );
}
