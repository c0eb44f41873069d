import type * as Tf from '@tensorflow/tfjs-core';
import type { Plan, PlanBuffer, PlanStep } from '../../graph/plan';
import { type Counts, elementCount, resolveShape } from '../../graph/shapes';
import type { OpDefinition } from '../../ops/op';
import type { GpuDevice } from './device';
import type { GpuTensor } from './views';

/** Computes steps by the ops' references, on tensors of the WebGPU executor. */
export interface References {
  run(
    plan: Plan,
    steps: readonly PlanStep[],
    counts: Counts,
    tensor: (id: number) => GpuTensor,
    integers: (input: string) => Int32Array | null,
  ): void;
}

/** tfjs on the same device, as its "webgpu" backend: what it computes stays on the GPU. */
export async function loadReferences(gpu: GpuDevice): Promise<References> {
  const tf = await import('@tensorflow/tfjs-core');
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info), 0);
  const before = tf.getBackend();
  await tf.setBackend('webgpu');
  // Small tensors would go through the CPU, whose results have no buffer to copy from.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  if (before) await tf.setBackend(before);
  return {
    run(plan, steps, counts, tensor, integers) {
      const other = tf.getBackend();
      // Both backends are there already, so this takes effect at once.
      void tf.setBackend('webgpu');
      for (const step of steps) {
        tf.tidy(() => runStep(tf, gpu.device, plan, step, counts, tensor, integers));
      }
      if (other) void tf.setBackend(other);
    },
  };
}

function runStep(
  tf: typeof Tf,
  device: GPUDevice,
  plan: Plan,
  step: PlanStep,
  counts: Counts,
  tensor: (id: number) => GpuTensor,
  integers: (input: string) => Int32Array | null,
): void {
  const operands = step.inputs.map((id) => upload(tf, device, plan, id, counts, tensor(id)));
  const host = (position: number): Int32Array => {
    const { name } = plan.buffers[step.inputs[position] as number] as PlanBuffer;
    return integers(name) ?? new Int32Array(0);
  };
  const { reference } = step.op as OpDefinition;
  const outputs = reference(operands, step.attrs, { counts, host });
  step.outputs.forEach((id, i) => {
    const { shape } = plan.buffers[id] as PlanBuffer;
    store(device, outputs[i] as Tf.Tensor, tensor(id), 4 * elementCount(shape, counts));
  });
}

/** A tfjs tensor over a copy of one of ours. */
function upload(
  tf: typeof Tf,
  device: GPUDevice,
  plan: Plan,
  id: number,
  counts: Counts,
  { holder, offset }: GpuTensor,
): Tf.Tensor {
  const { shape, dtype } = plan.buffers[id] as PlanBuffer;
  const size = 4 * elementCount(shape, counts);
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ size: Math.ceil(size / 16) * 16, usage });
  copy(device, holder.buffer, offset, buffer, 0, size);
  const type = dtype === 'i32' ? 'int32' : 'float32';
  return tf.tensor({ buffer, zeroCopy: true }, resolveShape(shape, counts), type);
}

/** Copies a tfjs tensor into one of ours. */
function store(
  device: GPUDevice,
  from: Tf.Tensor,
  { holder, offset }: GpuTensor,
  bytes: number,
): void {
  const { buffer, tensorRef } = from.dataToGPU() as { buffer: GPUBuffer; tensorRef: Tf.Tensor };
  copy(device, buffer, 0, holder.buffer, offset, bytes);
  tensorRef.dispose();
}

function copy(
  device: GPUDevice,
  from: GPUBuffer,
  fromOffset: number,
  to: GPUBuffer,
  toOffset: number,
  bytes: number,
): void {
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(from, fromOffset, to, toOffset, bytes);
  device.queue.submit([encoder.finish()]);
}
