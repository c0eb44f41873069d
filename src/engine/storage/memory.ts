import { memorySource } from '../core/bytes';
import {
  type BlobStore,
  chunksOf,
  knownLength,
  pathParts,
  requireRoom,
  storageFull,
} from './store';

/** A store that lasts as long as the page: for Node, tests, and browsers that deny storage. */
export function createMemoryStore(quota = Number.POSITIVE_INFINITY): BlobStore {
  const files = new Map<string, Uint8Array>();

  function used(): number {
    let bytes = 0;
    for (const file of files.values()) bytes += file.byteLength;
    return bytes;
  }

  const usage = async () => ({ used: used(), quota, persisted: false });

  return {
    async write(path, content, options = {}) {
      pathParts(path);
      const { signal, onProgress } = options;
      signal?.throwIfAborted();
      await requireRoom(path, knownLength(content, options), usage);
      const chunks: Uint8Array[] = [];
      let written = 0;
      for await (const chunk of chunksOf(content)) {
        signal?.throwIfAborted();
        chunks.push(chunk.slice());
        written += chunk.byteLength;
        if (used() + written > quota) throw storageFull(path, null, await usage());
        onProgress?.(written);
      }
      signal?.throwIfAborted();
      files.set(path, concatenate(chunks, written));
    },
    async open(path) {
      const bytes = files.get(path);
      return bytes ? memorySource(bytes, path) : null;
    },
    async list(prefix = '') {
      return [...files.keys()].filter((path) => path.startsWith(prefix)).sort();
    },
    async remove(path) {
      pathParts(path);
      for (const key of [...files.keys()]) {
        if (key === path || key.startsWith(`${path}/`)) files.delete(key);
      }
    },
    usage,
  };
}

function concatenate(chunks: readonly Uint8Array[], byteLength: number): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const bytes = new Uint8Array(byteLength);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
