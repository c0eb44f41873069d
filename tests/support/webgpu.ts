import type { Executor } from '../../src/engine/backends/executor';
import { findAdapter, GpuDevice } from '../../src/engine/backends/webgpu/device';
import { createWebGpuExecutor } from '../../src/engine/backends/webgpu/executor';
import type { Traits } from '../../src/engine/backends/webgpu/traits';

/** What a test changes of the device it opens. */
export interface GpuSettings {
  /** Asks for no more than every WebGPU device has. */
  readonly defaultLimits?: boolean;
  /** Kernels are made as for this adapter. */
  readonly traits?: Partial<Traits>;
}

/** What every WebGPU device has, as kernels know it. */
export const DEFAULT_TRAITS: Partial<Traits> = {
  storageBuffers: 8,
  bindingBytes: 128 * 2 ** 20,
  bufferBytes: 256 * 2 ** 20,
  invocations: 256,
  workgroupBytes: 16384,
};

/**
 * A device whose every buffer is full of NaN where it would be of zeros, and whose shaders must
 * compile without a warning.
 */
export async function openPoisonedGpu(
  gpu: GPU | undefined,
  { defaultLimits = false, traits = {} }: GpuSettings = {},
): Promise<{ gpu: GpuDevice; warnings: () => Promise<string[]> }> {
  const adapter = await findAdapter(gpu);
  const { maxStorageBuffersPerShaderStage, maxStorageBufferBindingSize, maxBufferSize } =
    adapter.limits;
  const raised = { maxStorageBuffersPerShaderStage, maxStorageBufferBindingSize, maxBufferSize };
  const device = await adapter.requestDevice({
    requiredFeatures: adapter.features.has('subgroups') ? ['subgroups'] : [],
    requiredLimits: defaultLimits ? {} : raised,
  });
  poisonBuffers(device);
  const modules = collectModules(device);
  const warnings = async (): Promise<string[]> => {
    const infos = await Promise.all(modules.map((module) => module.getCompilationInfo()));
    return infos.flatMap(({ messages }) => messages.map(({ message }) => message));
  };
  return { gpu: new GpuDevice(device, adapter.info, traits), warnings };
}

/** Makes executors on one poisoned device, so that they share compiled kernels. */
export function webgpuMaker(gpu: GPU | undefined, settings?: GpuSettings): () => Promise<Executor> {
  let opened: ReturnType<typeof openPoisonedGpu> | null = null;
  return async () => {
    opened ??= openPoisonedGpu(gpu, settings);
    return createWebGpuExecutor((await opened).gpu);
  };
}

function poisonBuffers(device: GPUDevice): void {
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const poisonable = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    if ((descriptor.usage & poisonable) === poisonable && !descriptor.mappedAtCreation) {
      device.queue.writeBuffer(buffer, 0, new Uint8Array(descriptor.size).fill(255));
    }
    return buffer;
  };
}

function collectModules(device: GPUDevice): GPUShaderModule[] {
  const modules: GPUShaderModule[] = [];
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    const module = create(descriptor);
    modules.push(module);
    return module;
  };
  return modules;
}
