import { describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { bestOf, resultsOf } from '../../src/app/panels/bakeOff/results';
import { createBakeOff } from '../../src/app/stores/bakeOff';
import { createRunStore } from '../../src/app/stores/run';
import { FRESH, type RunState } from '../../src/app/stores/runState';
import { FIRST_STATE } from '../../src/app/stores/studioState';
import { EngineError } from '../../src/engine/core/errors';
import { describe as catalog } from '../../src/engine/index';
import type { EngineClient } from '../../src/worker/engineClient';
import type {
  BakeOffEntry,
  ErrorRecord,
  Job,
  RunRecord,
  StudioEvent,
} from '../../src/worker/protocol';

type Studio = Parameters<typeof createBakeOff>[1];
type Runs = Parameters<typeof createBakeOff>[2];

const NOT_FINITE: ErrorRecord = {
  type: 'error',
  code: 'training/not-finite',
  message: 'the loss is no number',
  values: {},
  remedy: '',
};
const job = {
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
  files: () => ({ data: {} }),
} as unknown as Studio;

function entry(method: string, runId: string, state: BakeOffEntry['state']): BakeOffEntry {
  return { method, job, trainable: 1, fileBytes: 1, runId, state, error: null };
}

/** A run store in which every start is `begin`. */
function runsOf(
  begin: () => Promise<boolean>,
  store = createStore<RunState>(() => ({ ...FRESH, runs: [] })),
  listRuns = async () => {},
): Runs {
  const start = { start: begin, startLike: begin, resume: begin };
  return { store, ...start, stop: vi.fn(), listRuns } as unknown as Runs;
}

function engineOf(calls: object, subscribe: EngineClient['subscribe'] = () => () => {}) {
  const kept = { keepBakeOff: async () => {}, bakeOff: async () => null };
  return { calls: { ...kept, ...calls }, subscribe, onCrash() {} } as unknown as EngineClient;
}

describe('a bake-off', () => {
  it('does not train again what was completed just before the reload', async () => {
    const done = { runId: 'r1', job, status: 'completed', resumable: false } as RunRecord;
    const begin = vi.fn(async () => true);
    const runs = runsOf(
      begin,
      createStore<RunState>(() => ({ ...FRESH, runs: [done] })),
    );
    const bakeOff = createBakeOff(
      engineOf({ bakeOff: async () => [entry('lora', 'r1', 'running')] }),
      studio,
      runs,
    );
    await bakeOff.recall();
    await bakeOff.goOn();
    expect(begin).not.toHaveBeenCalled();
    expect(bakeOff.store.getState().entries).toMatchObject([{ state: 'done' }]);
  });

  it('never calls a run best that was stopped part-way', () => {
    const scored = (runId: string, accuracy: number) =>
      ({
        runId,
        summary: { metrics: { accuracy }, seconds: 1, peakBytes: 1 },
      }) as unknown as RunRecord;
    const results = resultsOf(
      [entry('lora', 'a', 'done'), entry('full', 'b', 'stopped')],
      [scored('a', 0.8), scored('b', 0.9)],
    );
    expect(bestOf(results)?.entry.method).toBe('lora');
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
    const bakeOff = createBakeOff(engine, studio, createRunStore(engine));
    for (const method of ['full', 'lora']) bakeOff.toggle(method);
    await bakeOff.start();
    expect(bakeOff.store.getState().entries).toMatchObject([
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
    const bakeOff = createBakeOff(engineOf({}), studio, runsOf(begin, store, listRuns));
    for (const method of ['full', 'lora']) bakeOff.toggle(method);
    await bakeOff.start();
    expect(bakeOff.store.getState().active).toBe(false);
    expect(begin).toHaveBeenCalledTimes(2);
  });
});
