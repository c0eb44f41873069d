import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../../core/errors';
import type { Executor } from '../executor';
import { createTfjsExecutor } from './executor';

/** Loads a tfjs backend and makes the reference executor on it. Plain JavaScript runs everywhere. */
export async function createTfjsOnCpu(): Promise<Executor> {
  // Otherwise tfjs greets on stderr and checks each operand, which the plan has done already.
  tf.enableProdMode();
  await import('@tensorflow/tfjs-backend-cpu');
  return onBackend('cpu');
}

/** The same on tfjs's own WebGPU backend, which no kernel of ours touches: what plain tfjs costs there. */
export async function createTfjsOnGpu(): Promise<Executor> {
  tf.enableProdMode();
  await import('@tensorflow/tfjs-backend-webgpu');
  return onBackend('webgpu');
}

/** Throws executor/no-backend where the backend cannot be had. */
async function onBackend(name: string): Promise<Executor> {
  const there = await tf.setBackend(name);
  if (!there)
    throw new EngineError('executor/no-backend', `tfjs has no "${name}" here`, { backend: name });
  await tf.ready();
  return createTfjsExecutor();
}
