import { describe, expect, it, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { openStore } from '../../../src/engine/storage/openStore';
import { openOpfsStore } from '../../../src/engine/storage/opfs';
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

describe('a browser that gives no room', () => {
  /** Chromium's own quota of this origin, until `work` is done. */
  async function withQuota(quotaSize: number, work: () => Promise<void>): Promise<void> {
    const session = cdp() as unknown as { send(method: string, params: object): Promise<unknown> };
    const { origin } = location;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
    try {
      await work();
    } finally {
      await session.send('Storage.overrideQuotaForOrigin', { origin });
    }
  }

  function* endless(): Generator<Uint8Array> {
    for (let i = 0; i < 64; i++) yield new Uint8Array(1 << 20);
  }

  it('stops a stream of unknown length with the numbers, keeping the old file', async () => {
    const store = await openOpfsStore(freshName());
    await store.write('x', Uint8Array.of(7));
    const { used } = await store.usage();
    await withQuota(used + (8 << 20), async () => {
      await expect(store.write('x', endless())).rejects.toMatchObject({
        code: 'storage/full',
        values: { path: 'x', needed: null },
        message: expect.stringMatching(/no room left to keep x/),
      });
    });
    expect((await store.open('x'))?.byteLength).toBe(1);
    expect(await store.list()).toEqual(['x']);
  });

  it('or no storage at all is told from other faults, and memory stands in', async () => {
    const refused = vi.spyOn(navigator.storage, 'getDirectory');
    refused.mockRejectedValue(new DOMException('no', 'SecurityError'));
    const { store, lasting, reason } = await openStore(freshName());
    refused.mockRestore();
    expect([lasting, reason?.code]).toEqual([false, 'storage/denied']);
    await store.write('x', Uint8Array.of(1));
    expect(await store.list()).toEqual(['x']);
  });
});

describe('in a worker', () => {
  it('writes through synchronous handles what the page then reads', async () => {
    const name = freshName();
    const worker = new Worker(new URL('./opfsWriter.worker.ts', import.meta.url), {
      type: 'module',
    });
    const answer = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
      worker.postMessage(name);
    });
    worker.terminate();
    expect(answer).toEqual({
      synchronous: true,
      list: ['big', 'old'],
      failure: 'the source broke',
    });
    const store = await openOpfsStore(name);
    const big = await store.open('big');
    expect(big?.byteLength).toBe(3 << 20);
    expect([...((await big?.slice((3 << 20) - 1, 3 << 20)) ?? [])]).toEqual([2]);
    const old = await store.open('old');
    expect(old?.byteLength).toBe(1);
  });
});
