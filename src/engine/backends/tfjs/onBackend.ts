import * as tf from '@tensorflow/tfjs-core';
import type { Executor } from '../executor';
import { createTfjsExecutor } from './executor';

/** Loads a tfjs backend and makes the reference executor on it. Plain JavaScript runs everywhere. */
export async function createTfjsOnCpu(): Promise<Executor> {
  // Otherwise tfjs greets on stderr and checks each operand, which the plan has done already.
  tf.enableProdMode();
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  await tf.ready();
  return createTfjsExecutor();
}
