import { expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import type { ByteSource } from '../../../src/engine/core/bytes';
import { type Config, defaultsOf } from '../../../src/engine/core/fields';
import { readPeftAdapter } from '../../../src/engine/files/peftAdapter';
import { openSafetensors } from '../../../src/engine/files/safetensors';
import type { WeightSource } from '../../../src/engine/files/weights';
import { bert } from '../../../src/engine/models/bert';
import { totalSize } from '../../../src/engine/nn/parameters';
import { sequenceClassification } from '../../../src/engine/tasks/sequenceClassification';
import { buildNetwork, type Network } from '../../../src/engine/training/network';
import { OPTIMIZERS, SCHEDULES } from '../../../src/engine/training/registry';
import { Trainer } from '../../../src/engine/training/trainer';
import { METHODS } from '../../../src/engine/tuning/registry';
import { fixture, fixtureJson } from '../../support/fixtures';
import { ROWS, worst } from './tinyRows';

const { cases: CASES, learningRate, loraPlusRatio } = await fixtureJson('methods/cases.json');
const CONFIG = await fixtureJson('parity/tiny-bert/config.json');
const { batchSize, steps, warmup } = await fixtureJson('parity/cases.json');
const BATCH = ROWS.slice(0, 7);
const ADAMW = { ...defaultsOf(OPTIMIZERS.adamw.fields), weightDecay: 0.01 };

/** A method's case: what the adapter file cannot say of its config, and the file's method. */
export interface MethodCase {
  readonly method: keyof typeof METHODS;
  readonly config?: Config;
}

/** One case for each way a method can be set; every method of the registry has at least one. */
export const METHOD_CASES: Readonly<Record<string, MethodCase>> = {
  'lora-everywhere': { method: 'lora' },
  'lora-biases': { method: 'lora' },
  'lora-own-biases': { method: 'lora' },
  'lora-patterns': { method: 'lora' },
  'lora-plus': { method: 'lora', config: { loraplusLrRatio: loraPlusRatio } },
  dora: { method: 'dora' },
  'dora-rslora': { method: 'dora' },
  ia3: { method: 'ia3' },
  'layer-norm': { method: 'layer-norm' },
  bitfit: { method: 'bitfit' },
};

interface Opened {
  readonly network: Network;
  readonly config: Config;
  /** Tensors of the adapter by engine name; the head's too. */
  read(name: string): Promise<Float32Array | null>;
  readonly files: WeightSource | null;
}

async function open(name: string, state: 'start' | 'trained'): Promise<Opened> {
  const { method: id, config: more = {} } = METHOD_CASES[name] as MethodCase;
  const method = METHODS[id];
  const model = bert.open(CONFIG);
  const adapter = id === 'bitfit' ? null : await readPeftAdapter(await folder(name, state));
  if (adapter) expect(method.peft?.reads?.(adapter.config) ?? true).toBe(true);
  const opened = adapter ? method.peft?.read?.(model.shape, adapter.config) : undefined;
  const config = { ...(opened?.config ?? defaultsOf(method.fields)), ...more };
  const network = buildNetwork({
    ...{ model, method, methodConfig: config, task: sequenceClassification },
    taskConfig: { pooling: 'pooler', labels: [] },
    context: { labels: ['a', 'b', 'c'] },
    dropout: null,
    precision: 'f32',
  });
  return {
    network,
    config,
    files: adapter?.tensors ?? null,
    async read(parameter) {
      const path = `base_model.model.${opened?.places.get(parameter)?.path ?? parameter}`;
      return adapter?.tensors.has(path) ? adapter.tensors.read(path) : null;
    },
  };
}

async function folder(name: string, state: string): Promise<Map<string, ByteSource>> {
  const files = new Map<string, ByteSource>();
  for (const file of ['adapter_config.json', 'adapter_model.safetensors'])
    files.set(file, await fixture(`methods/${name}/${state}/${file}`));
  return files;
}

async function trainerOf(executor: Executor, { network, read }: Opened): Promise<Trainer> {
  const base = await openSafetensors(await fixture('parity/tiny-bert/model.safetensors'));
  for (const { name } of network.parameters) {
    const data = (await read(name)) ?? (await base.read(name));
    executor.createVariable(name, data.length);
    executor.writeVariable(name, data);
  }
  return Trainer.create({
    ...{ executor, network, task: sequenceClassification, optimizer: OPTIMIZERS.adamw },
    ...{ optimizerConfig: ADAMW, headRate: 1, maxGradNorm: 1, seed: 1 },
    capacity: { N: 160, S: 8 },
  });
}

/** Tests that an executor tunes the tiny BERT by a method as PEFT (or the paper's formula) does. */
export function testMethod(name: string, makeExecutor: () => Promise<Executor>): void {
  const wanted = CASES[name];

  it('in logits, count and every gradient of what trains', async () => {
    const executor = await makeExecutor();
    const opened = await open(name, 'start');
    const { trainable } = opened.network;
    expect(totalSize(trainable)).toBe(wanted.trainable);
    const trainer = await trainerOf(executor, opened);
    expect(worst(await trainer.logits(BATCH), wanted.logits.flat())).toBeLessThan(1e-4);
    const { loss } = await trainer.step([BATCH], 0, 0);
    expect(loss).toBeCloseTo(wanted.loss, 4);
    const gradients = await openSafetensors(await fixture(`methods/${name}/gradients.safetensors`));
    expect(trainable.map((spec) => spec.name).sort()).toEqual([...gradients.tensors.keys()].sort());
    for (const spec of trainable) {
      const gradient = await gradients.read(spec.name);
      const found = await executor.readVariable(`grad/${spec.name}`);
      const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-4);
      expect(worst(found, gradient) / largest, spec.name).toBeLessThan(1e-4);
    }
    executor.dispose();
  });

  it('over 20 steps, to the logits of what PEFT has trained', async () => {
    const executor = await makeExecutor();
    const trainer = await trainerOf(executor, await open(name, 'start'));
    for (let step = 0; step < steps; step++) {
      const place = (step * batchSize) % ROWS.length;
      const rate = learningRate * SCHEDULES.linear.multiplier(step, steps, { warmup });
      const { loss, gradNorm } = await trainer.step(
        [ROWS.slice(place, place + batchSize)],
        step,
        rate,
      );
      expect(Math.abs(loss / wanted.losses[step] - 1), `loss of step ${step}`).toBeLessThan(1e-3);
      expect(Math.abs(gradNorm / wanted.gradNorms[step] - 1), `norm of step ${step}`).toBeLessThan(
        5e-3,
      );
    }
    expect(worst(await trainer.logits(BATCH), wanted.trainedLogits.flat())).toBeLessThan(5e-3);
    executor.dispose();
    if (METHOD_CASES[name]?.method === 'bitfit') return;
    const other = await makeExecutor();
    const trained = await trainerOf(other, await open(name, 'trained'));
    expect(worst(await trained.logits(BATCH), wanted.trainedLogits.flat())).toBeLessThan(1e-4);
    other.dispose();
  });
}

/** Tests that our file of a method has the tensors and the keys of PEFT's. */
export async function expectPeftLayout(name: string): Promise<void> {
  const { method: id } = METHOD_CASES[name] as MethodCase;
  const model = bert.open(CONFIG);
  const bitfit = id === 'bitfit';
  const theirs = await readPeftAdapter(await folder(name, bitfit ? 'layout' : 'start'));
  const { config } = await (bitfit
    ? { config: defaultsOf(METHODS.bitfit.fields) }
    : open(name, 'start'));
  const ours = METHODS[id].peft?.write(model.shape, config);
  const places = [...(ours?.zeros ?? []), ...(ours?.places.values() ?? [])];
  const shapes = Object.fromEntries(
    places.map(({ path, shape }) => [`base_model.model.${path}`, shape]),
  );
  const wanted = Object.fromEntries(
    theirs.tensors
      .names()
      .filter((tensor) => !tensor.includes('classifier'))
      .map((tensor) => [tensor, theirs.tensors.info(tensor).shape]),
  );
  expect(shapes).toEqual(wanted);
  const read = bitfit ? undefined : METHODS[id].peft?.read?.(model.shape, ours?.config ?? {});
  if (read) expect([...read.places.keys()].sort()).toEqual([...(ours?.places.keys() ?? [])].sort());
}
