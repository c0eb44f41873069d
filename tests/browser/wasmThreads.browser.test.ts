import { expect, it, vi } from 'vitest';
import { type TunedBits, tunedBits } from './tunedBits';

/** The same training inside a worker of its own, as the studio runs it. */
function inWorker(threads: number): Promise<TunedBits> {
  const worker = new Worker(new URL('./tunedBits.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<TunedBits>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<TunedBits>) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(threads);
  }).finally(() => worker.terminate());
}

it('two threads in a worker or on the page train to the bits of one', async () => {
  const alone = await inWorker(1);
  expect(alone.threads).toBe(1);
  expect(alone.weights.size).toBeGreaterThan(30);
  const two = await inWorker(2);
  expect(two.threads, two.description).toBe(2);
  expect(two.weights).toEqual(alone.weights);
  const page = await tunedBits(2);
  expect(page.threads, page.description).toBe(2);
  expect(page.weights).toEqual(alone.weights);
});

it('without memory to share, as on a page that is not isolated, one thread trains to the same bits', async () => {
  const shared = await tunedBits(2);
  vi.stubGlobal('SharedArrayBuffer', undefined);
  try {
    const alone = await tunedBits(2);
    expect(alone.threads).toBe(1);
    expect(alone.weights).toEqual(shared.weights);
  } finally {
    vi.unstubAllGlobals();
  }
});
