import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';

/** Bytes to keep: all at once, or chunk by chunk as they come. */
export type BlobContent = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface WriteOptions {
  readonly signal?: AbortSignal;
  /** Bytes written so far. */
  readonly onProgress?: (written: number) => void;
  /** Total length where `content` is a stream: room is then asked for before writing. */
  readonly byteLength?: number;
}

export interface StorageUsage {
  /** Bytes of this origin. */
  readonly used: number;
  /** Bytes this origin may have; Infinity where there is no limit. */
  readonly quota: number;
  /** True when the browser promised not to evict. */
  readonly persisted: boolean;
}

/** Where blobs live, by path with forward slashes. Nothing half-written is ever visible. */
export interface BlobStore {
  /**
   * Writes under a temporary name, flushes, then takes the path over, replacing what was there. On
   * any failure the old content stays.
   * @throws EngineError `storage/full` (numbers and remedy) or `storage/denied`; the signal's reason.
   */
  write(path: string, content: BlobContent, options?: WriteOptions): Promise<void>;
  /** The bytes at a path, null where there are none. */
  open(path: string): Promise<ByteSource | null>;
  /** Paths that start with `prefix`, sorted. */
  list(prefix?: string): Promise<readonly string[]>;
  /** Removes a path, and all below it; nothing happens where there is nothing. */
  remove(path: string): Promise<void>;
  usage(): Promise<StorageUsage>;
}

/** The parts of a path. Throws RangeError for an empty path and for `.`, `..` and empty parts. */
export function pathParts(path: string): readonly string[] {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new RangeError(`"${path}" is no path inside the store.`);
  }
  return parts;
}

/** The chunks of any content. */
export async function* chunksOf(content: BlobContent): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else yield* content;
}

/** Length of the content where it is known before it is read. */
export function knownLength(content: BlobContent, options: WriteOptions): number | null {
  return content instanceof Uint8Array ? content.byteLength : (options.byteLength ?? null);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/**
 * The fault of a store without room. `needed` null: the browser stopped a write that its own
 * estimate had room for (Chromium may report 10 GB more than is used, whatever the disk has).
 */
export function storageFull(path: string, needed: number | null, usage: StorageUsage): EngineError {
  const free = Math.max(0, usage.quota - usage.used);
  const message =
    needed === null
      ? `There is no room left to keep ${path}; ${megabytes(usage.used)} are in use already.`
      : `${megabytes(needed)} are needed to keep ${path}, but this browser leaves ${megabytes(free)}` +
        ` of ${megabytes(usage.quota)}.`;
  return new EngineError(
    'storage/full',
    message,
    { path, needed, free: needed === null ? 0 : free, used: usage.used, quota: usage.quota },
    'Delete runs or models you no longer need, free space on the disk, or leave private browsing.',
  );
}

/** Throws `storage/full` when `needed` bytes do not fit. */
export async function requireRoom(
  path: string,
  needed: number | null,
  usage: () => Promise<StorageUsage>,
): Promise<void> {
  if (needed === null) return;
  const found = await usage();
  if (needed > found.quota - found.used) throw storageFull(path, needed, found);
}
