import { createTfjsOnCpu } from '../engine/backends/tfjs/onBackend';
import { startBrowserThread } from '../engine/backends/wasm/browserThread';
import { createWasmExecutor } from '../engine/backends/wasm/executor';
import { hasSimd } from '../engine/backends/wasm/features';
import { inspectGpu, webGpuMaker } from '../engine/backends/webgpu/onAdapter';
import { type ChosenExecutor, chooseExecutor, type Job } from '../engine/index';

/** Threads that kernels may use: all cores where memory can be shared, else one. */
export function threadCount(): number {
  return globalThis.crossOriginIsolated ? Math.min(8, navigator.hardwareConcurrency || 1) : 1;
}

const webgpu = webGpuMaker(globalThis.navigator?.gpu);

/** The executor for a job in this browser. */
export async function executorFor(backend: Job['backend']): Promise<ChosenExecutor> {
  const around = {
    threads: threadCount(),
    crossOriginIsolated: globalThis.crossOriginIsolated,
    wasmSimd: hasSimd(),
    gpu: await inspectGpu(navigator.gpu),
  };
  return chooseExecutor(backend, around, {
    wasm: (threads) => createWasmExecutor({ threads, startThread: startBrowserThread }),
    webgpu,
    tfjs: createTfjsOnCpu,
  });
}
