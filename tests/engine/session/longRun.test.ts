import { expect, it } from 'vitest';
import { executorOn } from '../../../src/engine/backends/wasm/executor';
import { startMachine } from '../../../src/engine/backends/wasm/machine';
import { memorySource } from '../../../src/engine/core/bytes';
import {
  checkJob,
  createSession,
  openDataset,
  openModel,
  prepareJob,
} from '../../../src/engine/session';
import { planRun } from '../../../src/engine/session/plan';
import { quietHooks } from '../../support/hooks';
import { tinyBertFiles, tinyCsv } from '../../support/tinyBert';

const STEPS = 2000;

async function prepared(training: object, sizes: object = {}) {
  const job = checkJob({
    version: 1,
    model: 'tiny',
    data: { train: 'tiny.csv' },
    task: { id: 'sequence-classification' },
    method: { id: 'full' },
    training: { batchSize: 3, evaluateEvery: 250, checkpointEvery: 500, ...training },
  });
  const model = await openModel({
    id: 'tiny',
    label: 'Tiny',
    files: await tinyBertFiles({ sizes }),
  });
  const source = memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv');
  return prepareJob({ job, model, datasets: { train: await openDataset(source) } });
}

it(`${STEPS} steps of changing batches hold no more memory than the first ones`, async () => {
  const machine = await startMachine(1, false);
  const run = await createSession(
    await prepared({ epochs: 1000, maxSteps: STEPS }),
    executorOn(machine, false),
  );
  const held = new Set<number>();
  const grown = new Set<number>();
  const tokens = new Set<number>();
  for await (const event of run.train(quietHooks())) {
    if (event.type === 'step') tokens.add(event.tokens);
    if (event.step < 300) continue;
    held.add(machine.memory.bytes());
    grown.add(machine.memory.memory.buffer.byteLength);
  }
  expect(tokens.size).toBeGreaterThan(10);
  expect([held.size, grown.size]).toEqual([1, 1]);
  run.dispose();
  expect(machine.memory.bytes()).toBe(0);
});

it('the plan tells before the run what it will hold, within a tenth', async () => {
  // Large enough that the kernels' own scratch does not count.
  const sizes = { hidden_size: 128, intermediate_size: 512, num_hidden_layers: 6 };
  const parts = await prepared({ maxSteps: 4, batchSize: 16 }, sizes);
  const machine = await startMachine(1, false);
  const run = await createSession(parts, executorOn(machine, false));
  for await (const _event of run.train(quietHooks())) {
    // Only what it holds at the end matters here.
  }
  const { total } = planRun(parts.parts).bytes;
  expect(machine.memory.bytes() / total).toBeGreaterThan(0.9);
  expect(machine.memory.bytes() / total).toBeLessThan(1.1);
  run.dispose();
});
