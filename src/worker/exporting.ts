import { EngineError, exportKinds, type Run, zipFiles } from '../engine/index';
import type { ExportOption } from './protocol';

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

/** One option as a zip. */
export async function exportZip(run: Run, id: string): Promise<{ name: string; blob: Blob }> {
  const kind = exportKinds(run).find((option) => option.id === id);
  if (!kind || kind.unavailable) {
    const why = kind?.unavailable ?? `there is no export "${id}"`;
    throw new EngineError('export/unavailable', why, { id }, 'Choose another download.');
  }
  const { stream } = zipFiles(await kind.files(), new Date());
  const blob = await new Response(stream).blob();
  return {
    name: `${run.parts.model.label}-${run.parts.method.label}-${id}.zip`.replaceAll(' ', '-'),
    blob,
  };
}
