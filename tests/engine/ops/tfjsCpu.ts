import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { Executor } from '../../../src/engine/backends/executor';
import { createTfjsExecutor } from '../../../src/engine/backends/tfjs/executor';

/** The reference executor on tfjs' plain JavaScript backend. */
export async function cpuExecutor(): Promise<Executor> {
  await tf.setBackend('cpu');
  return createTfjsExecutor();
}
