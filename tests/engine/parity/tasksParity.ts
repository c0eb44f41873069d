import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { type Config, defaultsOf } from '../../../src/engine/core/fields';
import { openSafetensors } from '../../../src/engine/files/safetensors';
import { bert } from '../../../src/engine/models/bert';
import { relativeError } from '../../../src/engine/selfTest/agreement';
import { TASKS } from '../../../src/engine/tasks/registry';
import type { Example } from '../../../src/engine/tasks/task';
import { buildNetwork, gradientName, type Network } from '../../../src/engine/training/network';
import { OPTIMIZERS } from '../../../src/engine/training/registry';
import { Trainer } from '../../../src/engine/training/trainer';
import { METHODS } from '../../../src/engine/tuning/registry';
import config from '../../fixtures/parity/tiny-bert/config.json';
import { fixture } from '../../support/fixtures';

/** tests/fixtures/parity/tasks.json, and masked-lm.json. */
export interface TaskFixture {
  readonly rows: readonly { readonly ids: number[]; readonly typeIds: number[] }[];
  readonly batch: number;
  readonly rate: number;
  readonly runs: readonly TaskRun[];
}

interface TaskRun {
  readonly name: string;
  /** Head parameters by name, flat. */
  readonly start: Readonly<Record<string, number[]>>;
  readonly targets: readonly (readonly number[])[];
  readonly logits: readonly number[];
  /** Of the first step. */
  readonly gradients: Readonly<Record<string, number[]>>;
  readonly losses: readonly number[];
}

interface RunSettings {
  readonly task: keyof typeof TASKS;
  readonly config: Config;
  /** LoRA's settings; all weights are trained without. */
  readonly lora?: Config;
}

/** Settings of each run of the fixture; whoever adds a task adds it here, as the walk asks. */
export const TASK_RUNS: Readonly<Record<string, RunSettings>> = {
  regression: {
    task: 'regression',
    config: {
      pooling: 'pooler',
      standardize: false,
      transform: 'linear',
      labels: ['a', 'b'],
      means: [0, 0],
      spreads: [1, 1],
    },
  },
  'multi-label': {
    task: 'multi-label',
    config: { pooling: 'pooler', threshold: 0.5, labels: ['a', 'b', 'c', 'd'] },
  },
  'token-classification': {
    task: 'token-classification',
    config: { head: 'softmax', scheme: 'none', labels: ['a', 'b', 'c', 'd', 'e'] },
  },
  'token-classification, crf': {
    task: 'token-classification',
    config: {
      head: 'crf',
      scheme: 'none',
      constrained: false,
      chainRate: 1,
      labels: ['a', 'b', 'c', 'd', 'e'],
    },
  },
  'masked-lm': { task: 'masked-lm', config: {} },
  'masked-lm, lora': { task: 'masked-lm', config: {}, lora: { rank: 2, alpha: 4 } },
  'multi-label, weighted': {
    task: 'multi-label',
    config: { pooling: 'pooler', labels: ['a', 'b', 'c', 'd'], weights: [0.5, 2, 1, 0.25] },
  },
  'token-classification, weighted': {
    task: 'token-classification',
    config: {
      scheme: 'none',
      labels: ['a', 'b', 'c', 'd', 'e'],
      weights: [0.5, 2, 1, 0.25, 3],
      labelSmoothing: 0.1,
    },
  },
  'sequence-classification, weighted': {
    task: 'sequence-classification',
    config: {
      pooling: 'pooler',
      labels: ['a', 'b', 'c'],
      weights: [0.5, 2, 1],
      labelSmoothing: 0.2,
    },
  },
  'sequence-classification, focal': {
    task: 'sequence-classification',
    config: { pooling: 'pooler', labels: ['a', 'b', 'c'], focalGamma: 2 },
  },
};

/** Logits, gradients and twenty losses of every task on an executor. */
export function testTasks(
  { rows, batch, rate, runs }: TaskFixture,
  make: () => Promise<Executor>,
): void {
  describe.each(runs)('$name on the tiny BERT', (run) => {
    let executor: Executor;
    beforeAll(async () => {
      executor = await make();
    });
    afterAll(() => executor.dispose());

    it('gives the logits, gradients and losses of transformers', async () => {
      const network = networkOf(run);
      await load(executor, network, run);
      const trainer = await Trainer.create({
        executor,
        network,
        optimizer: OPTIMIZERS.adam,
        optimizerConfig: { ...defaultsOf(OPTIMIZERS.adam.fields), learningRate: rate },
        headRate: 1,
        maxGradNorm: 1,
        seed: 1,
        capacity: { N: 160, S: 8, M: 24 },
      });
      const examples = rows.map((row, i) => exampleOf(row, run.targets[i] ?? [], i, network));
      const first = await trainer.logits(examples.slice(0, batch));
      expect(relativeError(first, Float32Array.from(run.logits))).toBeLessThan(1e-4);
      const losses: number[] = [];
      for (const [step] of run.losses.entries()) {
        const own = Array.from(
          { length: batch },
          (_, i) => examples[(step * batch + i) % rows.length] as Example,
        );
        losses.push((await trainer.step([own], step, rate)).loss);
        if (step > 0) continue;
        for (const [name, values] of Object.entries(run.gradients)) {
          const found = await executor.readVariable(gradientName(name));
          const wanted = Float32Array.from(values);
          const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          const apart = found.map((value, at) => Math.abs(value - (wanted[at] ?? Number.NaN)));
          expect(Math.max(...apart) / largest, name).toBeLessThan(1e-4);
        }
      }
      run.losses.forEach((wanted, step) => {
        expect(Math.abs((losses[step] as number) / wanted - 1), `step ${step}`).toBeLessThan(1e-3);
      });
      trainer.dispose();
      for (const { name } of network.parameters) executor.removeVariable(name);
    });
  });
}

function networkOf({ name }: TaskRun): Network {
  const { task, config: given, lora } = TASK_RUNS[name] as RunSettings;
  const taskConfig = { ...defaultsOf(TASKS[task].fields), ...given };
  const method = lora ? METHODS.lora : METHODS.full;
  return buildNetwork({
    model: bert.open(config),
    method,
    methodConfig: { ...defaultsOf(method.fields), ...lora },
    task: TASKS[task],
    taskConfig,
    dropout: 0,
    precision: 'f32',
  });
}

async function load(executor: Executor, network: Network, run: TaskRun): Promise<void> {
  const base = await openSafetensors(await fixture('parity/tiny-bert/model.safetensors'));
  for (const { name } of network.parameters) {
    const own = run.start[name];
    const data = own ? Float32Array.from(own) : await base.read(name);
    executor.createVariable(name, data.length);
    executor.writeVariable(name, data);
  }
}

function exampleOf(
  { ids, typeIds }: TaskFixture['rows'][number],
  target: readonly number[],
  row: number,
  { task }: Network,
): Example {
  return {
    ids: Int32Array.from(ids),
    typeIds: Int32Array.from(typeIds),
    target: task.perToken ? Int32Array.from(target) : Float32Array.from(target),
    row,
  };
}
