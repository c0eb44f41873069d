import { existsSync } from 'node:fs';
import { createSession, EngineError, exportKinds, prepareExport } from '../../engine/index';
import { type CommandArguments, UsageError } from '../args';
import { executorFor } from '../executors';
import { readJob } from '../jobFiles';
import { openModelAt, resolveFrom } from '../models';
import { adapterFiles, fileSource, writeFolder } from '../nodeFiles';
import { runFolder, scoresUpTo } from '../runFolder';

/** Kinds as the command line names them, by the engine's name. */
const KINDS: Readonly<Record<string, 'adapter' | 'model' | 'gguf'>> = {
  adapter: 'adapter',
  merged: 'model',
  gguf: 'gguf',
};

/** Writes the last checkpoint of a run as an adapter or as a merged model. The data is not needed. */
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
    await writeFolder(out, await kind.files());
  } finally {
    executor.dispose();
  }
  return 0;
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
