/** Results by what they were made from: an object, and a key for everything else. */
export interface Memory<K extends object, V> {
  /** What `make` gave for this owner and key before, else what it gives now. */
  get(owner: K, key: string, make: () => V): V;
  /** Forgets a result, where it is still the one. */
  forget(owner: K, key: string, value: V): void;
}

/**
 * Remembers the `keep` results that were asked for last of each object; they go when it does. For
 * pure functions of large things that do not change.
 */
export function remember<K extends object, V>(keep: number): Memory<K, V> {
  const results = new WeakMap<K, Map<string, V>>();
  return {
    get(owner, key, make) {
      const mine = results.get(owner) ?? new Map<string, V>();
      const value = mine.has(key) ? (mine.get(key) as V) : make();
      results.set(owner, mine);
      mine.delete(key);
      mine.set(key, value);
      for (const oldest of mine.keys()) {
        if (mine.size <= keep) break;
        mine.delete(oldest);
      }
      return value;
    },
    forget(owner, key, value) {
      const mine = results.get(owner);
      if (mine?.get(key) === value) mine.delete(key);
    },
  };
}
