import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ByteSource, EngineError, type FileMap } from '../engine/index';

/** A file as a ByteSource; opened for each read, so that nothing needs closing. */
export async function fileSource(path: string, name = basename(path)): Promise<ByteSource> {
  const { size } = await stat(path).catch(() => {
    throw new EngineError(
      'file/not-found',
      `${path}: no such file`,
      { file: path },
      'Check the path; paths in a job are relative to the job file.',
    );
  });
  return {
    name,
    byteLength: size,
    async slice(start, end) {
      const length = Math.max(0, Math.min(end, size) - start);
      const file = await open(path, 'r');
      try {
        const bytes = new Uint8Array(length);
        await file.read(bytes, 0, length, start);
        return bytes;
      } finally {
        await file.close();
      }
    },
  };
}

/** A folder with all below it as a FileMap. */
export async function folderFiles(folder: string): Promise<FileMap> {
  if (!existsSync(folder)) {
    throw new EngineError(
      'file/not-found',
      `${folder}: no such folder`,
      { file: folder },
      'Check the path.',
    );
  }
  const files = new Map<string, ByteSource>();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    const path = full
      .slice(folder.length)
      .replace(/^[/\\]+/, '')
      .replaceAll('\\', '/');
    files.set(path, await fileSource(full, path));
  }
  return files;
}

/** Writes under a temporary name, flushes, renames: a reader never sees half a file. */
export async function writeAtomically(
  path: string,
  content: Iterable<Uint8Array> | string,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.part`;
  const file = await open(temporary, 'w');
  try {
    if (typeof content === 'string') await file.writeFile(content);
    else for (const chunk of content) await file.write(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Writes a folder of files beside its place, then puts it there. */
export async function writeFolder(
  folder: string,
  files: readonly { readonly path: string; chunks(): Iterable<Uint8Array> }[],
): Promise<void> {
  const temporary = `${folder}.part`;
  await rm(temporary, { recursive: true, force: true });
  for (const file of files) await writeAtomically(join(temporary, file.path), file.chunks());
  await rm(folder, { recursive: true, force: true });
  await rename(temporary, folder);
}
