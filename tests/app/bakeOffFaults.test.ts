import { describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createBakeOff } from '../../src/app/stores/bakeOff';
import { createQueue } from '../../src/app/stores/queue';
import { createRunStore } from '../../src/app/stores/run';
import { FRESH, type RunState } from '../../src/app/stores/runState';
import { FIRST_STATE } from '../../src/app/stores/studioState';
import { EngineError } from '../../src/engine/core/errors';
import { describe as catalog, planSeries } from '../../src/engine/index';
import type { EngineClient } from '../../src/worker/engineClient';
import type {
  ErrorRecord,
  Job,
  QueueEntry,
  RunRecord,
  SeriesWanted,
  StudioEvent,
} from '../../src/worker/protocol';

type Studio = Parameters<typeof createBakeOff>[1];
type Runs = Parameters<typeof createQueue>[2];

const NOT_FINITE: ErrorRecord = {
  type: 'error',
  code: 'training/not-finite',
  message: 'the loss is no number',
  values: {},
  remedy: '',
};
const job = {
  method: { id: 'lora' },
  training: { optimizer: { learningRate: 1 } },
  data: { train: 'rows.csv' },
} as unknown as Job;

const METHODS = ['full', 'lora', 'bitfit'];
const studio = {
  store: createStore(() => ({
    ...FIRST_STATE,
    catalog: { ...catalog(), version: '', models: [] },
    dataset: { name: 'rows.csv' },
    model: { id: 'm' },
    roles: { text: 'text', label: 'label' },
    methodPlans: Object.fromEntries(METHODS.map((id) => [id, { trainable: 5, adapterBytes: 20 }])),
  })),
} as unknown as Studio;
const files = () => ({ data: {} });

function entry(name: string, runId: string, state: QueueEntry['state']): QueueEntry {
  return { name, job, trainable: 1, fileBytes: 1, runId, state, error: null };
}

/** A run store in which every start is `begin`. */
function runsOf(
  begin: () => Promise<boolean>,
  store = createStore<RunState>(() => ({ ...FRESH, runs: [] })),
  listRuns = async () => {},
): Runs {
  const start = { start: begin, startLike: begin, resume: begin };
  return { store, ...start, stop: vi.fn(), rename: vi.fn(), listRuns } as unknown as Runs;
}

function engineOf(calls: object, subscribe: EngineClient['subscribe'] = () => () => {}) {
  const own = {
    planSeries: async (wanted: Job, how: SeriesWanted) => planSeries(wanted, how),
    keepQueue: async () => {},
    queue: async () => null,
  };
  return { calls: { ...own, ...calls }, subscribe, onCrash() {} } as unknown as EngineClient;
}

describe('a bake-off', () => {
  it('does not train again what was completed just before the reload', async () => {
    const done = { runId: 'r1', job, status: 'completed', resumable: false } as RunRecord;
    const begin = vi.fn(async () => true);
    const runs = runsOf(
      begin,
      createStore<RunState>(() => ({ ...FRESH, runs: [done] })),
    );
    const queue = createQueue(
      engineOf({ queue: async () => [entry('lora', 'r1', 'running')] }),
      files,
      runs,
    );
    await queue.recall();
    await queue.goOn();
    expect(begin).not.toHaveBeenCalled();
    expect(queue.store.getState().entries).toMatchObject([{ state: 'done' }]);
  });

  it('says of a start that was cancelled that it stopped, not what failed before it', async () => {
    const listeners: ((event: StudioEvent) => void)[] = [];
    const failed = { type: 'failed', runId: 'r1', error: NOT_FINITE };
    const start = vi
      .fn()
      .mockImplementationOnce(async () => {
        // Told once the start has answered, as by a worker.
        const told = { type: 'run', events: [failed] } as unknown as StudioEvent;
        setTimeout(() => {
          for (const listener of listeners) listener(told);
        });
        return 'r1';
      })
      .mockRejectedValueOnce(new EngineError('task/cancelled', 'cancelled', {}, ''));
    const engine = engineOf({ start, runs: async () => [], cancel: async () => {} }, (listener) => {
      listeners.push(listener);
      return () => {};
    });
    const queue = createQueue(engine, files, createRunStore(engine));
    const bakeOff = createBakeOff(engine, studio, queue);
    for (const method of ['full', 'lora']) bakeOff.toggle(method);
    await bakeOff.start();
    expect(queue.store.getState().entries).toMatchObject([
      { state: 'failed', error: { code: NOT_FINITE.code } },
      { state: 'stopped', error: null },
    ]);
  });

  it('goes on with the next method when the worker is gone in the middle', async () => {
    const store = createStore<RunState>(() => ({ ...FRESH, runs: [] }));
    const begin = vi.fn(async () => {
      store.setState({ runId: 'r', phase: 'failed', error: NOT_FINITE });
      return true;
    });
    let lists = 0;
    const listRuns = async () => {
      if (++lists === 2) throw new Error('the worker is gone');
    };
    const queue = createQueue(engineOf({}), files, runsOf(begin, store, listRuns));
    const bakeOff = createBakeOff(engineOf({}), studio, queue);
    for (const method of ['full', 'lora']) bakeOff.toggle(method);
    await bakeOff.start();
    expect(queue.store.getState().active).toBe(false);
    expect(begin).toHaveBeenCalledTimes(2);
  });
});
