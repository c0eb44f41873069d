import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../src/engine/backends/executor';
import { defaultsOf } from '../../../src/engine/core/fields';
import { createRandom } from '../../../src/engine/core/rng';
import { makePlan, type Plan } from '../../../src/engine/graph/plan';
import { bert } from '../../../src/engine/models/bert';
import { initialize } from '../../../src/engine/nn/initialize';
import { sequenceClassification } from '../../../src/engine/tasks/sequenceClassification';
import type { Example } from '../../../src/engine/tasks/task';
import { buildNetwork, gradientName, type Network } from '../../../src/engine/training/network';
import { OPTIMIZERS } from '../../../src/engine/training/registry';
import { Trainer } from '../../../src/engine/training/trainer';
import { METHODS } from '../../../src/engine/tuning/registry';
import { KERNEL_EXECUTORS } from '../../support/executors';
import { TINY_CONFIG } from '../../support/tinyBert';

const LABELS = ['a', 'b', 'c'];

function network(
  method: keyof typeof METHODS,
  options: { dropout?: number | null; config?: object; methodConfig?: object } = {},
): Network {
  return buildNetwork({
    model: bert.open({ ...TINY_CONFIG, num_hidden_layers: 4, ...options.config }),
    method: METHODS[method],
    methodConfig: { ...defaultsOf(METHODS[method].fields), ...options.methodConfig },
    task: sequenceClassification,
    taskConfig: { ...defaultsOf(sequenceClassification.fields), pooling: 'pooler', labels: LABELS },
    dropout: options.dropout ?? null,
    precision: 'f32',
  });
}

function examples(count: number, stream: number): Example[] {
  const random = createRandom(3, stream);
  return Array.from({ length: count }, (_, row) => {
    const length = 3 + random.integer(20);
    return {
      ids: Int32Array.from({ length }, () => random.integer(TINY_CONFIG.vocab_size)),
      typeIds: new Int32Array(length),
      target: Int32Array.of(random.integer(LABELS.length)),
      row,
    };
  });
}

/** Losses and norms of three steps of two micro-batches, the last gradients, the final weights. */
async function trained(executor: Executor, net: Network, recompute: boolean) {
  for (const spec of net.parameters) executor.writeVariable(spec.name, initialize(spec, 5));
  const trainer = await Trainer.create({
    executor,
    network: net,
    optimizer: OPTIMIZERS.adamw,
    optimizerConfig: defaultsOf(OPTIMIZERS.adamw.fields),
    headRate: 1,
    maxGradNorm: 1,
    seed: 1,
    capacity: { N: 160, S: 8 },
    recompute,
  });
  const steps = [];
  for (let step = 0; step < 3; step++) {
    const batches = [examples(5, 2 * step), examples(4, 2 * step + 1)];
    steps.push(await trainer.step(batches, step, 0.01));
  }
  const read = async (nameOf: (name: string) => string) => {
    const values: Record<string, Float32Array> = {};
    for (const { name } of net.trainable) values[name] = await executor.readVariable(nameOf(name));
    return values;
  };
  const found = { steps, gradients: await read(gradientName), weights: await read((name) => name) };
  trainer.dispose();
  return found;
}

describe.each(Object.entries(KERNEL_EXECUTORS))('layers computed again on %s', (_, make) => {
  it.each([
    ['full', 0.1],
    ['full', 0],
    ['lora', 0.1],
    ['freeze', 0.1],
    ['head-only', 0.1],
  ] as const)('%s, dropout %d: the same gradients bit for bit', async (method, dropout) => {
    const executor = await make();
    const methodConfig = {
      freeze: { layers: 1 },
      lora: { targets: ['query', 'up', 'down'], dropout: 0.2 },
      full: {},
      'head-only': {},
    }[method];
    const net = network(method, { dropout, methodConfig });
    const kept = await trained(executor, net, false);
    const again = await trained(executor, net, true);
    expect(again).toEqual(kept);
    expect(kept.steps.every(({ applied }) => applied)).toBe(true);
    executor.dispose();
  });
});

/** The plan of a step of BERT with this many layers, at `rows` texts of `length` tokens. */
function stepPlan(layers: number, rows: number, length: number, recompute: boolean): Plan {
  const config = {
    hidden_size: 256,
    intermediate_size: 1024,
    num_attention_heads: 4,
    num_hidden_layers: layers,
    max_position_embeddings: 512,
  };
  const graph = network('full', { config }).gradients(false, recompute);
  return makePlan(graph, { N: rows * length, S: rows });
}

describe('the memory of a step', () => {
  const workspace = (...of: Parameters<typeof stepPlan>): number => stepPlan(...of).bytes.workspace;

  it('is a fraction where layers are computed again', () => {
    expect(workspace(12, 8, 128, true)).toBeLessThan(0.25 * workspace(12, 8, 128, false));
  });

  it('grows by little more than a hidden state with every layer then', () => {
    const hidden = 4 * 256 * 8 * 128;
    const perLayer = (workspace(12, 8, 128, true) - workspace(6, 8, 128, true)) / 6;
    expect(perLayer).toBeLessThan(1.1 * hidden);
    expect((workspace(12, 8, 128, false) - workspace(6, 8, 128, false)) / 6).toBeGreaterThan(
      8 * hidden,
    );
  });

  it.each([true, false])('is linear in the tokens of a text up to 512 (again: %s)', (recompute) => {
    const perToken = (length: number): number => workspace(4, 4, length, recompute) / length;
    // What is chosen to share memory differs a little with the sizes.
    for (const length of [256, 512])
      expect(Math.abs(perToken(length) / perToken(64) - 1)).toBeLessThan(0.06);
  });

  it('costs one more forward pass of all layers but the last', () => {
    const products = (layers: number, recompute: boolean): number =>
      stepPlan(layers, 4, 64, recompute).steps.filter(({ op }) => op.id === 'matmul').length;
    expect(products(12, true) - products(12, false)).toBe(11 * 6);
  });
});
