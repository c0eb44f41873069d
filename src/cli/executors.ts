import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { createTfjsOnCpu } from '../engine/backends/tfjs/onBackend';
import { type ChosenExecutor, chooseExecutor, type Job } from '../engine/index';

const createWasmExecutor = (_: { threads: number }) => createTfjsOnCpu();

/** One function: i32.const 0 · i8x16.splat · i8x16.popcnt. Valid only where WebAssembly has SIMD. */
const SIMD = 'AGFzbQEAAAABBQFgAAF7AwIBAAoKAQgAQQD9D/1iCw==';
/** One function: f32x4.relaxed_madd of its three parameters. */
const RELAXED_SIMD = 'AGFzbQEAAAABCAFgA3t7ewF7AwIBAAoNAQsAIAAgASAC/YUCCw==';

function valid(module: string): boolean {
  return WebAssembly.validate(Buffer.from(module, 'base64'));
}

/** Node 20 knows the fused multiply-add of relaxed SIMD, but wants to be asked; 22 does not. */
function allowRelaxedSimd(): void {
  if (!valid(RELAXED_SIMD)) setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/** The executor for a job on this machine, with all its cores. */
export function executorFor(backend: Job['backend']): Promise<ChosenExecutor> {
  allowRelaxedSimd();
  const around = {
    threads: availableParallelism(),
    crossOriginIsolated: true,
    wasmSimd: valid(SIMD),
  };
  return chooseExecutor(backend, around, {
    wasm: (threads) => createWasmExecutor({ threads }),
    tfjs: createTfjsOnCpu,
  });
}
