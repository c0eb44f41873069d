import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { createTfjsOnCpu } from '../engine/backends/tfjs/onBackend';
import { createWasmExecutor } from '../engine/backends/wasm/executor';
import { hasRelaxedSimd, hasSimd } from '../engine/backends/wasm/features';
import { startNodeThread } from '../engine/backends/wasm/nodeThread';
import { webGpuMaker } from '../engine/backends/webgpu/onAdapter';
import { type ChosenExecutor, chooseExecutor, type Job } from '../engine/index';

/** Node 20 knows the fused multiply-add of relaxed SIMD, but wants to be asked; 22 does not. */
function allowRelaxedSimd(): void {
  if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/** The executor for a job on this machine, with all its cores. */
export function executorFor(backend: Job['backend']): Promise<ChosenExecutor> {
  allowRelaxedSimd();
  const around = {
    threads: availableParallelism(),
    crossOriginIsolated: true,
    wasmSimd: hasSimd(),
    gpu: { adapter: null, software: false, missing: 'Node has no WebGPU' },
  };
  return chooseExecutor(backend, around, {
    wasm: (threads) => createWasmExecutor({ threads, startThread: startNodeThread }),
    webgpu: webGpuMaker(undefined),
    tfjs: createTfjsOnCpu,
  });
}
