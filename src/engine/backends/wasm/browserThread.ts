import type { HelperThread, ThreadStart } from './threads';

/** Starts a helper thread in a tab: a worker of the worker that calls. */
export function startBrowserThread(start: ThreadStart): Promise<HelperThread> {
  const url = new URL('./thread.worker.ts', import.meta.url);
  const worker = new Worker(url, { type: 'module', name: `kernels ${start.thread}` });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message || 'the helper did not start'));
    worker.onmessage = () => resolve({ stop: () => worker.terminate() });
    worker.postMessage(start);
  });
}
