import { createSHA256 } from 'hash-wasm';
import type { ByteSource, FileMap } from '../core/bytes';
import { EngineError } from '../core/errors';
import { createMemoryStore } from './memory';
import type { Network } from './network';
import type { BlobStore } from './store';

/** One file of a bundled model, as models/index.json lists it. */
export interface ManifestFile {
  /** Relative to the model's folder. */
  readonly path: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface ManifestModel {
  readonly id: string;
  readonly files: readonly ManifestFile[];
}

/** public/models/index.json; entries may say more than is needed here. */
export interface ModelManifest {
  readonly models: readonly ManifestModel[];
}

export interface LoadOptions {
  readonly signal?: AbortSignal;
  /** Bytes loaded or verified so far, of all files of the model; `file` is the one at hand. */
  readonly onProgress?: (progress: { file: string; done: number; total: number }) => void;
  /** Told why, when a file could not be kept: it is then held in memory for this visit. */
  readonly onNotKept?: (reason: EngineError) => void;
}

/** Bundled models: fetched once, verified, kept, and opened from the store ever after. */
export interface ModelCache {
  /**
   * The server's list of bundled models, kept for the next visit; the kept one where the server
   * cannot be reached. A changed file is noticed by {@link load} once the new list is kept.
   */
  manifest(signal?: AbortSignal): Promise<ModelManifest>;
  /**
   * The files of a model. What the store has is verified by hash and opened without a request;
   * the rest is fetched. A file that is wrong twice is given up.
   * Without room to keep a file it is held in memory.
   * @throws EngineError `model/unknown`, `model/corrupt`, or the network's own.
   */
  load(id: string, options?: LoadOptions): Promise<FileMap>;
  /** Whether every file is kept, by size alone. */
  isKept(id: string): Promise<boolean>;
  remove(id: string): Promise<void>;
}

const MANIFEST = 'models/index.json';
const READ_BYTES = 1 << 22;

/** @param folder address of the folder that holds models/, ending in a slash or empty. */
export function createModelCache(store: BlobStore, network: Network, folder = ''): ModelCache {
  async function keptManifest(): Promise<ModelManifest | null> {
    const source = await store.open(MANIFEST);
    return source ? parseManifest(await source.slice(0, source.byteLength)) : null;
  }

  async function fetchManifest(signal?: AbortSignal): Promise<ModelManifest> {
    const bytes = await collect(network, folder + MANIFEST, signal);
    const found = parseManifest(bytes);
    if (!found) throw badManifest();
    // Without room for it the list still serves this visit.
    await store.write(MANIFEST, bytes).catch(requireStorageFault);
    return found;
  }

  async function manifest(signal?: AbortSignal): Promise<ModelManifest> {
    return fetchManifest(signal).catch(async (error: unknown) => {
      const isOffline = error instanceof EngineError && error.code === 'network/failed';
      const kept = isOffline ? await keptManifest() : null;
      if (kept) return kept;
      throw error;
    });
  }

  /** The kept entry when its files are kept too; else the server is asked. */
  async function entryOf(id: string, signal?: AbortSignal): Promise<ManifestModel> {
    const kept = (await keptManifest())?.models.find((model) => model.id === id);
    if (kept && (await hasAll(kept))) return kept;
    const { models } = await manifest(signal);
    const entry = models.find((model) => model.id === id);
    if (entry) return entry;
    const known = models.map((model) => model.id);
    throw new EngineError(
      'model/unknown',
      `There is no bundled model "${id}". Bundled are: ${known.join(', ')}.`,
      { id, known },
      'Choose one of these, or drop a model folder.',
    );
  }

  async function hasAll(model: ManifestModel): Promise<boolean> {
    for (const file of model.files) {
      const source = await store.open(keptPath(model, file));
      if (source?.byteLength !== file.size) return false;
    }
    return true;
  }

  async function load(
    id: string,
    { signal, onProgress, onNotKept }: LoadOptions = {},
  ): Promise<FileMap> {
    const model = await entryOf(id, signal);
    const total = model.files.reduce((n, file) => n + file.size, 0);
    const files = new Map<string, ByteSource>();
    let before = 0;
    for (const file of model.files) {
      const report = (done: number) => {
        onProgress?.({ file: file.path, done: before + Math.min(done, file.size), total });
      };
      const context: FileContext = { store, network, folder, model, file, report, signal };
      const opened = (await openKept(context)) ?? (await fetchAnyhow(context, onNotKept));
      files.set(file.path, opened);
      before += file.size;
      report(0);
    }
    return files;
  }

  return {
    manifest,
    load,
    async isKept(id) {
      const model = (await keptManifest())?.models.find((entry) => entry.id === id);
      return model !== undefined && (await hasAll(model));
    },
    remove: (id) => store.remove(`models/${id}`),
  };
}

interface FileContext {
  readonly store: BlobStore;
  readonly network: Network;
  readonly folder: string;
  readonly model: ManifestModel;
  readonly file: ManifestFile;
  readonly report: (done: number) => void;
  readonly signal: AbortSignal | undefined;
}

function keptPath(model: ManifestModel, file: ManifestFile): string {
  return `models/${model.id}/${file.path}`;
}

function parseManifest(bytes: Uint8Array): ModelManifest | null {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<ModelManifest> | null;
    return Array.isArray(value?.models) ? { models: value.models } : null;
  } catch {
    return null;
  }
}

function badManifest(): EngineError {
  return new EngineError(
    'model/bad-manifest',
    `${MANIFEST} on the server is not a list of models.`,
    { file: MANIFEST },
    'Check that the studio was built and is served whole.',
  );
}

async function collect(network: Network, url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const download = await network.get(url, signal ? { signal } : {});
  const parts: BlobPart[] = [];
  for await (const chunk of download.chunks()) parts.push(chunk as Uint8Array<ArrayBuffer>);
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The kept file when size and hash are right; a wrong one is removed. */
async function openKept(context: FileContext): Promise<ByteSource | null> {
  const { store, model, file, report, signal } = context;
  const path = keptPath(model, file);
  const source = await store.open(path);
  if (!source) return null;
  if (source.byteLength === file.size) {
    const hash = await createSHA256();
    for (let at = 0; at < file.size; at += READ_BYTES) {
      signal?.throwIfAborted();
      hash.update(await source.slice(at, at + READ_BYTES));
      report(at + READ_BYTES);
    }
    if (hash.digest() === file.sha256) return source;
  }
  await store.remove(path);
  return null;
}

/** Returns an EngineError of the store; anything else is thrown on. */
function requireStorageFault(error: unknown): EngineError {
  if (error instanceof EngineError && error.code.startsWith('storage/')) return error;
  throw error;
}

async function fetchAnyhow(
  context: FileContext,
  onNotKept: LoadOptions['onNotKept'],
): Promise<ByteSource> {
  try {
    return await fetchTwice(context);
  } catch (error) {
    const reason = requireStorageFault(error);
    onNotKept?.(reason);
    return fetchTwice({ ...context, store: createMemoryStore() });
  }
}

async function fetchTwice(context: FileContext): Promise<ByteSource> {
  try {
    return await fetchVerified(context);
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'model/corrupt') throw error;
    return fetchVerified(context);
  }
}

/** Streams a file into the store; it becomes visible only when size and hash are right. */
async function fetchVerified(context: FileContext): Promise<ByteSource> {
  const { store, network, folder, model, file, report, signal } = context;
  const path = keptPath(model, file);
  const download = await network.get(folder + path, signal ? { signal } : {});
  const hash = await createSHA256();
  let size = 0;
  async function* verified() {
    for await (const chunk of download.chunks()) {
      hash.update(chunk);
      size += chunk.byteLength;
      yield chunk;
    }
    const sha256 = hash.digest();
    if (size !== file.size || sha256 !== file.sha256) throw corrupt(model, file, size, sha256);
  }
  const options = { byteLength: file.size, onProgress: report };
  await store.write(path, verified(), signal ? { ...options, signal } : options);
  const source = await store.open(path);
  if (!source) throw new Error(`${path} vanished after it was written`);
  return source;
}

function corrupt(
  model: ManifestModel,
  file: ManifestFile,
  size: number,
  sha256: string,
): EngineError {
  const found = size === file.size ? `sha256 ${sha256}` : `${size} bytes`;
  const expected = size === file.size ? `sha256 ${file.sha256}` : `${file.size} bytes`;
  return new EngineError(
    'model/corrupt',
    `${file.path} of ${model.id} arrived with ${found}, expected ${expected}.`,
    { model: model.id, file: file.path, found, expected },
    'Reload the page and try again. If it stays so, the server holds a damaged copy.',
  );
}
