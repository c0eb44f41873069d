import { describe, expect, it } from 'vitest';
import { chooseExecutor, type Surroundings } from '../../../src/engine/backends/choose';
import type { Executor } from '../../../src/engine/backends/executor';
import { inspectGpu } from '../../../src/engine/backends/webgpu/onAdapter';

const executor = (id: string): Executor => ({ id }) as Executor;
const makers = {
  wasm: async () => executor('wasm'),
  webgpu: async () => executor('webgpu'),
  tfjs: async () => executor('tfjs'),
};
const NO_GPU = { adapter: null, software: false, missing: 'WebGPU found no graphics adapter' };
const MACHINE: Surroundings = {
  threads: 8,
  crossOriginIsolated: true,
  wasmSimd: true,
  gpu: { adapter: 'nvidia ampere', software: false, missing: '' },
};
const SOFTWARE = { adapter: 'google swiftshader', software: true, missing: '' };

describe('the executor that is chosen', () => {
  it.each([
    ['a real GPU', MACHINE, 'webgpu', /nvidia ampere/],
    ['a GPU that the CPU plays', { ...MACHINE, gpu: SOFTWARE }, 'wasm', /swiftshader.*8 threads/],
    ['no GPU', { ...MACHINE, gpu: NO_GPU }, 'wasm', /no graphics adapter; 8 threads/],
    ['no isolation', { ...MACHINE, gpu: NO_GPU, crossOriginIsolated: false }, 'wasm', /not cross-/],
    [
      'neither GPU nor SIMD',
      { ...MACHINE, gpu: NO_GPU, wasmSimd: false },
      'tfjs',
      /no WebAssembly/,
    ],
  ])('by itself, with %s', async (_, around, id, reason) => {
    const chosen = await chooseExecutor('auto', around, makers);
    expect(chosen.executor.id).toBe(id);
    expect(chosen.reason).toMatch(reason);
  });

  it('is WASM where the GPU does not open, and says what the GPU said', async () => {
    const refused = { ...makers, webgpu: () => Promise.reject(new Error('the GPU refused')) };
    const chosen = await chooseExecutor('auto', MACHINE, refused);
    expect(chosen.executor.id).toBe('wasm');
    expect(chosen.reason).toContain('the GPU refused');
    await expect(chooseExecutor('webgpu', MACHINE, refused)).rejects.toThrow('the GPU refused');
  });

  it.each(['webgpu', 'wasm', 'tfjs'] as const)('is %s where that is asked for', async (id) => {
    const chosen = await chooseExecutor(id, { ...MACHINE, gpu: SOFTWARE }, makers);
    expect(chosen.executor.id).toBe(id);
    expect(chosen.reason).toContain('asked for');
  });
});

describe('the adapter that is found', () => {
  const gpuWith = (info: object | null): GPU =>
    ({ requestAdapter: async () => (info ? { info } : null) }) as unknown as GPU;

  it.each([
    [{ vendor: 'nvidia', architecture: 'ampere' }, 'nvidia ampere', false],
    [{ vendor: 'google', architecture: 'swiftshader' }, 'google swiftshader', true],
    [{ vendor: 'mesa', description: 'llvmpipe (LLVM 19)' }, 'mesa llvmpipe (LLVM 19)', true],
    [{ vendor: 'x', isFallbackAdapter: true }, 'x', true],
  ])('%o', async (info, adapter, software) => {
    expect(await inspectGpu(gpuWith(info))).toMatchObject({ adapter, software });
  });

  it.each([
    ['no WebGPU', undefined, /no WebGPU/],
    ['no adapter', gpuWith(null), /no graphics adapter/],
  ])('%s says so', async (_, gpu, missing) => {
    expect(await inspectGpu(gpu)).toMatchObject({
      adapter: null,
      missing: expect.stringMatching(missing),
    });
  });
});
