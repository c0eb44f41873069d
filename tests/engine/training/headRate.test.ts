import { expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import {
  checkJob,
  createSession,
  openDataset,
  openModel,
  prepareJob,
} from '../../../src/engine/session';
import { FAST_EXECUTORS } from '../../support/executors';
import { trained } from '../../support/hooks';
import { tinyBertFiles, tinyCsv } from '../../support/tinyBert';

const WATCHED = [
  'classifier.weight',
  'bert.pooler.dense.weight',
  'bert.encoder.layer.0.output.dense.weight',
];

/** How far each watched weight goes in one step of SGD, summed over its elements. */
async function distances(headRate: number): Promise<number[]> {
  const job = checkJob({
    version: 1,
    model: 'tiny',
    data: { train: 'tiny.csv', validation: null },
    task: { id: 'sequence-classification' },
    method: { id: 'full' },
    training: { maxSteps: 1, dropout: 0, headRate, optimizer: { id: 'sgd', learningRate: 0.1 } },
  });
  const model = await openModel({ id: 'tiny', label: 'Tiny', files: await tinyBertFiles() });
  const source = memorySource(new TextEncoder().encode(tinyCsv()), 'tiny.csv');
  const prepared = await prepareJob({ job, model, datasets: { train: await openDataset(source) } });
  const executor = await (
    FAST_EXECUTORS['wasm, 2 threads'] as () => ReturnType<(typeof FAST_EXECUTORS)[string]>
  )();
  const run = await createSession(prepared, executor);
  const before = await Promise.all(WATCHED.map((name) => executor.readVariable(name)));
  await trained(run);
  const after = await Promise.all(WATCHED.map((name) => executor.readVariable(name)));
  executor.dispose();
  return before.map((start, i) =>
    start.reduce((sum, value, at) => sum + Math.abs((after[i]?.[at] ?? 0) - value), 0),
  );
}

it('head and pooler go headRate times as far, the encoder as far as before', async () => {
  const [head, pooler, layer] = (await distances(1)) as [number, number, number];
  const [fastHead, fastPooler, sameLayer] = (await distances(5)) as [number, number, number];
  expect(fastHead / head).toBeCloseTo(5, 3);
  expect(fastPooler / pooler).toBeCloseTo(5, 2);
  expect(sameLayer / layer).toBeCloseTo(1, 4);
});
