import { executorFor, threadCount } from './executors';
import type { DeviceReport } from './protocol';
import type { Resources } from './studioStore';

/** Where this browser computes, why, and what would make it faster. */
export async function deviceReport({ opened }: Resources): Promise<DeviceReport> {
  const { executor, reason } = await executorFor('auto');
  const { id, threads, description } = executor;
  executor.dispose();
  const { used, quota, persisted } = await opened.store.usage();
  return {
    backend: id,
    reason,
    threads,
    description,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    adapter: await adapterName(),
    advice: globalThis.crossOriginIsolated || threadCount() > 1 ? '' : ISOLATION_ADVICE,
    storage: { persistent: persisted, used, quota, note: opened.reason?.message ?? '' },
  };
}

const ISOLATION_ADVICE =
  'Serve the page with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp to use every core.';

async function adapterName(): Promise<string> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  return adapter ? adapter.info.description || adapter.info.vendor : '';
}
