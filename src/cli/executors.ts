import { availableParallelism } from 'node:os';
import { createTfjsOnCpu } from '../engine/backends/tfjs/onBackend';
import { type ChosenExecutor, chooseExecutor, type Job } from '../engine/index';

const createWasmExecutor = (_: { threads: number }) => createTfjsOnCpu();

/** The executor for a job on this machine, with all its cores. */
export function executorFor(backend: Job['backend']): Promise<ChosenExecutor> {
  const around = { threads: availableParallelism(), crossOriginIsolated: true, wasmSimd: true };
  return chooseExecutor(backend, around, {
    wasm: (threads) => createWasmExecutor({ threads }),
    tfjs: createTfjsOnCpu,
  });
}
