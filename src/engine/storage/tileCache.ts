import type { BlobStore } from './store';

/** Where quickest tiles are kept: names by shape class, by adapter. */
const PATH = 'tuning/tiles.json';

type Kept = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Quickest tiles by adapter in a store. They only save time: a file that cannot be read is as if
 * there were none, and one that cannot be written is done without.
 */
export function createTileCache(store: BlobStore): {
  read(adapter: string): Promise<ReadonlyMap<string, string>>;
  write(adapter: string, tiles: ReadonlyMap<string, string>): Promise<void>;
} {
  async function load(): Promise<Kept> {
    try {
      const source = await store.open(PATH);
      if (!source) return {};
      const kept: unknown = JSON.parse(
        new TextDecoder().decode(await source.slice(0, source.byteLength)),
      );
      return kept !== null && typeof kept === 'object' ? (kept as Kept) : {};
    } catch {
      return {};
    }
  }
  return {
    async read(adapter) {
      const found = Object.entries((await load())[adapter] ?? {});
      return new Map(found.filter(([, name]) => typeof name === 'string'));
    },
    async write(adapter, tiles) {
      const kept = { ...(await load()), [adapter]: Object.fromEntries(tiles) };
      try {
        await store.write(PATH, new TextEncoder().encode(JSON.stringify(kept)));
      } catch {
        // Measured again next time.
      }
    },
  };
}
