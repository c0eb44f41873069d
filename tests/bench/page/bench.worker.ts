import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { startBrowserThread } from '../../../src/engine/backends/wasm/browserThread';
import { executorOn } from '../../../src/engine/backends/wasm/executor';
import { hasRelaxedSimd } from '../../../src/engine/backends/wasm/features';
import { startMachine } from '../../../src/engine/backends/wasm/machine';
import {
  findAdapter,
  type GpuDevice,
  openDevice,
} from '../../../src/engine/backends/webgpu/device';
import { createWebGpuExecutor } from '../../../src/engine/backends/webgpu/executor';
import { type ByteSource, blobSource, type FileMap } from '../../../src/engine/core/bytes';
import { gpuRows } from '../gpuRows';
import { matmulRows } from '../matmulRows';
import type { BenchRow } from '../measure';
import { plainMiniLm } from '../plainTfjs';
import { type BenchPlace, frozenRows, measureRows } from '../rows';
import { openMiniLm } from '../workload';

const MODEL = '/models/all-minilm-l6-v2/';

async function file(path: string): Promise<ByteSource> {
  return blobSource(await (await fetch(path)).blob(), path.split('/').at(-1) ?? path);
}

async function modelFiles(): Promise<FileMap> {
  const { models } = await (await fetch('/models/index.json')).json();
  const names: string[] = models[0].files.map(({ path }: { path: string }) => path);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await file(MODEL + name)] as const)),
  );
}

async function chromiumPlace(): Promise<BenchPlace> {
  return {
    name: 'Chromium',
    startThread: startBrowserThread,
    model: await modelFiles(),
    tickets: await file('/samples/support-tickets.csv'),
    plain: (threads) =>
      plainMiniLm(
        {
          'tfjs-backend-wasm.wasm': plainWasm,
          'tfjs-backend-wasm-simd.wasm': simdWasm,
          'tfjs-backend-wasm-threaded-simd.wasm': threadedWasm,
        },
        threads,
      ),
    heap: () => null,
  };
}

/** A packed base against an exact one on the GPU; few steps, which a CPU that plays a GPU takes long for. */
async function frozenOnGpu(gpu: GpuDevice): Promise<BenchRow[]> {
  const { model } = await chromiumPlace();
  const executors = { q8: createWebGpuExecutor(gpu), f32: createWebGpuExecutor(gpu) };
  const size = { rows: 8, tokens: 64, steps: 3 };
  const rows = await frozenRows('Chromium, WebGPU', await openMiniLm(model), executors, size);
  for (const executor of Object.values(executors)) executor.dispose();
  return rows;
}

/** Matrix products on both executors against jax-js. */
async function productRows(say: (line: string) => void): Promise<BenchRow[]> {
  const gpu = await openDevice(await findAdapter(navigator.gpu));
  const onGpu = await matmulRows('Chromium', 'webgpu', createWebGpuExecutor(gpu));
  const frozen = await frozenOnGpu(gpu);
  gpu.destroy();
  const fused = hasRelaxedSimd();
  const executor = executorOn(await startMachine(2, fused, startBrowserThread), fused);
  const onCpu = await matmulRows('Chromium', 'wasm', executor);
  executor.dispose();
  say('Chromium: matmul against jax-js');
  return [...onGpu, ...frozen, ...onCpu];
}

try {
  const say = (line: string): void => self.postMessage({ line });
  const rows = await gpuRows(say);
  rows.push(...(await productRows(say)));
  rows.push(...(await measureRows(await chromiumPlace(), say)));
  self.postMessage({ rows });
} catch (error) {
  self.postMessage({ error: String(error) });
}
