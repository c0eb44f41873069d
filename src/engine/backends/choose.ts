import { EngineError } from '../core/errors';
import type { Job } from '../job';
import type { Executor } from './executor';

/** What the machine and the page allow. */
export interface Surroundings {
  /** Threads that may share memory; 1 without cross-origin isolation. */
  readonly threads: number;
  readonly crossOriginIsolated: boolean;
  readonly wasmSimd: boolean;
}

/** Makers of executors by id, so that only what is chosen is loaded. */
export interface ExecutorMakers {
  readonly wasm: (threads: number) => Promise<Executor>;
  readonly tfjs: () => Promise<Executor>;
}

export interface ChosenExecutor {
  readonly executor: Executor;
  /** In words: what was chosen and why. */
  readonly reason: string;
}

/**
 * The executor for a job: WASM kernels where SIMD is there, since they are 30 times faster than
 * plain tfjs on the same cores; the tfjs references elsewhere, or where the person forces them.
 */
export async function chooseExecutor(
  wanted: Job['backend'],
  around: Surroundings,
  makers: ExecutorMakers,
): Promise<ChosenExecutor> {
  if (wanted === 'tfjs') return { executor: await makers.tfjs(), reason: 'tfjs was asked for' };
  if (!around.wasmSimd) {
    if (wanted === 'wasm') throw noSimd();
    return { executor: await makers.tfjs(), reason: 'this browser has no WebAssembly SIMD' };
  }
  const executor = await makers.wasm(around.threads);
  return { executor, reason: wasmReason(wanted, around) };
}

function wasmReason(
  wanted: Job['backend'],
  { threads, crossOriginIsolated }: Surroundings,
): string {
  const why =
    wanted === 'wasm'
      ? 'WASM was asked for'
      : 'the CPU kernels are the fastest path on this machine';
  if (crossOriginIsolated) return `${why}; ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return `${why}; one thread, since the page is not cross-origin isolated`;
}

function noSimd(): EngineError {
  return new EngineError(
    'executor/no-simd',
    'the WASM executor needs WebAssembly SIMD, which this browser does not have',
    {},
    'Update the browser, or set backend to "auto".',
  );
}
