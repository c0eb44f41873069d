import { expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import type { ByteSource } from '../../../src/engine/core/bytes';
import { type Config, defaultsOf } from '../../../src/engine/core/fields';
import { readPeftAdapter } from '../../../src/engine/files/peftAdapter';
import { openSafetensors } from '../../../src/engine/files/safetensors';
import { bert } from '../../../src/engine/models/bert';
import { totalSize } from '../../../src/engine/nn/parameters';
import { openAdapter, readAdapterMethod } from '../../../src/engine/session/adapter';
import type { LoadedModel } from '../../../src/engine/session/loadedModel';
import { sequenceClassification } from '../../../src/engine/tasks/sequenceClassification';
import { buildNetwork, type Network } from '../../../src/engine/training/network';
import { OPTIMIZERS, SCHEDULES } from '../../../src/engine/training/registry';
import { Trainer } from '../../../src/engine/training/trainer';
import type { Method } from '../../../src/engine/tuning/method';
import { METHODS } from '../../../src/engine/tuning/registry';
import { fixture, fixtureJson } from '../../support/fixtures';
import { ROWS, worst } from './tinyRows';

const { cases: CASES, learningRate, loraPlusRatio } = await fixtureJson('methods/cases.json');
const CONFIG = await fixtureJson('parity/tiny-bert/config.json');
const { batchSize, steps, warmup } = await fixtureJson('parity/cases.json');
const BATCH = ROWS.slice(0, 7);
const ADAMW = { ...defaultsOf(OPTIMIZERS.adamw.fields), weightDecay: 0.01 };

/** A method's case, with what an adapter file cannot say of its config. */
export interface MethodCase {
  readonly method: keyof typeof METHODS;
  readonly config?: Config;
  /** Begins from start.safetensors with the engine's names, since PEFT's file holds less. */
  readonly own?: true;
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
  'adapter-houlsby': { method: 'adapter', own: true },
  'adapter-pfeiffer': { method: 'adapter', config: { kind: 'pfeiffer' }, own: true },
  'adapter-parallel': { method: 'adapter', config: { kind: 'parallel' }, own: true },
  prompt: { method: 'prompt', config: { virtualTokens: 5 }, own: true },
  'p-tuning': {
    method: 'p-tuning',
    config: { virtualTokens: 5, encoderHiddenSize: 24 },
    own: true,
  },
  'p-tuning-lstm': {
    method: 'p-tuning',
    config: { virtualTokens: 5, encoder: 'lstm', encoderHiddenSize: 10 },
    own: true,
  },
  prefix: { method: 'prefix', config: { virtualTokens: 5 }, own: true },
  'prefix-mlp': {
    method: 'prefix',
    config: { virtualTokens: 5, projection: true, encoderHiddenSize: 20 },
    own: true,
  },
  'p-tuning-v2': { method: 'p-tuning-v2', config: { virtualTokens: 5, dropout: 0 }, own: true },
};

interface Opened {
  readonly network: Network;
  readonly method: Method;
  readonly config: Config;
  /** Tensors of adapter and head by engine name. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

const MODEL = bert.open(CONFIG);
const CONTEXT = { labels: ['a', 'b', 'c'] };
const LOADED = { id: 'tiny', label: 'tiny', family: bert, model: MODEL } as LoadedModel;

function opened(method: Method, config: Config, tensors: Opened['tensors']): Opened {
  const network = buildNetwork({
    ...{ model: MODEL, method, methodConfig: config, task: sequenceClassification },
    taskConfig: { ...defaultsOf(sequenceClassification.fields), pooling: 'pooler', ...CONTEXT },
    dropout: null,
    precision: 'f32',
  });
  return { network, method, config, tensors };
}

/** A folder that PEFT has written, opened as the product does. */
async function openFolder(name: string, state: string, more: Config = {}): Promise<Opened> {
  const files = await folder(name, state);
  const kind = await readAdapterMethod(files, LOADED, METHODS, ['SEQ_CLS']);
  const head = sequenceClassification.head(MODEL.shape, CONTEXT);
  const { method, methodConfig, tensors, notes } = await openAdapter(files, kind, LOADED, head);
  expect(notes).toEqual([]);
  return opened(method, { ...methodConfig, ...more }, tensors);
}

async function openStart(name: string): Promise<Opened> {
  const { method: id, config = {}, own } = METHOD_CASES[name] as MethodCase;
  if (id === 'bitfit') return opened(METHODS.bitfit, {}, new Map());
  if (!own) {
    const found = await openFolder(name, 'start', config);
    expect(found.method.id).toBe(id);
    return found;
  }
  const file = await openSafetensors(await fixture(`methods/${name}/start.safetensors`));
  const tensors = new Map<string, Float32Array>();
  for (const tensor of file.tensors.keys()) tensors.set(tensor, await file.read(tensor));
  return opened(METHODS[id], { ...defaultsOf(METHODS[id].fields), ...config }, tensors);
}

async function folder(name: string, state: string): Promise<Map<string, ByteSource>> {
  const files = new Map<string, ByteSource>();
  for (const file of ['adapter_config.json', 'adapter_model.safetensors'])
    files.set(file, await fixture(`methods/${name}/${state}/${file}`));
  return files;
}

async function trainerOf(executor: Executor, { network, tensors }: Opened): Promise<Trainer> {
  const base = await openSafetensors(await fixture('parity/tiny-bert/model.safetensors'));
  for (const { name } of network.parameters) {
    const data = tensors.get(name) ?? (await base.read(name));
    executor.createVariable(name, data.length);
    executor.writeVariable(name, data);
  }
  return Trainer.create({
    ...{ executor, network, optimizer: OPTIMIZERS.adamw },
    ...{ optimizerConfig: ADAMW, headRate: 1, maxGradNorm: 1, seed: 1 },
    capacity: { N: 160, S: 8 },
  });
}

/** Whether PEFT has a file of its own for a case. */
export function hasFile(name: string): boolean {
  const { method } = METHOD_CASES[name] as MethodCase;
  return method !== 'bitfit' && METHODS[method].peft?.foreign !== true;
}

/** Tests that an executor tunes the tiny BERT by a method as PEFT (or the paper's formula) does. */
export function testMethod(name: string, makeExecutor: () => Promise<Executor>): void {
  const wanted = CASES[name];

  it('in logits, count and every gradient of what trains', async () => {
    const executor = await makeExecutor();
    const start = await openStart(name);
    const { trainable } = start.network;
    expect(totalSize(trainable)).toBe(wanted.trainable);
    const trainer = await trainerOf(executor, start);
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
    const start = await openStart(name);
    const trainer = await trainerOf(executor, start);
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
    if (hasFile(name)) await expectSameFile(name, executor, start);
    executor.dispose();
    if (!hasFile(name)) return;
    const other = await makeExecutor();
    const trained = await trainerOf(other, await openFolder(name, 'trained'));
    expect(worst(await trained.logits(BATCH), wanted.trainedLogits.flat())).toBeLessThan(1e-4);
    other.dispose();
  });
}

/** What we would export after training is what PEFT has saved. */
async function expectSameFile(
  name: string,
  executor: Executor,
  { method, config }: Opened,
): Promise<void> {
  const { tensors } = await readPeftAdapter(await folder(name, 'trained'));
  for (const { path, shape, from, join } of method.peft?.write(MODEL.shape, config).tensors ?? []) {
    const parts = await Promise.all(from.map((part) => executor.readVariable(part)));
    const theirs = nameInFile(method, path);
    expect(tensors.info(theirs).shape, path).toEqual(shape);
    expect(worst(join(parts), await tensors.read(theirs)), path).toBeLessThan(2e-3);
  }
}

/** Tests that our file of a method has the tensors and the keys of PEFT's, and is read back. */
export async function expectPeftLayout(name: string): Promise<void> {
  const { method: id, config: more = {} } = METHOD_CASES[name] as MethodCase;
  const bitfit = id === 'bitfit';
  const theirs = await readPeftAdapter(await folder(name, bitfit ? 'layout' : 'trained'));
  const method: Method = METHODS[id];
  const config = bitfit ? {} : (await openStart(name)).config;
  const ours = method.peft?.write(MODEL.shape, { ...config, ...more });
  const shapes = Object.fromEntries(
    (ours?.tensors ?? []).map(({ path, shape }) => [nameInFile(method, path), shape]),
  );
  const wanted = Object.fromEntries(
    theirs.tensors
      .names()
      .filter((tensor) => !tensor.includes('classifier'))
      .map((tensor) => [tensor, theirs.tensors.info(tensor).shape]),
  );
  expect(shapes).toEqual(wanted);
  // Lists are sets to PEFT; of an MLP the file holds what it made, whatever PEFT says of it.
  const free = ['target_modules', 'feedforward_modules', 'prefix_projection'];
  for (const [key, value] of Object.entries(ours?.config ?? {})) {
    const known = key in theirs.config;
    expect(known, key).toBe(true);
    if (!free.includes(key) && !key.endsWith('_pattern'))
      expect(theirs.config[key], key).toEqual(value);
  }
}

function nameInFile({ peft }: Method, path: string): string {
  return peft?.promptLearning ? path : `base_model.model.${path}`;
}
