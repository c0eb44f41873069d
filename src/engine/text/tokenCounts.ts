import type { Tokenizer } from './tokenizer';

/** Rows of one column, as one text or two. */
export interface TextRows {
  readonly length: number;
  text(row: number): string;
  pair(row: number): string | null;
}

export interface CountOptions {
  /** Rows done so far, of all. Called at most every {@link SLICE_MILLISECONDS}. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** How long rows are counted before other work on the thread gets its turn. */
const SLICE_MILLISECONDS = 20;

/**
 * Tokens of each row without truncation, special ones included. Yields to the event loop between
 * slices, so that messages and cancellation get through. Rejects with the signal's reason.
 */
export async function countTokens(
  rows: TextRows,
  tokenizer: Tokenizer,
  { onProgress, signal }: CountOptions = {},
): Promise<Uint32Array> {
  const counts = new Uint32Array(rows.length);
  let sliceStart = performance.now();
  for (let row = 0; row < rows.length; row++) {
    counts[row] = tokenizer.count(rows.text(row), rows.pair(row));
    if (performance.now() - sliceStart < SLICE_MILLISECONDS) continue;
    onProgress?.(row + 1, rows.length);
    await nextTurn();
    signal?.throwIfAborted();
    sliceStart = performance.now();
  }
  signal?.throwIfAborted();
  onProgress?.(rows.length, rows.length);
  return counts;
}

/** A macrotask without the 4 ms that nested timers are held back. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Token counts kept by what they depend on: content of the rows and of the tokenizer. */
export interface TokenCountCache {
  /**
   * Counts for `key`, made once; callers that ask while they are made share the work.
   * @param key hashes of dataset, columns and tokenizer, joined.
   */
  get(key: string, make: () => Promise<Uint32Array>): Promise<Uint32Array>;
  forget(key: string): void;
}

/** A cache of at most `capacity` entries; the one unused for longest goes first. */
export function createTokenCountCache(capacity = 16): TokenCountCache {
  const entries = new Map<string, Promise<Uint32Array>>();
  return {
    get(key, make) {
      const known = entries.get(key);
      const counts = known ?? make();
      entries.delete(key);
      entries.set(key, counts);
      if (!known) {
        // A failed or cancelled count is not an answer to keep.
        counts.catch(() => {
          if (entries.get(key) === counts) entries.delete(key);
        });
      }
      for (const oldest of entries.keys()) {
        if (entries.size <= capacity) break;
        entries.delete(oldest);
      }
      return counts;
    },
    forget: (key) => void entries.delete(key),
  };
}
