import { expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/engine/storage/memory';
import { openStore } from '../../../src/engine/storage/openStore';
import { describeStore } from './storeContract';

describeStore('the store in memory', async () => createMemoryStore(1e9));

it('counts what it holds, and finds the quota also when the length was not said', async () => {
  const store = createMemoryStore(10);
  await store.write('a', new Uint8Array(6));
  expect(await store.usage()).toEqual({ used: 6, quota: 10, persisted: false });
  const written = store.write('b', [new Uint8Array(3), new Uint8Array(3)]);
  await expect(written).rejects.toMatchObject({
    code: 'storage/full',
    values: { free: 0, used: 6 },
  });
  expect(await store.list()).toEqual(['a']);
});

it('stands in where the browser has no file system, saying why', async () => {
  const { store, lasting, reason } = await openStore('studio');
  expect(lasting).toBe(false);
  expect(reason).toMatchObject({ code: 'storage/denied' });
  expect(reason?.remedy).not.toBe('');
  await store.write('x', new Uint8Array(1));
  expect(await store.list()).toEqual(['x']);
});
