import 'fake-indexeddb/auto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createQueue } from '../../src/app/stores/queue';
import { createRunStore } from '../../src/app/stores/run';
import { checkJob, type Job, openModel, planSeries, type RunEvent } from '../../src/engine/index';
import { createMemoryStore } from '../../src/engine/storage/memory';
import { openRecords } from '../../src/engine/storage/records';
import type { EngineClient } from '../../src/worker/engineClient';
import { createEventStream } from '../../src/worker/eventStream';
import type { ModelShelf } from '../../src/worker/modelShelf';
import { createPreparation } from '../../src/worker/preparation';
import type { QueueEntry, RunFiles, StudioEvent } from '../../src/worker/protocol';
import { listRuns } from '../../src/worker/runList';
import { createRunning } from '../../src/worker/running';
import type { Resources } from '../../src/worker/studioStore';
import { createTaskBoard } from '../../src/worker/tasks';
import { tinyBertFiles, tinyCsv } from '../support/tinyBert';

const NEVER_TAKEN = {
  request: (_name: string, _how: object, granted: (lock: object) => unknown) =>
    Promise.resolve(granted({})),
};
const made: WeakRef<WebAssembly.Memory>[] = [];
/** How many of them were held when the next one was made. */
const heldAtStart: number[] = [];
const collect = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

beforeAll(() => {
  vi.stubGlobal('navigator', { locks: NEVER_TAKEN, hardwareConcurrency: 1 });
  const { Memory } = WebAssembly;
  vi.stubGlobal('WebAssembly', {
    ...Object.fromEntries(
      Object.getOwnPropertyNames(WebAssembly).map((name) => [
        name,
        WebAssembly[name as keyof typeof WebAssembly],
      ]),
    ),
    Memory: class extends Memory {
      constructor(how: WebAssembly.MemoryDescriptor) {
        collect();
        heldAtStart.push(made.filter((memory) => memory.deref()).length);
        super(how);
        made.push(new WeakRef(this));
      }
    },
  });
});
afterAll(() => vi.unstubAllGlobals());

/** Bytes of every kernels' memory that somebody still holds. */
async function heldBytes(): Promise<number[]> {
  // What a weak reference was asked for lives until the end of that task.
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
  collect();
  return made.flatMap((memory) => memory.deref()?.buffer.byteLength ?? []);
}

let desks = 0;

/** The queue over the very parts of the worker, on stores in memory. */
async function desk(atStart: () => Promise<void>) {
  const listeners: ((event: StudioEvent) => void)[] = [];
  const tell = (event: StudioEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const stream = createEventStream();
  stream.connect({ postMessage: tell } as unknown as MessagePort);
  const model = await openModel({ id: 'tiny', label: 'Tiny', files: await tinyBertFiles() });
  const shelf = { get: async () => model, dropped: () => null } as unknown as ModelShelf;
  const [store, records] = [createMemoryStore(), await openRecords({ name: `queue-${desks++}` })];
  const tasks = createTaskBoard(stream.emit);
  const preparation = createPreparation({} as Resources, shelf, tasks);
  const running = createRunning({
    ...{ preparation, shelf, tasks, store, records, stream, unkept: null },
  });
  const engine = {
    calls: {
      async start(job: Job, files: RunFiles) {
        const id = await running.start(job, files);
        await atStart();
        return id;
      },
      resume: (runId: string) => running.resume(runId),
      interrupt: async () => running.control()?.ask('interrupt'),
      runs: () => listRuns(records, store, new Set()),
      runEvents: async (): Promise<readonly RunEvent[]> => [],
      renameRun: (runId: string, name: string) => records.runs.update(runId, { name }),
      keepQueue: async () => {},
      cancel: async (task: string) => tasks.cancel(task),
    },
    subscribe: (listener: (event: StudioEvent) => void) => listeners.push(listener),
    onCrash() {},
  } as unknown as EngineClient;
  const run = createRunStore(engine);
  const file = new File([tinyCsv()], 'rows.csv', { lastModified: 1 });
  const files: RunFiles = { data: { 'rows.csv': { kind: 'file', file } } };
  return { queue: createQueue(engine, () => files, run), run };
}

function entriesOf(seeds: readonly number[], folds: number | null): QueueEntry[] {
  const job = checkJob({
    version: 1,
    model: 'tiny',
    data: { train: 'rows.csv' },
    task: { id: 'sequence-classification' },
    method: { id: 'full' },
    training: { epochs: 2, batchSize: 8, optimizer: { id: 'adamw', learningRate: 0.01 } },
  });
  const rest = { trainable: 1, fileBytes: 1, runId: null, state: 'waiting', error: null } as const;
  return planSeries(job, { methods: [], seeds, folds }).map((one) => ({ ...one, ...rest }));
}

it('three queued runs hold the bytes of one: each is let go of before the next has its own', async () => {
  const held: number[][] = [];
  const { queue, run } = await desk(async () => {
    held.push(await heldBytes());
  });
  await queue.start(entriesOf([1, 2, 3], null));
  held.push(await heldBytes());
  expect(queue.store.getState().entries.map(({ state }) => state)).toEqual([
    'done',
    'done',
    'done',
  ]);
  expect(heldAtStart).toEqual([0, 0, 0]);
  expect(held).toEqual(Array(4).fill([expect.any(Number)]));
  expect(new Set(held.flat()).size).toBe(1);
  const { runs } = run.store.getState();
  expect(runs.map(({ name }) => name)).toEqual(['full-seed3', 'full-seed2', 'full-seed1']);
  // They did learn, each its own way.
  const losses = runs.map(({ summary }) => summary?.loss);
  expect(new Set(losses).size).toBe(3);
});

it('all stopped and gone on with, the runs equal uninterrupted ones bit for bit', async () => {
  const lossesOf = ({ run }: Awaited<ReturnType<typeof desk>>) =>
    run.store.getState().runs.map(({ summary }) => [summary?.loss, summary?.validationLoss]);
  const whole = await desk(async () => {});
  await whole.queue.start(entriesOf([], 2));
  let stops = 0;
  const parts = await desk(async () => {
    if (stops++ === 0) void parts.queue.stopAll();
  });
  await parts.queue.start(entriesOf([], 2));
  const states = () => parts.queue.store.getState().entries.map(({ state }) => state);
  expect(states()).toEqual(['waiting', 'waiting']);
  expect(parts.run.store.getState().runs).toMatchObject([{ status: 'paused', resumable: true }]);
  await parts.queue.goOn();
  expect(states()).toEqual(['done', 'done']);
  expect(lossesOf(parts)).toEqual(lossesOf(whole));
});
