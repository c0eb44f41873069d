import { describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { bestOf, resultsCsv, resultsOf, sorted } from '../../src/app/panels/bakeOff/results';
import { createBakeOff } from '../../src/app/stores/bakeOff';
import { FRESH, type RunState } from '../../src/app/stores/runState';
import { FIRST_STATE, type StudioState } from '../../src/app/stores/studioState';
import { describe as catalog } from '../../src/engine/index';
import type { EngineClient } from '../../src/worker/engineClient';
import type { BakeOffEntry, Job, RunRecord, RunSummary } from '../../src/worker/protocol';

const ERROR = {
  type: 'error' as const,
  code: 'training/not-finite',
  message: 'the loss is not a number',
  values: {},
  remedy: '',
};
const METHODS = ['full', 'lora', 'bitfit'];

function summaryOf(accuracy: number): RunSummary {
  return {
    ...{ steps: 2, seconds: 3, samplesPerSecond: 1, tokensPerSecond: 1, loss: 1 },
    ...{ metrics: { accuracy, f1_macro: accuracy / 2 }, validationLoss: 1, peakBytes: 100 },
  };
}

/** A studio with everything loaded, and runs that end as they are told to. */
function desk(outcome: (job: Job) => 'completed' | 'failed' | 'refused' | 'stopped') {
  const plan = { trainable: 5, adapterBytes: 20 } as StudioState['methodPlans'][string];
  const studio = {
    store: createStore<StudioState>(() => ({
      ...FIRST_STATE,
      catalog: { ...catalog(), version: '', models: [] } as unknown as StudioState['catalog'],
      dataset: { name: 'rows.csv' } as StudioState['dataset'],
      model: { id: 'm' } as StudioState['model'],
      roles: { text: 'text', label: 'label' },
      methodPlans: Object.fromEntries(
        METHODS.map((id) => [id, plan]),
      ) as StudioState['methodPlans'],
    })),
    files: () => ({ data: {} }),
  };
  const store = createStore<RunState>(() => ({ ...FRESH, runs: [] }));
  const begun: string[] = [];
  async function begin(job: Job): Promise<boolean> {
    begun.push(job.method.id);
    const how = outcome(job);
    if (how === 'refused') {
      store.setState({ error: { ...ERROR } });
      return false;
    }
    const runId = `run ${begun.length}`;
    store.setState({ runId, phase: 'running', error: null });
    void Promise.resolve().then(() => {
      const failed = how === 'failed';
      const record = {
        ...{ runId, job, name: '', createdAt: 0, losses: [], resumable: false, steps: 2, step: 2 },
        ...{ status: how, error: failed ? ERROR : null },
        summary: failed ? null : summaryOf(begun.length / 10),
      } as RunRecord;
      const runs = [...store.getState().runs, record];
      const phase = failed ? 'failed' : 'done';
      store.setState({ runs, error: failed ? ERROR : null, phase });
    });
    return true;
  }
  const run = {
    store,
    start: vi.fn(begin),
    startLike: vi.fn((_like: string, job: Job) => begin(job)),
    resume: vi.fn(async (runId: string) => {
      const record = store.getState().runs.find((one) => one.runId === runId);
      return begin((record as RunRecord).job);
    }),
    stop: vi.fn(async () => {}),
    listRuns: async () => {},
  };
  const kept: (readonly BakeOffEntry[])[] = [];
  const engine = {
    calls: {
      keepBakeOff: async (entries: readonly BakeOffEntry[]) => void kept.push(entries),
      bakeOff: async () => kept.at(-1) ?? null,
    },
  } as unknown as EngineClient;
  const make = () => createBakeOff(engine, studio, run);
  return { make, run, begun, kept, studio };
}

describe('a bake-off', () => {
  it('trains each method that is ticked, with the same rows, seed and epochs', async () => {
    const { make, begun, run } = desk(() => 'completed');
    const bakeOff = make();
    for (const id of METHODS) bakeOff.toggle(id);
    bakeOff.toggle('full');
    bakeOff.toggle('full');
    await bakeOff.start();
    expect(begun).toEqual(METHODS.toSorted((a, b) => orderOf(a) - orderOf(b)));
    const jobs = run.start.mock.calls.map(([job]) => job);
    for (const job of jobs) {
      expect(job.data).toEqual(jobs[0]?.data);
      expect({ ...job.training, optimizer: null, headRate: null }).toEqual({
        ...jobs[0]?.training,
        optimizer: null,
        headRate: null,
      });
    }
    expect(bakeOff.store.getState().entries.every(({ state }) => state === 'done')).toBe(true);
    expect(bakeOff.store.getState().active).toBe(false);
  });

  it('goes on with the next where one fails, is refused or is stopped', async () => {
    const how = { full: 'failed', lora: 'refused', bitfit: 'stopped' } as const;
    const { make } = desk(({ method }) => how[method.id as keyof typeof how]);
    const bakeOff = make();
    for (const id of METHODS) bakeOff.toggle(id);
    await bakeOff.start();
    const states = Object.fromEntries(
      bakeOff.store.getState().entries.map(({ method, state, error }) => [method, [state, error]]),
    );
    expect(states).toEqual({
      full: ['failed', ERROR],
      lora: ['failed', ERROR],
      bitfit: ['stopped', null],
    });
  });

  it('ends between two methods when all are stopped, and goes on from there', async () => {
    const { make, run, begun } = desk(() => 'completed');
    const bakeOff = make();
    for (const id of METHODS) bakeOff.toggle(id);
    run.start.mockImplementationOnce(async (job) => {
      await bakeOff.stopAll();
      return run.startLike('', job);
    });
    await bakeOff.start();
    expect(begun).toHaveLength(1);
    expect(bakeOff.store.getState().entries.map(({ state }) => state)).toEqual([
      'done',
      'waiting',
      'waiting',
    ]);
    await bakeOff.goOn();
    expect(begun).toHaveLength(3);
  });

  it('is there again after a reload, its rows those that the first run has kept', async () => {
    const { make, run, kept } = desk(() => 'completed');
    const before = make();
    for (const id of METHODS) before.toggle(id);
    await before.start();
    // The page was closed while the second trained.
    const cut = (kept.at(-1) ?? []).map(
      (entry, i): BakeOffEntry =>
        i === 0 ? entry : { ...entry, state: i === 1 ? 'running' : 'waiting', runId: null },
    );
    kept.push(cut);
    const after = make();
    await after.recall();
    expect(after.store.getState().entries.map(({ state }) => state)).toEqual([
      'done',
      'waiting',
      'waiting',
    ]);
    await after.goOn();
    expect(run.startLike.mock.calls.map(([like]) => like)).toEqual(['run 1', 'run 1']);
  });

  it('goes on with a run that was cut off from its checkpoint', async () => {
    const { make, run, kept } = desk(() => 'completed');
    const before = make();
    before.toggle('lora');
    await before.start();
    const [entry] = kept.at(-1) ?? [];
    kept.push([{ ...(entry as BakeOffEntry), state: 'running' }]);
    run.store.setState({
      runs: run.store.getState().runs.map((record) => ({ ...record, resumable: true })),
    });
    const after = make();
    await after.recall();
    await after.goOn();
    expect(run.resume).toHaveBeenCalledWith('run 1');
  });
});

describe('results of a bake-off', () => {
  const entry = (method: string, runId: string | null): BakeOffEntry => ({
    ...{ method, runId, trainable: method === 'lora' ? 10 : 1000, fileBytes: 40, error: null },
    job: { training: { optimizer: { learningRate: 0.001 } } } as unknown as Job,
    state: runId ? 'done' : 'waiting',
  });
  const record = (runId: string, accuracy: number) =>
    ({ runId, summary: summaryOf(accuracy) }) as RunRecord;
  const results = resultsOf(
    [entry('full', 'a'), entry('lora', 'b'), entry('=bad', null)],
    [record('a', 0.9), record('b', 0.9)],
  );

  it('mark the most accurate, and of equals the one that trains less', () => {
    expect(bestOf(results)?.entry.method).toBe('lora');
    expect(bestOf(resultsOf([entry('full', null)], []))).toBeNull();
  });

  it('sort by any column, what is not known last', () => {
    expect(sorted(results, 'trainable')[0]?.entry.method).toBe('lora');
    expect(sorted(results, 'accuracy').at(-1)?.entry.method).toBe('=bad');
  });

  it('are a CSV that no sheet takes for formulas', () => {
    const [head, , lora, bad] = resultsCsv(results).split('\r\n');
    expect(head).toMatch(/^method,state,accuracy,f1_macro,trainable_parameters/);
    expect(lora).toBe('lora,done,0.9,0.45,10,40,100,3,0.001,');
    expect(bad).toMatch(/^"?'=bad/);
  });
});

function orderOf(id: string): number {
  return catalog().methods.findIndex((method) => method.id === id);
}
