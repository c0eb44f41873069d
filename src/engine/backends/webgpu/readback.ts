import type { GpuDevice } from './device';
import { deviceLost } from './failures';

/**
 * Floats `offset` bytes into a buffer, once everything submitted so far is done. Throws what went
 * wrong on the device meanwhile.
 */
export async function readRange(
  gpu: GpuDevice,
  buffer: GPUBuffer,
  offset: number,
  count: number,
): Promise<Float32Array> {
  const bytes = await readBytes(gpu, buffer, offset, 4 * count);
  return new Float32Array(bytes.buffer);
}

/** The same as bytes, a multiple of 4. */
export async function readBytes(
  gpu: GpuDevice,
  buffer: GPUBuffer,
  offset: number,
  count: number,
): Promise<Uint8Array<ArrayBuffer>> {
  gpu.assertWell();
  const bytes = Math.max(4, count);
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const staging = gpu.createBuffer(bytes, usage);
  try {
    const encoder = gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, offset, staging, 0, bytes);
    gpu.device.queue.submit([encoder.finish()]);
    await mapped(gpu, staging);
    await gpu.settled();
    return new Uint8Array(staging.getMappedRange(0, bytes).slice(0, count));
  } finally {
    gpu.destroyBuffer(staging);
  }
}

async function mapped(gpu: GpuDevice, staging: GPUBuffer): Promise<void> {
  try {
    await staging.mapAsync(GPUMapMode.READ);
  } catch (error) {
    await gpu.settled();
    throw deviceLost(error instanceof Error ? error.message : String(error));
  }
}
