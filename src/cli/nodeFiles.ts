import { createHash } from 'node:crypto';
import { createReadStream, type Dirent, existsSync } from 'node:fs';
import { appendFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ByteSource, EngineError, type FileMap } from '../engine/index';

/** A file as a ByteSource; opened for each read, so that nothing needs closing. */
export async function fileSource(path: string, name = basename(path)): Promise<ByteSource> {
  const found = await stat(path).catch(() => null);
  if (!found) throw notFound(path, 'file', 'paths in a job are relative to the job file');
  if (!found.isFile()) {
    throw new EngineError(
      'file/not-a-file',
      `${path} is a folder, a file is wanted`,
      { file: path },
      'Name a file in it.',
    );
  }
  const { size } = found;
  return {
    name,
    byteLength: size,
    async slice(start, end) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      const file = await open(path, 'r');
      try {
        // One read returns at most what the system hands out at once.
        for (let at = 0; at < bytes.length; ) {
          const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at);
          if (bytesRead === 0) throw shortened(path, size);
          at += bytesRead;
        }
        return bytes;
      } finally {
        await file.close();
      }
    },
  };
}

function notFound(path: string, what: 'file' | 'folder', hint: string): EngineError {
  return new EngineError(
    'file/not-found',
    `${path}: no such ${what}`,
    { file: path },
    `Check the path; ${hint}.`,
  );
}

function shortened(path: string, size: number): EngineError {
  return new EngineError(
    'file/changed',
    `${path} had ${size} bytes and became shorter while it was read`,
    { file: path, bytes: size },
    'Start again when nothing writes to it.',
  );
}

/** Folders below a model's own that are looked into: 1_Pooling, and one that wraps everything. */
const DEPTH = 3;

/** A folder with what lies below it as a FileMap; links are followed, hidden folders left out. */
export async function folderFiles(folder: string): Promise<FileMap> {
  const found = await stat(folder).catch(() => null);
  if (!found) throw notFound(folder, 'folder', 'a bundled model is named by its id');
  if (!found.isDirectory()) {
    throw new EngineError(
      'file/not-a-folder',
      `${folder} is a file, a folder is wanted`,
      { file: folder },
      'Name the folder with config.json or adapter_config.json.',
    );
  }
  const files = new Map<string, ByteSource>();
  await collect(folder, '', DEPTH, files);
  return files;
}

/** An adapter's folder, or the zip of one. */
export async function adapterFiles(path: string): Promise<FileMap> {
  if (!/\.zip$/i.test(path)) return folderFiles(path);
  const source = await fileSource(path);
  return new Map([[source.name, source]]);
}

async function collect(
  folder: string,
  prefix: string,
  depth: number,
  files: Map<string, ByteSource>,
): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    const kind = await kindOf(entry, path);
    if (kind === 'file')
      files.set(prefix + entry.name, await fileSource(path, prefix + entry.name));
    if (kind === 'folder' && depth > 1)
      await collect(path, `${prefix}${entry.name}/`, depth - 1, files);
  }
}

/** A model cache is a folder of links, so links count as what they lead to. */
async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | 'other'> {
  const what = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
  return what?.isFile() ? 'file' : what?.isDirectory() ? 'folder' : 'other';
}

/** sha256 of a file in lower-case hexadecimal; Node's own is ten times as fast as one in WASM. */
export async function fileHash(path: string): Promise<string> {
  await fileSource(path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Makes a folder and those above it. Asked for all at once, Node calls a read-only disk ENOENT. */
export async function makeFolder(path: string): Promise<void> {
  if (existsSync(path) && path !== dirname(path)) {
    await mkdir(path, { recursive: true });
    return;
  }
  if (!existsSync(dirname(path))) await makeFolder(dirname(path));
  await mkdir(path, { recursive: false }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** A fault of writing tells the path, which Node leaves out where a disk is full. */
function at(path: string, error: unknown): unknown {
  return error instanceof Error && !('path' in error) ? Object.assign(error, { path }) : error;
}

/** Adds to the end of a file. */
export async function appendTo(path: string, text: string): Promise<void> {
  await appendFile(path, text).catch((error: unknown) => {
    throw at(path, error);
  });
}

/** Writes under a temporary name, flushes, renames: a reader never sees half a file. */
export async function writeAtomically(
  path: string,
  content: Iterable<Uint8Array> | string,
): Promise<void> {
  await makeFolder(dirname(path));
  const temporary = `${path}.part`;
  try {
    const file = await open(temporary, 'w');
    try {
      // Each call goes on where the last one ended, and writes all that it is given.
      for (const chunk of typeof content === 'string' ? [content] : content)
        await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw at(path, error);
  }
}

/** A file to be written, its bytes made while they are. */
interface FileToWrite {
  readonly path: string;
  chunks(): Iterable<Uint8Array>;
}

/**
 * Writes a folder beside its place, then puts it there whole. A folder that is there already is
 * replaced only if all that it holds is written anew.
 */
export async function writeFolder(folder: string, files: readonly FileToWrite[]): Promise<void> {
  await checkReplaceable(folder, new Set(files.map(({ path }) => path)));
  const temporary = `${folder}.part`;
  const old = `${folder}.old`;
  await rm(temporary, { recursive: true, force: true });
  try {
    for (const file of files) await writeAtomically(join(temporary, file.path), file.chunks());
    await rm(old, { recursive: true, force: true });
    if (existsSync(folder)) await rename(folder, old);
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  await rm(old, { recursive: true, force: true });
}

/** Throws where writing `folder` anew would lose a file. */
export async function checkReplaceable(
  folder: string,
  written: ReadonlySet<string>,
): Promise<void> {
  if (!existsSync(folder)) return;
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const other = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .find((path) => !written.has(path.replaceAll('\\', '/')));
  if (other === undefined) return;
  throw new EngineError(
    'file/folder-taken',
    `${folder} holds ${other}, which would be lost`,
    { folder, file: other },
    'Name a new folder.',
  );
}
