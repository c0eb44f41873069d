import { hashText } from './profile';

/** Finds texts that occur again. */
export interface Repeats {
  /** The first remembered entry with this text, if there is one. */
  find(text: string): number | undefined;
  /** Remembers an entry under its text. */
  add(text: string, entry: number): void;
}

/**
 * An index over at most `capacity` texts that holds their hashes, not the texts: 11 to 21 bytes an
 * entry. What a hash finds is compared with `textOf`, so a collision is never taken for a repeat.
 */
export function createRepeats(capacity: number, textOf: (entry: number) => string): Repeats {
  // Open addressing with linear probing, at most three quarters full; entries count from 1, 0 is
  // a free slot.
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, capacity / 0.75 + 1)));
  const entries = new Uint32Array(size);
  const hashes = new Uint32Array(size);

  function find(text: string): number | undefined {
    const hash = hashText(text) >>> 0;
    for (let slot = hash % size; entries[slot] !== 0; slot = (slot + 1) % size) {
      const entry = (entries[slot] ?? 1) - 1;
      if (hashes[slot] === hash && textOf(entry) === text) return entry;
    }
    return undefined;
  }
  function add(text: string, entry: number): void {
    const hash = hashText(text) >>> 0;
    let slot = hash % size;
    while (entries[slot] !== 0) slot = (slot + 1) % size;
    entries[slot] = entry + 1;
    hashes[slot] = hash;
  }
  return { find, add };
}
