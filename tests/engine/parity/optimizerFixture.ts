import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Executor } from '../../../src/engine/backends/executor';
import type { Config } from '../../../src/engine/core/fields';
import { NO_TARGET } from '../../../src/engine/core/target';
import { input } from '../../../src/engine/graph/leaves';
import type { Graph, Value } from '../../../src/engine/graph/node';
import type { ParameterSpec } from '../../../src/engine/nn/parameters';
import { scale } from '../../../src/engine/ops/scale';
import type { Task } from '../../../src/engine/tasks/task';
import { gradientName, LOSS, type Network } from '../../../src/engine/training/network';
import { OPTIMIZERS, type SCHEDULES } from '../../../src/engine/training/registry';
import { Trainer } from '../../../src/engine/training/trainer';

export type Tensors = Readonly<Record<string, number[]>>;

/** What torch and transformers said; tests/parity/optimizers.py. */
interface Fixture {
  readonly learningRate: number;
  readonly shapes: Readonly<Record<string, number[]>>;
  readonly start: Tensors;
  readonly gradients: readonly Tensors[];
  readonly runs: readonly {
    readonly optimizer: keyof typeof OPTIMIZERS;
    readonly config: Config;
    readonly maxGradNorm: number;
    readonly schedule: keyof typeof SCHEDULES;
    readonly warmup: number;
    readonly norms: number[];
    readonly learningRates: number[];
    readonly values: number[][];
  }[];
  readonly schedules: readonly {
    readonly schedule: keyof typeof SCHEDULES;
    readonly total: number;
    readonly warmup: number;
    readonly multipliers: number[];
  }[];
  readonly clips: readonly {
    readonly sizes: number[];
    readonly maxGradNorm: number;
    readonly scale: number;
    readonly norm: number;
    readonly firsts: number[];
    readonly lasts: number[];
  }[];
  readonly decayed: Readonly<Record<string, boolean>>;
}

export const FIXTURE: Fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/parity/optimizers.json'), 'utf8'),
);

/** A network whose gradients are what the host writes: only the trainer's own programs compute. */
function givenGradients(shapes: Readonly<Record<string, readonly number[]>>, task: Task): Network {
  const trainable = Object.entries(shapes).map(
    ([name, shape]): ParameterSpec => ({
      name,
      shape,
      init: { kind: 'zeros' },
      part: 'head',
      layer: null,
      role: 'head',
      optional: true,
    }),
  );
  const loss = (): Value => scale(input('divisor', [1], 'f32'), 1);
  const gradients = (): Graph => ({
    outputs: {},
    assignments: [
      { variable: LOSS, value: loss() },
      ...trainable.map(({ name, shape }) => ({
        variable: gradientName(name),
        value: scale(input(name, shape, 'f32'), 1),
      })),
    ],
  });
  const inference = { outputs: { logits: loss() }, assignments: [] };
  const nothingPacked = { packable: [], storages: new Map() };
  return {
    task,
    taskConfig: {},
    parameters: trainable,
    trainable,
    ...nothingPacked,
    gradients,
    inference,
    cached: null,
    rateScale: () => 1,
    startsAt: () => 0,
    virtual: { count: 0, pooled: false },
  };
}

interface Setup {
  readonly optimizer: keyof typeof OPTIMIZERS;
  readonly config: Config;
  readonly maxGradNorm: number;
}

/** A trainer over tensors alone, and a way to hand it the gradients of the next step. */
export async function trainerOf(
  executor: Executor,
  start: Readonly<Record<string, Float32Array>>,
  shapes: Readonly<Record<string, readonly number[]>>,
  { optimizer, config, maxGradNorm }: Setup,
) {
  for (const [name, data] of Object.entries(start)) {
    executor.createVariable(name, data.length);
    executor.writeVariable(name, data);
  }
  let next: Readonly<Record<string, Float32Array>> = {};
  const trainer = await Trainer.create({
    executor,
    network: givenGradients(shapes, { targets: () => next, weight: () => 1 } as unknown as Task),
    optimizer: OPTIMIZERS[optimizer],
    optimizerConfig: config,
    headRate: 1,
    maxGradNorm,
    seed: 1,
    capacity: { N: 4, S: 1 },
  });
  const row = { ids: Int32Array.of(1), typeIds: new Int32Array(1), target: NO_TARGET, row: 0 };
  return (gradients: typeof next, step: number, learningRate: number) => {
    next = gradients;
    return trainer.step([[row]], step, learningRate);
  };
}

export function floats(tensors: Tensors): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, values]) => [name, Float32Array.from(values)]),
  );
}

/** The numbers of tests/parity/optimizers.py, scaled. */
export function wave(count: number, seed: number, factor: number): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, i) => ((((i * 7919 + seed * 104729) % 2003) - 1001) / 512) * factor,
  );
}

/** The largest difference, of values above 1 their share. */
export function worst(found: ArrayLike<number>, wanted: readonly number[]): number {
  if (found.length !== wanted.length) return Number.POSITIVE_INFINITY;
  return wanted.reduce(
    (most, value, i) =>
      Math.max(most, Math.abs((found[i] as number) - value) / Math.max(1, Math.abs(value))),
    0,
  );
}
