import type { Executor } from '../../src/engine/backends/executor';
import { createWasmExecutor } from '../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../src/engine/backends/wasm/nodeThread';
import { cpuExecutor } from '../engine/ops/tfjsCpu';
import { nodeGpu } from './nodeGpu';
import { webgpuMaker } from './webgpu';

type Makers = Readonly<Record<string, () => Promise<Executor>>>;

const wasm = (threads: number, fused?: boolean): Promise<Executor> =>
  createWasmExecutor({
    threads,
    startThread: startNodeThread,
    ...(fused !== undefined && { fused }),
  });

/** Those quick enough for a real model. */
export const FAST_EXECUTORS: Makers = {
  'wasm, 2 threads': () => wasm(2),
};

/** The kernels' variants: shared and unshared memory, fused multiply-add and plain. */
export const KERNEL_EXECUTORS: Makers = {
  'wasm, 1 thread': () => wasm(1),
  'wasm, 1 thread, plain': () => wasm(1, false),
  'wasm, 2 threads': () => wasm(2),
  'wasm, 3 threads, plain': () => wasm(3, false),
};

/** On a GPU, or what plays one, where Node has WebGPU. */
const gpu = await nodeGpu();
const webgpu: Makers = gpu ? { webgpu: webgpuMaker(gpu) } : {};

/** Every executor that runs in Node: parity and trajectory tests walk this table. */
export const EXECUTORS: Makers = { tfjs: cpuExecutor, ...FAST_EXECUTORS, ...webgpu };
