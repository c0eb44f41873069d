import { describe, expect, it } from 'vitest';
import { openOpfsStore } from '../../../src/engine/storage/opfs';
import { openStore } from '../../../src/engine/storage/openStore';
import { describeStore } from './storeContract';

let made = 0;

/** A folder of its own for every test. */
function freshName(): string {
  made++;
  return `test-${crypto.randomUUID()}-${made}`;
}

describeStore('the private file system, from a page', () => openOpfsStore(freshName()));

describe('a store in the private file system', () => {
  it('is what opens here, and lasts', async () => {
    const { lasting, reason } = await openStore(freshName());
    expect([lasting, reason]).toEqual([true, null]);
  });

  it('still has its files when it is opened again', async () => {
    const name = freshName();
    await (await openOpfsStore(name)).write('a/b', Uint8Array.of(1, 2, 3));
    const again = await openOpfsStore(name);
    const source = await again.open('a/b');
    expect([...((await source?.slice(0, 3)) ?? [])]).toEqual([1, 2, 3]);
  });

  it('says how much it uses', async () => {
    const store = await openOpfsStore(freshName());
    const { used, quota } = await store.usage();
    expect(quota).toBeGreaterThan(used);
  });
});

describe('in a worker', () => {
  it('writes through synchronous handles what the page then reads', async () => {
    const name = freshName();
    const worker = new Worker(new URL('./opfsWriter.worker.ts', import.meta.url), { type: 'module' });
    const answer = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
      worker.postMessage(name);
    });
    worker.terminate();
    expect(answer).toEqual({ synchronous: true, list: ['big', 'old'], failure: 'the source broke' });
    const store = await openOpfsStore(name);
    const big = await store.open('big');
    expect(big?.byteLength).toBe(3 << 20);
    expect([...((await big?.slice((3 << 20) - 1, 3 << 20)) ?? [])]).toEqual([2]);
    const old = await store.open('old');
    expect(old?.byteLength).toBe(1);
  });
});
