import { startBrowserThread } from '../../src/engine/backends/wasm/browserThread';
import { createWasmExecutor } from '../../src/engine/backends/wasm/executor';
import { tunedRun } from '../support/tunedRun';

/** What training came to on some number of threads. */
export interface TunedBits {
  readonly threads: number;
  readonly description: string;
  /** Every trained parameter, by name. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** Trains the tiny BERT for two steps on the WASM executor of this very thread. */
export async function tunedBits(threads: number): Promise<TunedBits> {
  const executor = await createWasmExecutor({ threads, startThread: startBrowserThread });
  const { threads: started, description } = executor;
  const run = await tunedRun(executor, { id: 'full' });
  const weights = new Map<string, Float32Array>();
  for (const { name } of run.network.trainable) weights.set(name, await run.read(name));
  run.dispose();
  return { threads: started, description, weights };
}
