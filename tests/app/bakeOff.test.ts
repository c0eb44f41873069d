import { describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { type Result, resultsOf, sorted } from '../../src/app/panels/bakeOff/results';
import { createBakeOff } from '../../src/app/stores/bakeOff';
import { createQueue } from '../../src/app/stores/queue';
import { FRESH, type RunState } from '../../src/app/stores/runState';
import { parseSeeds } from '../../src/app/stores/seeds';
import { FIRST_STATE, type StudioState } from '../../src/app/stores/studioState';
import { describe as catalog, planSeries } from '../../src/engine/index';
import type { EngineClient } from '../../src/worker/engineClient';
import type {
  Job,
  QueueEntry,
  RunRecord,
  RunSummary,
  SeriesWanted,
} from '../../src/worker/protocol';

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
function desk(outcome: (job: Job) => 'completed' | 'failed' | 'refused' | 'stopped' | 'paused') {
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
    begun.push(nameOf(job));
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
        ...{ runId, job, name: '', createdAt: 0, losses: [], steps: 2, step: 2 },
        resumable: how === 'paused',
        ...{ status: how, error: failed ? ERROR : null },
        summary: failed ? null : summaryOf(begun.length / 10),
        ...{ targets: [], hasWeights: !failed },
      } as RunRecord;
      const runs = [...store.getState().runs, record];
      const phase = failed ? 'failed' : how === 'paused' ? 'interrupted' : 'done';
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
    interrupt: vi.fn(async () => {}),
    rename: vi.fn(async () => {}),
    listRuns: async () => {},
  };
  const kept: (readonly QueueEntry[])[] = [];
  const engine = {
    calls: {
      planSeries: async (job: Job, wanted: SeriesWanted) => planSeries(job, wanted),
      keepQueue: async (entries: readonly QueueEntry[]) => void kept.push(entries),
      queue: async () => kept.at(-1) ?? null,
    },
  } as unknown as EngineClient;
  const make = () => {
    const queue = createQueue(engine, studio.files, run);
    const bakeOff = createBakeOff(engine, studio, queue);
    const states = () => queue.store.getState().entries.map(({ state }) => state);
    return { queue, bakeOff, states };
  };
  return { make, run, begun, kept, studio };
}

function nameOf({ method, training, data }: Job): string {
  const { fold = '' } = data.validation as { fold?: number };
  return `${method.id} ${training.seed} ${fold}`.trim();
}

describe('a bake-off', () => {
  it('trains each method that is ticked, with the same rows, seed and epochs', async () => {
    const { make, begun, run } = desk(() => 'completed');
    const { queue, bakeOff, states } = make();
    for (const id of METHODS) bakeOff.toggle(id);
    bakeOff.toggle('full');
    bakeOff.toggle('full');
    await bakeOff.start();
    const inOrder = METHODS.toSorted((a, b) => orderOf(a) - orderOf(b));
    expect(begun).toEqual(inOrder.map((id) => `${id} 42`));
    const jobs = run.start.mock.calls.map(([job]) => job);
    for (const job of jobs) {
      expect(job.data).toEqual(jobs[0]?.data);
      expect({ ...job.training, optimizer: null, headRate: null }).toEqual({
        ...jobs[0]?.training,
        optimizer: null,
        headRate: null,
      });
    }
    expect(states()).toEqual(['done', 'done', 'done']);
    expect(queue.store.getState().active).toBe(false);
  });

  it('trains each method by each seed on each fold', async () => {
    const { make, begun } = desk(() => 'completed');
    const { bakeOff } = make();
    for (const id of ['full', 'lora']) bakeOff.toggle(id);
    bakeOff.repeat({ seeds: '43, 44', folds: 2 });
    await bakeOff.start();
    const inOrder = ['full', 'lora'].toSorted((a, b) => orderOf(a) - orderOf(b));
    expect(begun).toEqual(
      inOrder.flatMap((id) => [`${id} 43 1`, `${id} 43 2`, `${id} 44 1`, `${id} 44 2`]),
    );
  });

  it('names runs apart that differ in seed or fold alone', async () => {
    const { make, run } = desk(() => 'completed');
    const { bakeOff } = make();
    bakeOff.toggle('lora');
    bakeOff.repeat({ seeds: '43, 44' });
    await bakeOff.start();
    expect(run.rename.mock.calls).toEqual([
      ['run 1', 'lora-seed43'],
      ['run 2', 'lora-seed44'],
    ]);
  });

  it('lets the learning rate that a person has chosen hold for the method it was chosen for', async () => {
    const { make, run, studio } = desk(() => 'completed');
    studio.store.setState({ method: 'lora', learningRate: 0.25 });
    const { bakeOff } = make();
    for (const id of ['full', 'lora']) bakeOff.toggle(id);
    await bakeOff.start();
    const rates = run.start.mock.calls.map(([job]) => [
      job.method.id,
      job.training.optimizer.learningRate,
    ]);
    const own = catalog().methods.find(({ id }) => id === 'full')?.learningRate;
    expect(Object.fromEntries(rates)).toEqual({ lora: 0.25, full: own });
  });

  it('begins nothing while its seeds cannot be read', async () => {
    const { make, begun } = desk(() => 'completed');
    const { bakeOff } = make();
    bakeOff.toggle('full');
    bakeOff.repeat({ seeds: '42, x' });
    await bakeOff.start();
    expect(begun).toEqual([]);
  });

  it('goes on with the next where one fails, is refused or is stopped', async () => {
    const how = { full: 'failed', lora: 'refused', bitfit: 'stopped' } as const;
    const { make } = desk(({ method }) => how[method.id as keyof typeof how]);
    const { queue, bakeOff } = make();
    for (const id of METHODS) bakeOff.toggle(id);
    await bakeOff.start();
    const states = Object.fromEntries(
      queue.store
        .getState()
        .entries.map(({ job, state, error }) => [job.method.id, [state, error]]),
    );
    expect(states).toEqual({
      full: ['failed', ERROR],
      lora: ['failed', ERROR],
      bitfit: ['stopped', null],
    });
  });

  it('ends when all are stopped, and goes on with the run at hand from its checkpoint', async () => {
    let how: 'paused' | 'completed' = 'paused';
    const { make, run, begun } = desk(() => how);
    const { queue, bakeOff, states } = make();
    for (const id of METHODS) bakeOff.toggle(id);
    run.start.mockImplementationOnce(async (job) => {
      await queue.stopAll();
      return run.startLike('', job);
    });
    await bakeOff.start();
    expect(run.interrupt).toHaveBeenCalledOnce();
    expect(begun).toHaveLength(1);
    expect(states()).toEqual(['waiting', 'waiting', 'waiting']);
    how = 'completed';
    await queue.goOn();
    expect(run.resume).toHaveBeenCalledExactlyOnceWith('run 1');
    expect(begun).toHaveLength(4);
  });

  it('waits with a run whose start was ended together with the queue', async () => {
    const { make, run } = desk(() => 'completed');
    const { queue, bakeOff, states } = make();
    for (const id of METHODS) bakeOff.toggle(id);
    run.start.mockImplementationOnce(async () => {
      await queue.stopAll();
      return false;
    });
    await bakeOff.start();
    expect(states()).toEqual(['waiting', 'waiting', 'waiting']);
  });

  it('is there again after a reload, its rows those that the first run has kept', async () => {
    const { make, run, kept } = desk(() => 'completed');
    const before = make();
    for (const id of METHODS) before.bakeOff.toggle(id);
    await before.bakeOff.start();
    // The page was closed while the second trained.
    const cut = (kept.at(-1) ?? []).map(
      (entry, i): QueueEntry =>
        i === 0 ? entry : { ...entry, state: i === 1 ? 'running' : 'waiting', runId: null },
    );
    kept.push(cut);
    const after = make();
    await after.queue.recall();
    expect(after.states()).toEqual(['done', 'waiting', 'waiting']);
    expect(after.bakeOff.store.getState().chosen.toSorted()).toEqual(METHODS.toSorted());
    await after.queue.goOn();
    expect(run.startLike.mock.calls.map(([like]) => like)).toEqual(['run 1', 'run 1']);
  });

  it('goes on with a run that was cut off from its checkpoint', async () => {
    const { make, run, kept } = desk(() => 'completed');
    const before = make();
    before.bakeOff.toggle('lora');
    await before.bakeOff.start();
    const [entry] = kept.at(-1) ?? [];
    kept.push([{ ...(entry as QueueEntry), state: 'running' }]);
    run.store.setState({
      runs: run.store.getState().runs.map((record) => ({ ...record, resumable: true })),
    });
    const after = make();
    await after.queue.recall();
    // Trained to its end this time.
    run.resume.mockImplementationOnce(async (runId) => {
      const runs = run.store.getState().runs.map((one) => ({ ...one, resumable: false }));
      run.store.setState({ runs, runId, phase: 'done' });
      return true;
    });
    await after.queue.goOn();
    expect(run.resume).toHaveBeenCalledExactlyOnceWith('run 1');
  });
});

describe('seeds', () => {
  it('are read as people write them, in either language', () => {
    expect(parseSeeds('42, 43;44 45，46、47')).toEqual([42, 43, 44, 45, 46, 47]);
    expect(parseSeeds(' ')).toEqual([]);
  });

  it('are refused where one is no seed, or stands there twice', () => {
    for (const text of ['a', '-1', '1.5', '4294967296', '7, 7', '1e3'])
      expect(parseSeeds(text), text).toBeNull();
    expect(parseSeeds('4294967295')).toEqual([4294967295]);
  });
});

describe('results of a bake-off', () => {
  const entry = (id: string, runId: string | null): QueueEntry => ({
    ...{ name: id, runId, trainable: id === 'lora' ? 10 : 1000, fileBytes: 40, error: null },
    job: { method: { id } } as unknown as Job,
    state: runId ? 'done' : 'waiting',
  });
  const record = (runId: string, accuracy: number) =>
    ({ runId, summary: summaryOf(accuracy) }) as RunRecord;
  const results = resultsOf(
    [entry('full', 'a'), entry('lora', 'b'), entry('bitfit', null)],
    [record('a', 0.9), record('b', 0.8)],
  );
  const names = (list: readonly Result[]) => list.map(({ name }) => name);

  it('sort by any column both ways, what is not known last', () => {
    const accuracy = { metric: 'accuracy' };
    const by = (column: 'trainable' | typeof accuracy, descending: boolean) =>
      names(sorted(results, { by: column, descending }));
    expect(by('trainable', false)).toEqual(['lora', 'full', 'bitfit']);
    expect(by('trainable', true)).toEqual(['full', 'bitfit', 'lora']);
    expect(by(accuracy, true)).toEqual(['full', 'lora', 'bitfit']);
    expect(by(accuracy, false)).toEqual(['lora', 'full', 'bitfit']);
  });

  it('say what went wrong with a run', () => {
    const [result] = resultsOf([{ ...entry('full', null), state: 'failed', error: ERROR }], []);
    expect(result).toMatchObject({ error: ERROR.message, fault: ERROR, metrics: {} });
  });
});

function orderOf(id: string): number {
  return catalog().methods.findIndex((method) => method.id === id);
}
