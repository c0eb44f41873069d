import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../core/errors';
import { unpack } from '../../core/quantize';
import { type Packed, storedBytes } from '../../core/storage';
import type { Plan } from '../../graph/plan';
import type { Executor, Program } from '../executor';
import { createProgram } from './program';

/**
 * Named tensors that outlive programs; flat, reshaped where a plan reads them. Packed ones are kept
 * packed, and unpacked wherever they are read.
 */
export class VariableStore {
  private readonly tensors = new Map<string, tf.Tensor1D>();
  private readonly packed = new Map<string, Packed>();

  get(name: string): tf.Tensor1D {
    const tensor = this.tensors.get(name);
    if (tensor) return tensor;
    throw new EngineError('executor/no-variable', `there is no variable "${name}"`, { name });
  }

  /** Values of a variable that is not packed; undefined where there is none. */
  sizeOf(name: string): number | undefined {
    return this.tensors.get(name)?.size;
  }

  /** A variable that {@link setPacked} has made; undefined for any other. */
  getPacked(name: string): Packed | undefined {
    return this.packed.get(name);
  }

  has(name: string): boolean {
    return this.tensors.has(name) || this.packed.has(name);
  }

  /** Takes over a flat tensor made outside any tidy, or kept. */
  set(name: string, tensor: tf.Tensor1D): void {
    this.remove(name);
    this.tensors.set(name, tensor);
  }

  setPacked(name: string, packed: Packed): void {
    this.remove(name);
    this.packed.set(name, packed);
  }

  remove(name: string): void {
    this.tensors.get(name)?.dispose();
    this.tensors.delete(name);
    this.packed.delete(name);
  }

  bytes(): number {
    const plain = [...this.tensors.values()].map(({ size }) => storedBytes('f32', size));
    const packed = [...this.packed.values()].map(({ bytes }) => bytes.byteLength);
    return [...plain, ...packed].reduce((sum, bytes) => sum + bytes, 0);
  }

  clear(): void {
    for (const name of [...this.tensors.keys(), ...this.packed.keys()]) this.remove(name);
  }
}

/**
 * The reference executor: interprets plans with the ops' tfjs references on the current tfjs
 * backend. Slowest and always right; kernels of other executors are held against it.
 */
export function createTfjsExecutor(): Executor {
  const store = new VariableStore();
  const backend = tf.getBackend();
  return {
    id: 'tfjs',
    threads: 1,
    description: `tfjs references on ${backend}`,
    createVariable(name, elements) {
      if (store.sizeOf(name) === elements) return;
      store.set(name, tf.zeros([elements]) as tf.Tensor1D);
    },
    writeVariable: (name, data) => store.set(name, tf.tensor1d(data.slice(), 'float32')),
    writePacked: (name, packed) =>
      store.setPacked(name, { ...packed, bytes: packed.bytes.slice() }),
    async readVariable(name) {
      const packed = store.getPacked(name);
      return packed ? unpack(packed) : Float32Array.from(await store.get(name).data());
    },
    removeVariable: (name) => store.remove(name),
    hasVariable: (name) => store.has(name),
    compile: async (plan: Plan): Promise<Program> => createProgram(plan, store),
    bytes: () => ({ variables: store.bytes(), workspace: 0 }),
    dispose: () => store.clear(),
  };
}
