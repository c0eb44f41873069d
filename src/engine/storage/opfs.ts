import { blobSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import {
  type BlobStore,
  chunksOf,
  knownLength,
  pathParts,
  requireRoom,
  type StorageUsage,
  storageFull,
} from './store';

/** Files being written lie here; what a crash leaves behind is swept at the next opening. */
const TEMPORARY = '.writing';
/** A temporary file this old belongs to no write in progress. */
const ABANDONED_MILLISECONDS = 60_000;

/** In every browser with OPFS, but not in TypeScript's library. */
interface MovableHandle extends FileSystemFileHandle {
  move?(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
}

/** A place to write bytes in order. */
interface Sink {
  write(chunk: Uint8Array): Promise<void>;
  /** Everything is on disk when it resolves. */
  close(): Promise<void>;
  abort(): Promise<void>;
}

/**
 * The origin private file system below the folder `name`. In a worker it writes through synchronous
 * access handles (fastest), elsewhere through writable streams.
 * @throws EngineError `storage/denied` where the browser has none or refuses it.
 */
export async function openOpfsStore(name: string): Promise<BlobStore> {
  const root = await mapFaults(name, async () => {
    const origin = await requireStorage().getDirectory();
    return origin.getDirectoryHandle(name, { create: true });
  });
  await sweep(root);
  return {
    write: (path, content, options = {}) =>
      mapFaults(path, () => write(root, path, content, options)),
    open: (path) => mapFaults(path, () => open(root, path)),
    list: (prefix = '') => mapFaults(prefix, () => list(root, prefix)),
    remove: (path) => mapFaults(path, () => remove(root, path)),
    usage,
  };
}

function requireStorage(): StorageManager {
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  if (storage && typeof storage.getDirectory === 'function') return storage;
  throw denied('', 'this browser offers no private file system here');
}

function denied(path: string, why: string): EngineError {
  return new EngineError(
    'storage/denied',
    `Nothing can be kept${path === '' ? '' : ` at ${path}`}: ${why}.`,
    { path },
    'Allow site data for this address, or leave private browsing, then reload.',
  );
}

async function usage(): Promise<StorageUsage> {
  const storage = requireStorage();
  const { usage: used = 0, quota = Number.POSITIVE_INFINITY } = await storage.estimate();
  return { used, quota, persisted: await storage.persisted() };
}

/** Runs `work`; the browser's errors become EngineErrors that say what to do. */
async function mapFaults<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'QuotaExceededError') throw storageFull(path, null, await usage());
    if (name === 'NotAllowedError' || name === 'SecurityError') {
      throw denied(path, 'the browser refuses storage for this page');
    }
    throw error;
  }
}

async function write(
  root: FileSystemDirectoryHandle,
  path: string,
  content: Parameters<BlobStore['write']>[1],
  options: NonNullable<Parameters<BlobStore['write']>[2]>,
): Promise<void> {
  const parts = pathParts(path);
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  await requireRoom(path, knownLength(content, options), usage);
  const temporaries = await root.getDirectoryHandle(TEMPORARY, { create: true });
  const temporaryName = crypto.randomUUID();
  const file = await temporaries.getFileHandle(temporaryName, { create: true });
  try {
    await fill(await openSink(file), content, signal, onProgress);
    await takeOver(file, await folderOf(root, parts, true), parts.at(-1) ?? '');
  } catch (error) {
    await temporaries.removeEntry(temporaryName).catch(() => undefined);
    throw error;
  }
}

async function fill(
  sink: Sink,
  content: Parameters<BlobStore['write']>[1],
  signal: AbortSignal | undefined,
  onProgress: ((written: number) => void) | undefined,
): Promise<void> {
  let written = 0;
  try {
    for await (const chunk of chunksOf(content)) {
      signal?.throwIfAborted();
      await sink.write(chunk);
      written += chunk.byteLength;
      onProgress?.(written);
    }
    signal?.throwIfAborted();
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** Synchronous handles exist in dedicated workers only. */
async function openSink(file: FileSystemFileHandle): Promise<Sink> {
  if ('createSyncAccessHandle' in file) return openSyncSink(file);
  const stream = await (file as FileSystemFileHandle).createWritable();
  return {
    write: (chunk) => stream.write(chunk as Uint8Array<ArrayBuffer>),
    close: () => stream.close(),
    abort: () => stream.abort().catch(() => undefined),
  };
}

/** What a worker's synchronous handle does here; TypeScript has it in its worker library only. */
interface SyncHandle {
  write(bytes: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}

async function openSyncSink(file: object): Promise<Sink> {
  const handle = await (
    file as { createSyncAccessHandle(): Promise<SyncHandle> }
  ).createSyncAccessHandle();
  let at = 0;
  return {
    async write(chunk) {
      for (let done = 0; done < chunk.byteLength; ) {
        const count = handle.write(chunk.subarray(done), { at });
        if (count === 0) throw new DOMException('No byte was written.', 'QuotaExceededError');
        done += count;
        at += count;
      }
    },
    async close() {
      handle.flush();
      handle.close();
    },
    async abort() {
      handle.close();
    },
  };
}

/** Renames where the browser can; else copies, the temporary file going last. */
async function takeOver(
  file: MovableHandle,
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<void> {
  if (file.move) return file.move(folder, name);
  const target = await folder.getFileHandle(name, { create: true });
  const stream = await target.createWritable();
  await (await file.getFile()).stream().pipeTo(stream);
}

async function folderOf(
  root: FileSystemDirectoryHandle,
  parts: readonly string[],
  create: boolean,
): Promise<FileSystemDirectoryHandle> {
  let folder = root;
  for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part, { create });
  return folder;
}

/** null where a path or one of its folders is not there. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'NotFoundError' || name === 'TypeMismatchError') return null;
    throw error;
  });
}

async function open(root: FileSystemDirectoryHandle, path: string) {
  const parts = pathParts(path);
  const folder = await orNull(folderOf(root, parts, false));
  const handle = folder && (await orNull(folder.getFileHandle(parts.at(-1) ?? '')));
  return handle ? blobSource(await handle.getFile(), path) : null;
}

async function list(root: FileSystemDirectoryHandle, prefix: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const path of walk(root, '')) if (path.startsWith(prefix)) paths.push(path);
  return paths.sort();
}

async function* walk(folder: FileSystemDirectoryHandle, at: string): AsyncGenerator<string> {
  for await (const [name, handle] of folder.entries()) {
    if (at === '' && name === TEMPORARY) continue;
    if (handle.kind === 'file') yield at + name;
    else yield* walk(handle as FileSystemDirectoryHandle, `${at}${name}/`);
  }
}

async function remove(root: FileSystemDirectoryHandle, path: string): Promise<void> {
  const parts = pathParts(path);
  const folder = await orNull(folderOf(root, parts, false));
  if (folder) await orNull(folder.removeEntry(parts.at(-1) ?? '', { recursive: true }));
}

/** Removes what interrupted writes left. A file still being written is locked and stays. */
async function sweep(root: FileSystemDirectoryHandle): Promise<void> {
  const temporaries = await orNull(root.getDirectoryHandle(TEMPORARY));
  if (!temporaries) return;
  for await (const [name, handle] of temporaries.entries()) {
    if (handle.kind !== 'file') continue;
    const file = await orNull((handle as FileSystemFileHandle).getFile());
    const isAbandoned = file !== null && Date.now() - file.lastModified > ABANDONED_MILLISECONDS;
    if (isAbandoned) await temporaries.removeEntry(name).catch(() => undefined);
  }
}
