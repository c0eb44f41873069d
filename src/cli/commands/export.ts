import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createSession, EngineError, exportKinds } from '../../engine/index';
import { executorFor } from '../executors';
import { loadJob, readJob } from '../jobFiles';
import { fileSource, writeFolder } from '../nodeFiles';

/** Writes a finished or interrupted run as an adapter or as a merged model. */
export async function exportCommand(folder: string, as: string, out: string): Promise<void> {
  if (as === 'gguf') {
    throw new EngineError(
      'export/no-gguf',
      'GGUF holds decoders; this run tuned an encoder',
      { as },
      'Export as adapter or merged.',
    );
  }
  const checkpoint = join(folder, 'checkpoint', 'checkpoint.safetensors');
  if (!existsSync(checkpoint)) {
    throw new EngineError(
      'run/no-checkpoint',
      `${folder} holds no checkpoint`,
      { folder },
      'Name the --out folder of a run.',
    );
  }
  const { prepared } = await loadJob(await readJob(join(folder, 'job.json')), folder);
  const { executor } = await executorFor(prepared.parts.job.backend);
  const run = await createSession(prepared, executor);
  await run.restore(await fileSource(checkpoint));
  const kind = exportKinds(run).find(({ id }) => id === (as === 'merged' ? 'model' : 'adapter'));
  if (!kind || kind.unavailable) {
    throw new EngineError(
      'export/unavailable',
      kind?.unavailable ?? `nothing is exported as ${as}`,
      { as },
      'Export as merged.',
    );
  }
  await writeFolder(out, await kind.files());
  run.dispose();
}
