import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { memorySource } from '../../../src/engine/core/bytes';
import type { Precision } from '../../../src/engine/job';
import {
  checkJob,
  createSession,
  openDataset,
  openModel,
  prepareJob,
} from '../../../src/engine/session';
import { planRun } from '../../../src/engine/session/plan';
import type { Run } from '../../../src/engine/session/run';
import { createRunControl } from '../../../src/engine/training/control';
import type { StepEvent } from '../../../src/engine/training/events';
import { gradientName } from '../../../src/engine/training/network';
import { quietHooks } from '../../support/hooks';
import { tinyBertFiles, tinyCsv } from '../../support/tinyBert';
import { exportedFolder } from '../../support/tunedRun';
import { cpuExecutor } from '../ops/tfjsCpu';

/** Rows of whole blocks everywhere. */
const WHOLE = { hidden_size: 32, intermediate_size: 64 };
const PACKED: readonly Precision[] = ['f16', 'q8', 'q4'];

type Files = Awaited<ReturnType<typeof tinyBertFiles>>;

async function prepare(precision: Precision, method: object, files: Files, training: object = {}) {
  const job = checkJob({
    version: 1,
    model: 'a/tiny',
    data: { train: 'tiny.csv', validation: { fraction: 0.25 } },
    task: { id: 'sequence-classification' },
    method,
    training: {
      maxSteps: 4,
      batchSize: 6,
      evaluateEvery: null,
      optimizer: { id: 'adamw', learningRate: 0.01 },
      ...training,
    },
    precision,
  });
  const model = await openModel({ id: 'a/tiny', label: 'Tiny', files });
  const source = memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv');
  return prepareJob({ job, model, datasets: { train: await openDataset(source) } });
}

interface Trained {
  readonly run: Run;
  readonly executor: Executor;
  readonly steps: readonly Pick<StepEvent, 'loss' | 'gradNorm'>[];
  readonly checkpoint: Uint8Array;
}

async function train(
  prepared: Awaited<ReturnType<typeof prepare>>,
  executor: Executor,
  options: { stopAt?: number; from?: Uint8Array } = {},
): Promise<Trained> {
  const run = await createSession(prepared, executor);
  const control = createRunControl();
  let checkpoint = new Uint8Array(0);
  const hooks = quietHooks({
    control,
    keepCheckpoint: async ({ bytes }) => {
      checkpoint = bytes.slice();
    },
  });
  const from = options.from ? memorySource(options.from, 'checkpoint') : null;
  const steps: Pick<StepEvent, 'loss' | 'gradNorm'>[] = [];
  for await (const event of run.train(hooks, from, 'job')) {
    if (event.type === 'step') steps.push({ loss: event.loss, gradNorm: event.gradNorm });
    if (event.type === 'step' && event.step === options.stopAt) control.ask('interrupt');
  }
  return { run, executor, steps, checkpoint };
}

/** Every parameter that the run read, as it computed with them. */
async function valuesOf({ run, executor }: Trained): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const { name } of run.network.parameters)
    values.set(name, await executor.readVariable(name));
  return values;
}

async function gradientsOf({ run, executor }: Trained): Promise<Record<string, Float32Array>> {
  const gradients: Record<string, Float32Array> = {};
  for (const { name } of run.network.trainable)
    gradients[name] = await executor.readVariable(gradientName(name));
  return gradients;
}

const wasm = (): Promise<Executor> => createWasmExecutor({ threads: 1 });

const METHODS: readonly object[] = [
  { id: 'lora', targets: ['query', 'value', 'down'], dropout: 0.1 },
  { id: 'freeze', layers: 1 },
  { id: 'head-only' },
];

describe.each(PACKED)('a base at %s', (precision) => {
  it.each(METHODS)('trains as its unpacked weights in f32 do, bit for bit: $id', async (method) => {
    const files = await tinyBertFiles({ sizes: WHOLE });
    const packed = await train(await prepare(precision, method, files), await wasm());
    // Frozen values are what the file of the second run holds; the trained ones start as they did.
    const weights = await valuesOf(packed);
    for (const { name } of packed.run.network.trainable) weights.delete(name);
    const unpacked = await tinyBertFiles({ sizes: WHOLE, weights });
    const plain = await train(await prepare('f32', method, unpacked), await wasm());
    expect(packed.steps).toEqual(plain.steps);
    expect(await gradientsOf(packed)).toEqual(await gradientsOf(plain));
    expect(await valuesOf(packed)).toEqual(await valuesOf(plain));
    packed.run.dispose();
    plain.run.dispose();
  });

  it('agrees with the references', async () => {
    const files = await tinyBertFiles({ sizes: WHOLE });
    const prepared = await prepare(precision, { id: 'lora' }, files, { dropout: 0 });
    const [kernels, references] = [
      await train(prepared, await wasm()),
      await train(prepared, await cpuExecutor()),
    ];
    kernels.steps.forEach(({ loss }, i) => {
      expect(loss).toBeCloseTo(references.steps[i]?.loss as number, 5);
    });
    kernels.run.dispose();
    references.run.dispose();
  });

  it('takes the bytes that the plan says', async () => {
    const files = await tinyBertFiles({ sizes: WHOLE });
    const prepared = await prepare(precision, { id: 'lora' }, files);
    const { bytes, frozen } = planRun(prepared.parts);
    const { run, executor } = await train(prepared, await wasm());
    const scalars = executor.bytes().variables - bytes.weights - bytes.optimizer;
    expect(scalars).toBeGreaterThanOrEqual(0);
    expect(scalars).toBeLessThan(64);
    expect(bytes.weights).toBe(frozen.weightBytes[precision]);
    expect(frozen.weightBytes[precision]).toBeLessThan(frozen.weightBytes.f32);
    run.dispose();
  });

  it('goes on from a checkpoint as if it had not stopped, bit for bit', async () => {
    const files = await tinyBertFiles({ sizes: WHOLE });
    const prepared = await prepare(precision, { id: 'lora', dropout: 0.1 }, files);
    const whole = await train(prepared, await wasm());
    const first = await train(prepared, await wasm(), { stopAt: 2 });
    const rest = await train(prepared, await wasm(), { from: first.checkpoint });
    expect([...first.steps, ...rest.steps]).toEqual(whole.steps);
    expect(await valuesOf(rest)).toEqual(await valuesOf(whole));
    for (const { run } of [whole, first, rest]) run.dispose();
  });

  it('is exported as the weights that training used', async () => {
    const files = await tinyBertFiles({ sizes: WHOLE });
    const prepared = await prepare(precision, { id: 'lora' }, files);
    const { run } = await train(prepared, await wasm());
    const { examples } = prepared.parts.data.train;
    const model = await openModel({
      id: 'merged',
      label: 'Merged',
      files: await exportedFolder(run, 'model'),
    });
    const merged = await createSession(
      await prepareWith(model, { id: 'head-only', cacheFeatures: false }),
      await wasm(),
    );
    const [tuned, reopened] = [
      (await run.infer(examples)).logits,
      (await merged.infer(examples)).logits,
    ];
    reopened.forEach((value, i) => {
      expect(value).toBeCloseTo(tuned[i] as number, 4);
    });
    run.dispose();
    merged.dispose();
  });
});

async function prepareWith(model: Awaited<ReturnType<typeof openModel>>, method: object) {
  const job = checkJob({
    version: 1,
    model: model.id,
    data: { train: 'tiny.csv', validation: { fraction: 0.25 } },
    task: { id: 'sequence-classification' },
    method,
  });
  const source = memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv');
  return prepareJob({ job, model, datasets: { train: await openDataset(source) } });
}

it('a plan says what each precision takes, and that rows of no whole blocks stay halves', async () => {
  const files = await tinyBertFiles({ sizes: { hidden_size: 32, intermediate_size: 24 } });
  const { frozen } = planRun((await prepare('q8', { id: 'lora' }, files)).parts);
  // Two layers' down projections [32, 24].
  expect(frozen.storages.f16).toBe(2 * 32 * 24);
  expect(frozen.storages.q8_0).toBe(frozen.parameters - 2 * 32 * 24);
  const { f32, f16, q8, q4 } = frozen.weightBytes;
  expect([f32, f16, q8, q4].toSorted((a, b) => b - a)).toEqual([f32, f16, q8, q4]);
});

it('where every weight trains, nothing is packed and the plan says so', async () => {
  const files = await tinyBertFiles({ sizes: WHOLE });
  const [packed, plain] = await Promise.all(
    (['q4', 'f32'] as const).map(async (precision) =>
      planRun((await prepare(precision, { id: 'full' }, files)).parts),
    ),
  );
  expect(packed?.frozen.parameters).toBe(0);
  expect(packed?.bytes).toEqual(plain?.bytes);
  expect(new Set(Object.values(packed?.frozen.weightBytes ?? {})).size).toBe(1);
});

it('a weight that no half can hold is named, with a remedy', async () => {
  const name = 'bert.encoder.layer.1.output.dense.weight';
  const weights = new Map([[name, new Float32Array(32 * 64).fill(1e9)]]);
  const files = await tinyBertFiles({ sizes: WHOLE, weights });
  const prepared = await prepare('q8', { id: 'lora' }, files);
  await expect(createSession(prepared, await wasm())).rejects.toMatchObject({
    code: 'weights/out-of-range',
    message: expect.stringContaining(name),
    remedy: expect.stringContaining('f32'),
  });
});
