import type { Executor } from '../../src/engine/backends/executor';
import { findAdapter, openDevice } from '../../src/engine/backends/webgpu/device';
import { createWebGpuExecutor } from '../../src/engine/backends/webgpu/executor';
import { bertNetwork, loadNetwork, release, trainerOf } from '../../src/engine/selfTest/tinyRun';
import { adam } from '../../src/engine/training/optimizers';
import { type BenchRow, quickest } from './measure';
import { plainOnWebGpu } from './plainTfjs';
import { randomExamples } from './workload';

const [ROWS, TOKENS, VOCABULARY] = [4, 32, 1000];
const RATE = 1e-4;
const STEPS = 6;

/** What a step of the GPU executor costs. */
interface StepCost {
  readonly ms: number;
  /** Of that, the JavaScript that records and submits. */
  readonly javascript: number;
  readonly dispatches: number;
}

/** Rows about WebGPU: on whatever adapter the browser has, which the note names. */
export async function gpuRows(say: (line: string) => void): Promise<BenchRow[]> {
  const gpu = await openDevice(await findAdapter(navigator.gpu));
  const one = await stepCost(createWebGpuExecutor(gpu), 1);
  const two = await stepCost(createWebGpuExecutor(gpu), 2);
  say(`WebGPU step on ${gpu.name}`);
  gpu.destroy();
  const plain = await plainOnWebGpu();
  const theirs = await quickest(3, async () => void (await plain.step()));
  const what = `2 layers, width 384, ${ROWS} × ${TOKENS} tokens, full, Adam`;
  return [
    {
      measure: `Chromium: WebGPU step, ${what}, against plain tfjs-webgpu`,
      figures: { 'ms a step': two.ms, 'plain ms': theirs },
      value: theirs / two.ms,
      unit: '× faster',
      target: 15,
      better: 'larger',
      note: gpu.name,
    },
    {
      measure: 'Chromium: WebGPU dispatches per layer and step',
      figures: { 'of a step': two.dispatches },
      value: two.dispatches - one.dispatches,
      unit: 'dispatches',
      target: 30,
      better: 'smaller',
      note: 'of two layers, less those of one',
    },
    {
      measure: 'Chromium: JavaScript of a WebGPU step',
      figures: {},
      value: two.javascript,
      unit: 'ms',
      target: 1,
      better: 'smaller',
      note: 'recording and submitting all programs of a step',
    },
  ];
}

async function stepCost(
  executor: ReturnType<typeof createWebGpuExecutor>,
  layers: number,
): Promise<StepCost> {
  const seen = { ms: 0, dispatches: 0 };
  const config = {
    model_type: 'bert',
    vocab_size: VOCABULARY,
    hidden_size: 384,
    num_hidden_layers: layers,
    num_attention_heads: 12,
    intermediate_size: 1536,
    hidden_act: 'gelu',
    max_position_embeddings: 512,
    type_vocab_size: 2,
  };
  const network = bertNetwork(config, ['a', 'b']);
  const watched = watch(executor, seen);
  await loadNetwork(watched, network, null);
  const room = { N: ROWS * TOKENS, S: ROWS };
  const trainer = await trainerOf(watched, network, adam, { learningRate: RATE }, room);
  const batch = randomExamples(ROWS, TOKENS, VOCABULARY).map((row) => ({
    ...row,
    target: Int32Array.of((row.target[0] ?? 0) % 2),
  }));
  let step = 0;
  const go = async (): Promise<void> => void (await trainer.step([batch], ++step, RATE));
  await go();
  Object.assign(seen, { ms: 0, dispatches: 0 });
  const ms = await quickest(STEPS, go);
  const cost = { ms, javascript: seen.ms / STEPS, dispatches: seen.dispatches / STEPS };
  release(watched, network, trainer);
  executor.dispose();
  return cost;
}

/** The executor, with what its programs' runs cost added up in `seen`. */
function watch(
  executor: ReturnType<typeof createWebGpuExecutor>,
  seen: { ms: number; dispatches: number },
): Executor {
  return {
    ...executor,
    async compile(plan) {
      const program = await executor.compile(plan);
      return {
        ...program,
        run(counts) {
          const begin = performance.now();
          program.run(counts);
          seen.ms += performance.now() - begin;
          seen.dispatches += program.dispatches();
        },
      };
    },
  };
}
