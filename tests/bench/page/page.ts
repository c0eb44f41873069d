import type { BenchRow } from '../measure';

/** Starts the benchmarks in a worker; the driver waits for `rows`. */
declare global {
  interface Window {
    rows?: Promise<BenchRow[]>;
  }
}

window.rows = new Promise((resolve, reject) => {
  const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' });
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.onmessage = ({
    data,
  }: MessageEvent<{ line?: string; rows?: BenchRow[]; error?: string }>) => {
    if (data.line) console.log(data.line);
    if (data.error) reject(new Error(data.error));
    if (data.rows) resolve(data.rows);
  };
});
