import { expect, it } from 'vitest';
import { createWasmExecutor } from '../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../src/engine/backends/wasm/nodeThread';
import type { Progress } from '../../src/worker/protocol';
import { createReviewing } from '../../src/worker/reviewing';
import type { TaskHandle } from '../../src/worker/tasks';
import { tinyCsv } from '../support/tinyBert';
import { csv, tunedRun } from '../support/tunedRun';

const run = await tunedRun(await createWasmExecutor({ threads: 1, startThread: startNodeThread }), {
  id: 'lora',
});
const reports: Progress[] = [];
const handle: TaskHandle = {
  signal: new AbortController().signal,
  report: (progress) => void reports.push(progress),
};
const reviewing = createReviewing();

/** Four new rows, one of an unknown class, and the first five training rows. */
const [header = '', ...trained] = tinyCsv(5).split('\n');
const FILE = [
  header,
  '1,the very red cat,cat',
  '2,the very blue dog,dog',
  '3,a good fish,fish',
  '4,a bad fish,fish',
  '5,a bird,bird',
  ...trained,
].join('\n');

const withTrained = await reviewing.evaluate(
  run,
  { files: [await csv(FILE, 'test.csv')], withoutTrained: false },
  handle,
);

it('a test file says which rows were trained on, and which could not be scored', async () => {
  const { split, rows, overlap, problems } = withTrained;
  expect({ split, rows }).toEqual({ split: 'test', rows: 9 });
  expect(overlap?.leftOut).toBe(false);
  expect(overlap?.first[0]).toMatchObject({ file: 'test.csv' });
  // A fraction of the training file is its validation split.
  expect(overlap?.rows).toBeGreaterThan(0);
  expect(overlap?.rows).toBeLessThanOrEqual(5);
  expect(problems).toMatchObject([{ kind: 'unknown-label', count: 1, file: 'test.csv' }]);
  const tokenized = reports.find(({ activity }) => activity === 'tokenizing');
  expect(tokenized).toMatchObject({ name: 'test.csv', done: 9, total: 9 });
  expect(reports.at(-1)).toMatchObject({ activity: 'evaluating', done: 18, total: 18 });
});

it('without them the others are scored, and rows of the evaluation before are gone', async () => {
  expect(reviewing.page(withTrained.id, { start: 0, count: 20 }).total).toBe(9);
  const without = await reviewing.evaluate(
    run,
    { files: [await csv(FILE, 'test.csv')], withoutTrained: true },
    handle,
  );
  expect(without.overlap).toMatchObject({ leftOut: true, rows: withTrained.overlap?.rows });
  expect(without.rows).toBe(9 - (withTrained.overlap?.rows ?? 0));
  expect(without.base.metrics).not.toEqual(withTrained.base.metrics);
  const { total, rows } = reviewing.page(without.id, { start: 1, count: 2 });
  expect(total).toBe(without.rows);
  expect(rows).toHaveLength(2);
  expect(() => reviewing.page(withTrained.id, { start: 0, count: 20 })).toThrow(
    expect.objectContaining({ code: 'evaluation/gone' }),
  );
  const { blob } = await reviewing.predictions(without.id, handle);
  expect((await blob.text()).trim().split('\r\n')).toHaveLength(1 + without.rows);
});

it('the validation rows of a split have no text of the training rows', async () => {
  const report = await reviewing.evaluate(run, { files: [], withoutTrained: false }, handle);
  expect(report).toMatchObject({ split: 'validation', overlap: null, problems: [] });
});

it('an evaluation that is ended leaves the one before at hand', async () => {
  const before = await reviewing.evaluate(run, { files: [], withoutTrained: false }, handle);
  const ended = { ...handle, signal: AbortSignal.abort(new Error('ended')) };
  const wanted = { files: [], withoutTrained: false };
  await expect(reviewing.evaluate(run, wanted, ended)).rejects.toThrow('ended');
  expect(reviewing.page(before.id, { start: 0, count: 1 }).rows).toHaveLength(1);
});
