import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { createPlainBert, type PlainBert, registerMissingWasmKernel } from './plainTfjs';

/** MiniLM's sizes on 8 sequences of 64 tokens, on plain tfjs-wasm in Node. */
export async function plainWasmMiniLm(threads: number): Promise<PlainBert> {
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  setWasmPaths(`${folder}/`);
  setThreadsCount(threads);
  await tf.setBackend('wasm');
  await tf.ready();
  registerMissingWasmKernel();
  return createPlainBert({
    layers: 6,
    width: 384,
    heads: 12,
    inner: 1536,
    vocabulary: 30522,
    classes: 6,
    rows: 8,
    tokens: 64,
  });
}
