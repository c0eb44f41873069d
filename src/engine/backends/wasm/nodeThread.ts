import { Worker } from 'node:worker_threads';
import type { HelperThread, ThreadStart } from './threads';

/** The helper's whole program, as text: it must start under any loader and from any bundle. */
const SOURCE = `
const { workerData, parentPort } = require('node:worker_threads');
const { module, memory, thread, threads } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
parentPort.postMessage('serving');
try { exports.serve(thread, threads); } catch (error) { exports.reportFailure(); throw error; }
`;

/** Starts a helper thread in Node. It does not keep the process alive. */
export function startNodeThread(start: ThreadStart): Promise<HelperThread> {
  const worker = new Worker(SOURCE, { eval: true, workerData: start });
  worker.unref();
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => resolve({ stop: () => void worker.terminate() }));
  });
}
