import type { HelperThread, ThreadStart } from './threads';

/** Starts a helper thread in a tab: a worker of the worker that calls. */
export function startBrowserThread(start: ThreadStart): Promise<HelperThread> {
  // Bundlers know a worker by this very form.
  const worker = new Worker(new URL('./thread.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message || 'the helper did not start'));
    worker.onmessage = () => resolve({ stop: () => worker.terminate() });
    worker.postMessage(start);
  });
}
