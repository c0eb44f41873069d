import { createTfjsOnCpu } from '../engine/backends/tfjs/onBackend';
import { startBrowserThread } from '../engine/backends/wasm/browserThread';
import { createWasmExecutor } from '../engine/backends/wasm/executor';
import { hasSimd } from '../engine/backends/wasm/features';
import type { WebGpuOptions } from '../engine/backends/webgpu/executor';
import type { TileCache } from '../engine/backends/webgpu/matmul/tuning';
import { inspectGpu, webGpuMaker } from '../engine/backends/webgpu/onAdapter';
import { type ChosenExecutor, chooseExecutor, type Job } from '../engine/index';
import type { BlobStore } from '../engine/storage/store';
import { createTileCache } from '../engine/storage/tileCache';

/** Threads that kernels may use: all cores where memory can be shared, else one. */
export function threadCount(): number {
  return globalThis.crossOriginIsolated ? Math.min(8, navigator.hardwareConcurrency || 1) : 1;
}

const webgpu = webGpuMaker(globalThis.navigator?.gpu);
let tiles: TileCache | null = null;

/** From now on what is measured of a graphics adapter is kept in a store, and read from there. */
export function keepTuning(store: BlobStore): void {
  tiles = createTileCache(store);
}

/** The executor for a job in this browser; `progress` hears how many GPU kernels are compiled. */
export async function executorFor(
  backend: Job['backend'],
  progress?: WebGpuOptions['progress'],
): Promise<ChosenExecutor> {
  const around = {
    threads: threadCount(),
    crossOriginIsolated: globalThis.crossOriginIsolated,
    wasmSimd: hasSimd(),
    gpu: await inspectGpu(navigator.gpu),
  };
  return chooseExecutor(backend, around, {
    wasm: (threads) => createWasmExecutor({ threads, startThread: startBrowserThread }),
    webgpu: () => webgpu({ ...(progress && { progress }), ...(tiles && { tiles }) }),
    tfjs: createTfjsOnCpu,
  });
}
