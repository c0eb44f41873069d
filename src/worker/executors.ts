import { createTfjsOnCpu } from '../engine/backends/tfjs/onBackend';

const createWasmExecutor = (_: { threads: number }) => createTfjsOnCpu();

import { type ChosenExecutor, chooseExecutor, type Job } from '../engine/index';

/** Threads that kernels may use: all cores where memory can be shared, else one. */
export function threadCount(): number {
  return globalThis.crossOriginIsolated ? Math.min(8, navigator.hardwareConcurrency || 1) : 1;
}

/** A function of one SIMD instruction: valid only where WebAssembly has SIMD. */
const SIMD_PROBE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

/** The executor for a job in this browser. */
export function executorFor(backend: Job['backend']): Promise<ChosenExecutor> {
  const around = {
    threads: threadCount(),
    crossOriginIsolated: globalThis.crossOriginIsolated,
    wasmSimd: WebAssembly.validate(SIMD_PROBE),
  };
  return chooseExecutor(backend, around, {
    wasm: (threads) => createWasmExecutor({ threads }),
    tfjs: createTfjsOnCpu,
  });
}
