import { expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import type { ByteSource } from '../../../src/engine/core/bytes';
import { defaultsOf } from '../../../src/engine/core/fields';
import { readPeftAdapter } from '../../../src/engine/files/peftAdapter';
import { openSafetensors } from '../../../src/engine/files/safetensors';
import { bert } from '../../../src/engine/models/bert';
import { initialize } from '../../../src/engine/nn/initialize';
import { sequenceClassification } from '../../../src/engine/tasks/sequenceClassification';
import {
  buildNetwork,
  type Network,
  type NetworkParts,
} from '../../../src/engine/training/network';
import { OPTIMIZERS, SCHEDULES } from '../../../src/engine/training/registry';
import { Trainer } from '../../../src/engine/training/trainer';
import { METHODS } from '../../../src/engine/tuning/registry';
import { fixture, fixtureJson } from '../../support/fixtures';
import { ROWS, worst } from './tinyRows';

const CASES = await fixtureJson('parity/cases.json');
const LAYERWISE = await fixtureJson('parity/layerwise.json');
const CONFIG = await fixtureJson('parity/tiny-bert/config.json');
const LABELS = ['a', 'b', 'c'];

type MethodId = 'full' | 'freeze' | 'head-only' | 'lora';

const METHOD_CONFIGS: Record<MethodId, object> = {
  full: {},
  freeze: { layers: 2, embeddings: true },
  'head-only': {},
  lora: { rank: 4, alpha: 8, targets: ['query', 'value'] },
};

function partsOf(method: MethodId, pooling = 'pooler', config: object = {}): NetworkParts {
  return {
    model: bert.open(CONFIG),
    method: METHODS[method],
    methodConfig: { ...defaultsOf(METHODS[method].fields), ...METHOD_CONFIGS[method], ...config },
    task: sequenceClassification,
    taskConfig: { ...defaultsOf(sequenceClassification.fields), pooling, labels: LABELS },
    dropout: null,
    precision: 'f32',
  };
}

async function load(
  executor: Executor,
  network: Network,
  more: string | null = null,
): Promise<void> {
  const base = await openSafetensors(await fixture('parity/tiny-bert/model.safetensors'));
  const start = more ? await openSafetensors(await fixture(`parity/${more}`)) : null;
  for (const spec of network.parameters) {
    const source = start?.tensors.has(spec.name) ? start : base;
    const data = source.tensors.has(spec.name) ? await source.read(spec.name) : initialize(spec, 1);
    executor.createVariable(spec.name, data.length);
    executor.writeVariable(spec.name, data);
  }
}

async function trainerFor(
  executor: Executor,
  network: Network,
  optimizer: keyof typeof OPTIMIZERS,
  config: object,
  stepsPerEpoch = 1,
): Promise<Trainer> {
  return Trainer.create({
    executor,
    network,
    optimizer: OPTIMIZERS[optimizer],
    optimizerConfig: { ...defaultsOf(OPTIMIZERS[optimizer].fields), ...config },
    headRate: 1,
    maxGradNorm: 1,
    seed: 1,
    capacity: { N: 160, S: 8 },
    stepsPerEpoch,
  });
}

const OPTIMIZER_CONFIGS = {
  adam: { learningRate: 1e-3 },
  adamw: { learningRate: 1e-3, weightDecay: 0.01 },
  sgd: { learningRate: 0.05, momentum: 0.9, nesterov: true },
} as const;

/** A run of the fixture: 20 steps of a method with an optimizer. */
export interface ParityRun {
  readonly method: MethodId;
  readonly optimizer: keyof typeof OPTIMIZERS;
  readonly accumulation: number;
  readonly schedule: string;
  /** Settings of the method beyond those of every run. */
  readonly config?: object;
  readonly stepsPerEpoch?: number;
}

/** Tests that an executor computes the tiny BERT as PyTorch does; of its runs, those `wanted`. */
export function testTinyBert(
  makeExecutor: () => Promise<Executor>,
  wanted: (run: ParityRun) => boolean = () => true,
): void {
  const batch = ROWS.slice(0, CASES.batch);

  it('in logits, by pooler and by mean', async () => {
    for (const [pooling, wanted] of [
      ['pooler', CASES.logits],
      ['mean', CASES.meanLogits],
    ] as const) {
      const executor = await makeExecutor();
      const network = buildNetwork(partsOf('full', pooling));
      await load(executor, network);
      const trainer = await trainerFor(executor, network, 'sgd', {});
      expect(worst(await trainer.logits(batch), wanted.flat())).toBeLessThan(1e-4);
      executor.dispose();
    }
  });

  it('in every gradient of full fine-tuning', async () => {
    const executor = await makeExecutor();
    const network = buildNetwork(partsOf('full'));
    await load(executor, network);
    const trainer = await trainerFor(executor, network, 'sgd', {});
    const { loss } = await trainer.step([batch], 0, 0);
    expect(loss).toBeCloseTo(CASES.loss, 5);
    const wanted = await openSafetensors(await fixture('parity/gradients.safetensors'));
    expect(network.trainable.map(({ name }) => name).sort()).toEqual(
      [...wanted.tensors.keys()].sort(),
    );
    for (const { name } of network.trainable) {
      const gradient = await wanted.read(name);
      const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      // The gradient of a key bias is zero but for rounding: softmax does not see it.
      const scale = Math.max(largest, 1e-4);
      expect(
        worst(await executor.readVariable(`grad/${name}`), gradient) / scale,
        name,
      ).toBeLessThan(1e-4);
    }
    executor.dispose();
  });

  for (const record of [...CASES.runs, ...LAYERWISE.runs].filter(wanted)) {
    const { method, optimizer, accumulation, schedule, stepsPerEpoch } = record;
    const settings = record.config ? `, ${JSON.stringify(record.config)}` : '';
    it(`over 20 steps of ${method}, ${optimizer}, ${schedule}, accumulation ${accumulation}${settings}`, async () => {
      const executor = await makeExecutor();
      const network = buildNetwork(partsOf(method, 'pooler', record.config));
      await load(executor, network, method === 'lora' ? 'lora-start.safetensors' : null);
      const config = OPTIMIZER_CONFIGS[optimizer as keyof typeof OPTIMIZER_CONFIGS];
      const trainer = await trainerFor(executor, network, optimizer, config, stepsPerEpoch);
      const size = CASES.batchSize * accumulation;
      for (let step = 0; step < CASES.steps; step++) {
        const place = (step * size) % ROWS.length;
        const batches = Array.from({ length: accumulation }, (_, i) => {
          const from = place + i * CASES.batchSize;
          return ROWS.slice(from, from + CASES.batchSize);
        });
        const factor = SCHEDULES[schedule as keyof typeof SCHEDULES].multiplier(step, CASES.steps, {
          warmup: CASES.warmup,
        });
        const learningRate = config.learningRate * factor;
        expect(learningRate).toBeCloseTo(record.learningRates[step], 12);
        const result = await trainer.step(batches, step, learningRate);
        expect(
          Math.abs(result.loss / record.losses[step] - 1),
          `loss of step ${step}`,
        ).toBeLessThan(1e-3);
        expect(
          Math.abs(result.gradNorm / record.gradNorms[step] - 1),
          `norm of step ${step}`,
        ).toBeLessThan(5e-3);
      }
      expect(network.trainable.map(({ name }) => name).sort()).toEqual(
        Object.keys(record.absSums).sort(),
      );
      for (const [name, wanted] of Object.entries<number>(record.absSums)) {
        const data = await executor.readVariable(name);
        const sum = data.reduce((total, value) => total + Math.abs(value), 0);
        expect(Math.abs(sum / wanted - 1), name).toBeLessThan(2e-3);
      }
      executor.dispose();
    });
  }

  it('in the logits of an adapter that PEFT trained, beside the base and merged', async () => {
    const files = new Map<string, ByteSource>();
    for (const name of ['adapter_config.json', 'adapter_model.safetensors'])
      files.set(name, await fixture(`parity/adapter/${name}`));
    const { config, tensors } = await readPeftAdapter(files);
    const parts = partsOf('lora');
    const opened = METHODS.lora.peft?.read?.(parts.model.shape, config);
    expect(opened?.config).toMatchObject({ rank: 4, alpha: 8, targets: ['query', 'value'] });
    const executor = await makeExecutor();
    const network = buildNetwork({ ...parts, methodConfig: opened?.config ?? {} });
    await load(executor, network);
    for (const { name } of network.trainable)
      executor.writeVariable(name, await tensors.read(`base_model.model.${name}`));
    const trainer = await trainerFor(executor, network, 'sgd', {});
    expect(worst(await trainer.logits(batch), CASES.adapterLogits.flat())).toBeLessThan(1e-4);

    const values = new Map<string, Float32Array>();
    for (const { name } of network.parameters) values.set(name, await executor.readVariable(name));
    const weights = {
      get: (name: string) => values.get(name) ?? new Float32Array(0),
      has: (name: string) => values.has(name),
    };
    for (const [name, data] of METHODS.lora.merge?.(
      parts.model.shape,
      opened?.config ?? {},
      weights,
    ) ?? [])
      values.set(name, data);
    const merged = await makeExecutor();
    const plain = buildNetwork(partsOf('full'));
    for (const { name } of plain.parameters) {
      const data = values.get(name) ?? new Float32Array(0);
      merged.createVariable(name, data.length);
      merged.writeVariable(name, data);
    }
    const mergedTrainer = await trainerFor(merged, plain, 'sgd', {});
    expect(worst(await mergedTrainer.logits(batch), CASES.mergedLogits.flat())).toBeLessThan(1e-4);
  });
}
