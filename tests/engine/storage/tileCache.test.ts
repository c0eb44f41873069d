import { expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/engine/storage/memory';
import { createTileCache } from '../../../src/engine/storage/tileCache';

it('keeps tiles by adapter, each apart from the others', async () => {
  const cache = createTileCache(createMemoryStore());
  await cache.write('one', new Map([['nn 8×8×8', 'register 4×4 on 8×8']]));
  await cache.write('two', new Map([['nn 8×8×8', 'shared 4×4 on 8×8']]));
  expect([...(await cache.read('one'))]).toEqual([['nn 8×8×8', 'register 4×4 on 8×8']]);
  expect([...(await cache.read('two'))]).toEqual([['nn 8×8×8', 'shared 4×4 on 8×8']]);
  expect((await cache.read('three')).size).toBe(0);
});

it.each(['', '{', 'null', '[1]', '{"one":{"nn":7}}', '{"one":"x"}'])(
  'takes a file of %j for none, and writes a good one over it',
  async (text) => {
    const store = createMemoryStore();
    await store.write('tuning/tiles.json', new TextEncoder().encode(text));
    const cache = createTileCache(store);
    expect((await cache.read('one')).size).toBe(text.includes('"x"') ? 1 : 0);
    await cache.write('one', new Map([['nt', 'a']]));
    expect([...(await cache.read('one'))]).toEqual([['nt', 'a']]);
  },
);

it('does without where nothing can be written', async () => {
  const store = createMemoryStore();
  const full = { ...store, write: () => Promise.reject(new Error('no room')) };
  await createTileCache(full).write('one', new Map([['nt', 'a']]));
  expect((await createTileCache(full).read('one')).size).toBe(0);
});
