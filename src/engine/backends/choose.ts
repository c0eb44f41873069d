import { EngineError } from '../core/errors';
import type { Job } from '../job';
import type { Executor } from './executor';

/** What the machine and the page allow. */
export interface Surroundings {
  /** Threads that may share memory; 1 without cross-origin isolation. */
  readonly threads: number;
  readonly crossOriginIsolated: boolean;
  readonly wasmSimd: boolean;
  readonly gpu: GpuFound;
}

/** The graphics adapter that WebGPU offers. */
export interface GpuFound {
  /** Its name; null where there is none. */
  readonly adapter: string | null;
  /** Whether the CPU plays it. */
  readonly software: boolean;
  /** Why there is none, in words. */
  readonly missing: string;
}

/** Makers of executors by id, so that only what is chosen is loaded. */
export interface ExecutorMakers {
  readonly wasm: (threads: number) => Promise<Executor>;
  readonly webgpu: () => Promise<Executor>;
  readonly tfjs: () => Promise<Executor>;
}

export interface ChosenExecutor {
  readonly executor: Executor;
  /** In words: what was chosen and why. */
  readonly reason: string;
}

/**
 * The executor for a job: WebGPU on a real graphics adapter, else WASM kernels where SIMD is there
 * (a CPU that plays a GPU is ten times slower than the CPU itself), else the tfjs references. What a
 * person asks for is what they get, or an error that says why not.
 */
export async function chooseExecutor(
  wanted: Job['backend'],
  around: Surroundings,
  makers: ExecutorMakers,
): Promise<ChosenExecutor> {
  if (wanted === 'tfjs') return { executor: await makers.tfjs(), reason: 'tfjs was asked for' };
  if (wanted === 'webgpu') return { executor: await makers.webgpu(), reason: askedForGpu(around) };
  if (wanted === 'wasm') return onWasm('WASM was asked for', around, makers, true);
  const { adapter, software, missing } = around.gpu;
  if (adapter === null) return onWasm(missing, around, makers, false);
  if (software) {
    const why = `the only graphics adapter (${adapter}) is played by the CPU, whose own kernels are faster`;
    return onWasm(why, around, makers, false);
  }
  try {
    const executor = await makers.webgpu();
    return { executor, reason: `the graphics adapter (${adapter}) is the fastest path` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return onWasm(why, around, makers, false);
  }
}

function askedForGpu({ gpu: { adapter, software } }: Surroundings): string {
  const slow = software ? ', though the CPU plays it and its own kernels are faster' : '';
  return `WebGPU was asked for: ${adapter}${slow}`;
}

async function onWasm(
  why: string,
  around: Surroundings,
  makers: ExecutorMakers,
  asked: boolean,
): Promise<ChosenExecutor> {
  if (!around.wasmSimd) {
    if (asked) throw noSimd();
    const reason = `${why}; and this browser has no WebAssembly SIMD`;
    return { executor: await makers.tfjs(), reason };
  }
  const executor = await makers.wasm(around.threads);
  return { executor, reason: wasmReason(why, around) };
}

function wasmReason(why: string, { threads, crossOriginIsolated }: Surroundings): string {
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
