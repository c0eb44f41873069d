import { EngineError } from '../engine/index';
import type { StoredRun } from '../engine/storage/records';
import type { BlobStore } from '../engine/storage/store';
import type { DataSource, DatasetOptions, ModelSource, RunFiles } from './protocol';

/** Files that were dropped lie here, once each, however many runs use them. */
const KEPT = 'kept/';
const CHUNK_BYTES = 1 << 22;

type DroppedModel = Extract<ModelSource, { kind: 'files' }>;

/** A dropped file of a folder, and where its bytes lie. */
interface KeptFile {
  readonly path: string;
  readonly place: string;
}

/** What a run is made of besides its job, as `inputs.json` beside its checkpoint tells it. */
interface KeptInputs {
  readonly data: Readonly<
    Record<
      string,
      { readonly sample?: string; readonly place?: string; readonly options?: DatasetOptions }
    >
  >;
  /** Files of a dropped model; absent for a bundled one. */
  readonly model?: readonly KeptFile[];
  readonly adapter?: readonly KeptFile[];
}

/** Where the list of a run's inputs lies. */
export function inputsPath(runId: string): string {
  return `runs/${runId}/inputs.json`;
}

/**
 * Keeps what was dropped, so that the run can go on after a reload.
 * @throws EngineError `storage/full` or `storage/denied`; the run can go on without.
 */
export async function keepInputs(
  store: BlobStore,
  runId: string,
  files: RunFiles,
  model: DroppedModel | null,
): Promise<void> {
  const keepAll = async (list: readonly { readonly path: string; readonly file: File }[]) => {
    const kept: KeptFile[] = [];
    for (const { path, file } of list) kept.push({ path, place: await keepFile(store, file) });
    return kept;
  };
  const data: Record<string, KeptInputs['data'][string]> = {};
  for (const [path, source] of Object.entries(files.data)) {
    const { options = {} } = source;
    data[path] =
      source.kind === 'sample'
        ? { sample: source.id, options }
        : { place: await keepFile(store, source.file), options };
  }
  const inputs: KeptInputs = {
    data,
    ...(model && { model: await keepAll(model.files) }),
    ...(files.adapter && { adapter: await keepAll(files.adapter) }),
  };
  await store.write(inputsPath(runId), new TextEncoder().encode(JSON.stringify(inputs)));
}

/** A file's bytes under a name made of what tells it from others; written once. */
async function keepFile(store: BlobStore, file: File): Promise<string> {
  const { name, size, lastModified } = file;
  const place = `${KEPT}${size}-${lastModified}-${encodeURIComponent(name).slice(-120)}`;
  const there = await store.open(place);
  if (there?.byteLength !== size) await store.write(place, chunks(file), { byteLength: size });
  return place;
}

async function* chunks(file: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += CHUNK_BYTES)
    yield new Uint8Array(await file.slice(at, at + CHUNK_BYTES).arrayBuffer());
}

/** What a run was made of: its files, and its model's where it was dropped. */
export interface RunInputs {
  readonly files: RunFiles;
  readonly model: DroppedModel | null;
}

/**
 * The inputs of a run as they were kept.
 * @throws EngineError `run/nothing-kept` naming what is not there any more.
 */
export async function keptInputs(store: BlobStore, stored: StoredRun): Promise<RunInputs> {
  const kept = await readList(store, stored.runId);
  if (!kept) throw nothingKept('the data');
  const data: Record<string, DataSource> = {};
  for (const [path, { sample, place = '', options = {} }] of Object.entries(kept.data)) {
    data[path] =
      sample === undefined
        ? { kind: 'file', file: await readFile(store, place, path), options }
        : { kind: 'sample', id: sample, options };
  }
  const { adapter, model } = await foldersOf(store, stored, kept);
  return { files: { data, ...(adapter && { adapter }) }, model };
}

/** A run's model, where it was dropped, and the adapter it went on from: what it needs besides its rows. */
export interface KeptFolders {
  readonly model: DroppedModel | null;
  readonly adapter: RunFiles['adapter'] | null;
}

/** What a run's weights are put on, without its rows. @throws EngineError `run/nothing-kept` */
export async function keptFolders(store: BlobStore, stored: StoredRun): Promise<KeptFolders> {
  const kept = await readList(store, stored.runId);
  if (!kept) throw nothingKept('the model');
  return foldersOf(store, stored, kept);
}

async function foldersOf(
  store: BlobStore,
  { job }: StoredRun,
  kept: KeptInputs,
): Promise<KeptFolders> {
  const readAll = (list: readonly KeptFile[]) =>
    Promise.all(
      list.map(async ({ path, place }) => ({ path, file: await readFile(store, place, path) })),
    );
  return {
    model: kept.model ? { kind: 'files', name: job.model, files: await readAll(kept.model) } : null,
    adapter: kept.adapter ? await readAll(kept.adapter) : null,
  };
}

async function readList(store: BlobStore, runId: string): Promise<KeptInputs | null> {
  const list = await store.open(inputsPath(runId));
  if (!list) return null;
  const text = new TextDecoder().decode(await list.slice(0, list.byteLength));
  return JSON.parse(text) as KeptInputs;
}

/** A kept file as a File; its bytes go through memory a piece at a time. */
async function readFile(store: BlobStore, place: string, path: string): Promise<File> {
  const bytes = await store.open(place);
  if (!bytes) throw nothingKept(path);
  const parts: Blob[] = [];
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES)
    parts.push(new Blob([(await bytes.slice(at, at + CHUNK_BYTES)) as BlobPart]));
  return new File(parts, path.split('/').at(-1) ?? path);
}

/** Removes a run's own files, and what was kept for it alone. */
export async function dropInputs(store: BlobStore, runId: string): Promise<void> {
  for (const path of await store.list(`runs/${runId}/`)) await store.remove(path);
  const lists = (await store.list('runs/')).filter((path) => path.endsWith('/inputs.json'));
  const used = new Set<string>();
  for (const path of lists) {
    const kept = await readList(store, path.split('/')[1] ?? '');
    for (const { place } of kept ? Object.values(kept.data) : []) if (place) used.add(place);
    for (const { place } of [...(kept?.model ?? []), ...(kept?.adapter ?? [])]) used.add(place);
  }
  for (const path of await store.list(KEPT)) if (!used.has(path)) await store.remove(path);
}

/** Something of a run is not in this browser any more. */
export function nothingKept(what: string): EngineError {
  return new EngineError(
    'run/nothing-kept',
    `${what} of this run is not kept in this browser`,
    { what },
    'Train it again from its job.',
  );
}
