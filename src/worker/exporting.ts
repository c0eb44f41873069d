import {
  checkMerge,
  EngineError,
  exportKinds,
  type MergeCheck,
  mergeable,
  type Run,
  zipFiles,
} from '../engine/index';
import { executorFor } from './executors';
import type { ExportOption } from './protocol';
import { breathe, type TaskHandle } from './tasks';

/** What can be taken away from a run, with the exact files and sizes. */
export async function exportOptions(run: Run): Promise<ExportOption[]> {
  const options: ExportOption[] = [];
  for (const { files, ...about } of exportKinds(run)) {
    const list = about.unavailable ? [] : await files();
    options.push({
      ...about,
      files: list.map(({ path, byteLength }) => ({ path, bytes: byteLength })),
    });
  }
  return options;
}

/** How far the merged model differs on validation rows; null where nothing is merged. */
export async function mergeDifference(run: Run): Promise<MergeCheck | null> {
  if (!mergeable(run)) return null;
  const { data, job } = run.parts;
  const { executor } = await executorFor(job.backend);
  return checkMerge(run, (data.validation ?? data.train).examples, executor);
}

/** One option as a zip; told of as it is made, and stopped when cancelled. */
export async function exportZip(
  run: Run,
  id: string,
  { signal, report }: TaskHandle,
): Promise<{ name: string; blob: Blob }> {
  const kind = exportKinds(run).find((option) => option.id === id);
  if (!kind || kind.unavailable) {
    const why = kind?.unavailable ?? `there is no export "${id}"`;
    throw new EngineError('export/unavailable', why, { id }, 'Choose another download.');
  }
  const name = `${run.parts.model.label}-${run.parts.method.label}-${id}.zip`.replaceAll(' ', '-');
  const { stream, byteLength: total } = zipFiles(await kind.files(), new Date());
  const parts: Blob[] = [];
  let done = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    // A blob of its own for each piece, so that the browser may move it out of memory.
    parts.push(new Blob([next.value as BlobPart]));
    done += next.value.byteLength;
    report({ activity: 'exporting', name, done, total, unit: 'bytes' });
    await breathe();
    signal.throwIfAborted();
  }
  return { name, blob: new Blob(parts, { type: 'application/zip' }) };
}
