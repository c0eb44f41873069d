import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../core/errors';
import type { Plan } from '../../graph/plan';
import type { Executor, Program } from '../executor';
import { createProgram } from './program';

/** Named tensors that outlive programs; flat, reshaped where a plan reads them. */
export class VariableStore {
  private readonly tensors = new Map<string, tf.Tensor1D>();

  get(name: string): tf.Tensor1D {
    const tensor = this.tensors.get(name);
    if (tensor) return tensor;
    throw new EngineError('executor/no-variable', `there is no variable "${name}"`, { name });
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** Takes over a flat tensor made outside any tidy, or kept. */
  set(name: string, tensor: tf.Tensor1D): void {
    this.tensors.get(name)?.dispose();
    this.tensors.set(name, tensor);
  }

  remove(name: string): void {
    this.tensors.get(name)?.dispose();
    this.tensors.delete(name);
  }

  bytes(): number {
    return [...this.tensors.values()].reduce((sum, tensor) => sum + 4 * tensor.size, 0);
  }

  clear(): void {
    for (const name of [...this.tensors.keys()]) this.remove(name);
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
      if (store.has(name) && store.get(name).size === elements) return;
      store.set(name, tf.zeros([elements]) as tf.Tensor1D);
    },
    writeVariable: (name, data) => store.set(name, tf.tensor1d(data.slice(), 'float32')),
    readVariable: async (name) => Float32Array.from(await store.get(name).data()),
    removeVariable: (name) => store.remove(name),
    hasVariable: (name) => store.has(name),
    compile: async (plan: Plan): Promise<Program> => createProgram(plan, store),
    bytes: () => ({ variables: store.bytes(), workspace: 0 }),
    dispose: () => store.clear(),
  };
}
