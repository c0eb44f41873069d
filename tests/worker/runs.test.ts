import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { checkJob, type Job, type RunEvent } from '../../src/engine/index';
import { createMemoryStore } from '../../src/engine/storage/memory';
import { openRecords } from '../../src/engine/storage/records';
import { createEventStream } from '../../src/worker/eventStream';
import type { StudioEvent } from '../../src/worker/protocol';
import { dropInputs, keepInputs, keptInputs } from '../../src/worker/runInputs';
import { listRuns } from '../../src/worker/runList';
import { keeperOf, newRun } from '../../src/worker/runRecord';

let made = 0;
const NOBODY = new Set<string>();

/** A browser's storage of `quota` bytes, with what the page is told. */
async function browser(quota = Number.POSITIVE_INFINITY) {
  const told: StudioEvent[] = [];
  const stream = createEventStream();
  const port = { postMessage: (event: StudioEvent) => told.push(event) };
  stream.connect(port as unknown as MessagePort);
  made += 1;
  const records = await openRecords({ name: `runs-${made}` });
  return { store: createMemoryStore(quota), records, stream, told };
}

const job: Job = checkJob({
  version: 1,
  model: 'tiny',
  data: { train: 'a.csv' },
  task: { id: 'sequence-classification' },
  method: { id: 'full' },
});

const file = (name: string, text: string): File => new File([text], name, { lastModified: 7 });
const dropped = (text: string) => ({
  data: { 'a.csv': { kind: 'file' as const, file: file('a.csv', text), options: {} } },
});
const model = {
  kind: 'files' as const,
  name: 'tiny',
  files: [{ path: 'sub/config.json', file: file('config.json', '{}') }],
};
const checkpoint = (bytes: number) => ({
  byteLength: bytes,
  chunks: () => [new Uint8Array(bytes)],
});
const event = (type: RunEvent['type'], step: number, more: object = {}): RunEvent =>
  ({ type, runId: 'r', step, time: 0, ...more }) as unknown as RunEvent;

it('a run that no tab trains any more is interrupted, and goes on from its checkpoint', async () => {
  const { store, records, stream } = await browser();
  const keeper = keeperOf({ store, records, stream }, 'r');
  await records.runs.put(newRun('r', job));
  await keepInputs(store, 'r', dropped('text'), null);
  await keeper.event(event('started', 0, { steps: 9 }));
  await keeper.checkpoint(checkpoint(10));
  await keeper.event(event('checkpoint', 5));
  expect(await listRuns(records, store, new Set(['r']))).toMatchObject([
    { status: 'running', resumable: false },
  ]);
  expect(await listRuns(records, store, NOBODY)).toMatchObject([
    { status: 'interrupted', resumable: true, step: 5, steps: 9 },
  ]);
});

it('a run that was cut off before its first checkpoint can begin again', async () => {
  const { store, records } = await browser();
  await records.runs.put(newRun('r', job));
  await keepInputs(store, 'r', dropped('text'), null);
  expect(await listRuns(records, store, NOBODY)).toMatchObject([{ resumable: true, step: 0 }]);
});

it('a run whose files are gone is not offered', async () => {
  const { store, records } = await browser();
  await records.runs.put({ ...newRun('r', job), checkpoint: 'runs/r/checkpoint', step: 5 });
  expect(await listRuns(records, store, NOBODY)).toMatchObject([
    { status: 'interrupted', resumable: false },
  ]);
});

it('a checkpoint that finds no room is told once, ends nothing, and is not gone on from', async () => {
  const parts = await browser(20);
  const keeper = keeperOf(parts, 'r');
  await parts.records.runs.put(newRun('r', job));
  await keeper.checkpoint(checkpoint(10));
  await keeper.event(event('checkpoint', 5));
  for (const step of [10, 15]) {
    await keeper.checkpoint(checkpoint(100));
    await keeper.event(event('checkpoint', step));
  }
  expect(parts.told).toMatchObject([{ type: 'notice', notice: { code: 'storage/full' } }]);
  expect(await parts.records.runs.get('r')).toMatchObject({ step: 5, checkpoint: /checkpoint/ });
});

it('going on from a checkpoint drops what was remembered after it', async () => {
  const parts = await browser();
  const keeper = keeperOf(parts, 'r');
  await parts.records.runs.put(newRun('r', job));
  const numbers = { loss: 1, gradNorm: 1, learningRate: 1, tokens: 1, milliseconds: 1, epoch: 1 };
  for (const step of [1, 2, 3]) await keeper.event(event('step', step, { ...numbers, samples: 1 }));
  await keeper.event(event('started', 2, { steps: 3 }));
  const { step } = await parts.records.metrics('r', 'steps');
  expect([...(step ?? [])]).toEqual([1, 2]);
});

it('a fault outside the loop leaves the run interrupted with its error', async () => {
  const parts = await browser();
  const keeper = keeperOf(parts, 'r');
  await parts.records.runs.put({ ...newRun('r', job), step: 50 });
  const error = { type: 'error' as const, code: 'x/y', message: 'm', values: {}, remedy: 'r' };
  expect(await keeper.fault(error)).toBe(50);
  expect(await parts.records.runs.get('r')).toMatchObject({ status: 'interrupted', error });
});

it('dropped data, model and adapter come back as they were', async () => {
  const { store } = await browser();
  const adapter = [{ path: 'adapter_config.json', file: file('adapter_config.json', '{"r":1}') }];
  await keepInputs(store, 'r', { ...dropped('text,label'), adapter }, model);
  const { files, model: kept } = await keptInputs(store, newRun('r', job));
  const source = files.data['a.csv'];
  expect(source?.kind === 'file' && (await source.file.text())).toBe('text,label');
  expect(await files.adapter?.[0]?.file.text()).toBe('{"r":1}');
  expect(kept).toMatchObject({ kind: 'files', name: 'tiny', files: [{ path: 'sub/config.json' }] });
  expect(await kept?.files[0]?.file.text()).toBe('{}');
});

it('what two runs share is kept once, and goes with the second of them', async () => {
  const { store } = await browser();
  for (const runId of ['a', 'b']) await keepInputs(store, runId, dropped('text'), model);
  const kept = () => store.list('kept/');
  expect(await kept()).toHaveLength(2);
  await dropInputs(store, 'a');
  expect(await kept()).toHaveLength(2);
  await dropInputs(store, 'b');
  expect(await store.list()).toEqual([]);
});

it('what is not kept any more is named, with the remedy', async () => {
  const { store } = await browser();
  await keepInputs(store, 'r', dropped('text'), null);
  for (const path of await store.list('kept/')) await store.remove(path);
  await expect(keptInputs(store, newRun('r', job))).rejects.toMatchObject({
    code: 'run/nothing-kept',
    values: { what: 'a.csv' },
    remedy: 'Train it again from its job.',
  });
});
