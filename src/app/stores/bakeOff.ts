import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineClient } from '../../worker/engineClient';
import type { BakeOffEntry, Job, RunFiles, RunRecord } from '../../worker/protocol';
import { errorRecord } from './errors';
import type { createRunStore } from './run';
import { isTraining, type RunState } from './runState';
import type { createStudio } from './studio';
import { configOf, jobOf, type StudioState } from './studioState';

export interface BakeOffState {
  /** Methods that a person has ticked. */
  readonly chosen: readonly string[];
  readonly entries: readonly BakeOffEntry[];
  /** Whether it trains now, one method after the other. */
  readonly active: boolean;
}

type Runs = Pick<
  ReturnType<typeof createRunStore>,
  'store' | 'start' | 'startLike' | 'resume' | 'stop' | 'listRuns'
>;

/**
 * Several methods on the same data, seed and budget, one after the other. Each is an ordinary run,
 * begun and followed as a person's own; one that fails or is stopped does not hold up the next.
 */
export function createBakeOff(
  engine: EngineClient,
  studio: Pick<ReturnType<typeof createStudio>, 'store' | 'files'>,
  run: Runs,
) {
  const store = createStore<BakeOffState>(() => ({ chosen: [], entries: [], active: false }));
  const { getState, setState } = store;
  // What was dropped for it; after a reload the files that its first run has kept.
  let files: RunFiles | null = null;
  let ending = false;

  function change(index: number, news: Partial<BakeOffEntry>): void {
    const entries = getState().entries.map((entry, i) =>
      i === index ? { ...entry, ...news } : entry,
    );
    setState({ entries });
    void engine.calls.keepBakeOff(entries);
  }

  function recordOf(runId: string | null): RunRecord | undefined {
    return run.store.getState().runs.find((one) => one.runId === runId);
  }

  /** What runs have come to that ended while nobody looked: they are not trained again. */
  function settle(): void {
    getState().entries.forEach(({ state, runId }, i) => {
      const record = recordOf(runId);
      const end = record && ENDS[record.status];
      if (state === 'waiting' && end && !record.resumable)
        change(i, { state: end, error: record.error });
    });
  }

  /** Whether it began. */
  async function begin({ runId, job }: BakeOffEntry): Promise<boolean> {
    if (recordOf(runId)?.resumable) return run.resume(runId ?? '');
    // Its files are kept with each of its runs that was not deleted.
    const origin = getState().entries.find((entry) => recordOf(entry.runId))?.runId;
    if (!files && origin) return run.startLike(origin, job);
    return run.start(job, files ?? studio.files());
  }

  async function train(index: number): Promise<void> {
    change(index, { state: 'running', error: null });
    const earlier = run.store.getState().error;
    const began = await begin(getState().entries[index] as BakeOffEntry);
    const { runId, error: said } = run.store.getState();
    if (!began) {
      // A cancelled start leaves what was said of the run before.
      const refusal = said === earlier ? null : said;
      change(index, { state: refusal ? 'failed' : 'stopped', error: refusal });
      return;
    }
    change(index, { runId });
    const { phase, error } = await ended(run.store);
    await run.listRuns();
    const stopped = recordOf(runId)?.status === 'stopped';
    const state = phase === 'failed' ? 'failed' : stopped ? 'stopped' : 'done';
    change(index, { state, error });
  }

  async function goOn(): Promise<void> {
    if (getState().active || isTraining(run.store.getState())) return;
    ending = false;
    setState({ active: true });
    try {
      await run.listRuns();
      settle();
      for (let i = nextOf(getState()); i >= 0 && !ending; i = nextOf(getState()))
        await train(i).catch((error: unknown) =>
          change(i, { state: 'failed', error: errorRecord(error) }),
        );
    } finally {
      setState({ active: false });
    }
  }

  return {
    store,
    /** Reads what is kept: what was training when the page was closed waits to go on. */
    async recall(): Promise<void> {
      const kept = await engine.calls.bakeOff();
      if (!kept || getState().entries.length > 0) return;
      const entries = kept.map(
        (entry): BakeOffEntry =>
          entry.state === 'running' ? { ...entry, state: 'waiting' } : entry,
      );
      setState({ entries, chosen: entries.map(({ method }) => method) });
      await run.listRuns();
      settle();
    },
    toggle(method: string): void {
      const { chosen } = getState();
      const without = chosen.filter((id) => id !== method);
      setState({ chosen: without.length < chosen.length ? without : [...chosen, method] });
    },
    /** Trains what is ticked, in place of what was there before. */
    async start(): Promise<void> {
      files = studio.files();
      setState({ entries: entriesOf(studio.store.getState(), getState().chosen) });
      await goOn();
    },
    goOn,
    /** Ends the method at hand, which keeps what it has learned. */
    stopOne: () => run.stop(),
    async stopAll(): Promise<void> {
      ending = true;
      await run.stop();
    },
    /** Makes room for another; the runs stay. */
    clear(): void {
      if (getState().active) return;
      setState({ entries: [] });
      void engine.calls.keepBakeOff([]);
    },
  };
}

/** States that runs end in; others go on. */
const ENDS: Readonly<Partial<Record<RunRecord['status'], BakeOffEntry['state']>>> = {
  completed: 'done',
  stopped: 'stopped',
  failed: 'failed',
};

/** The first that has not been trained to its end; −1 without one. */
function nextOf({ entries }: BakeOffState): number {
  return entries.findIndex(({ state }) => state === 'waiting');
}

/** Jobs alike but for their methods, each at its own learning rate, in the catalog's order. */
export function entriesOf(state: StudioState, chosen: readonly string[]): BakeOffEntry[] {
  const methods = state.catalog?.methods ?? [];
  return methods
    .filter(({ id }) => chosen.includes(id))
    .flatMap(({ id }): BakeOffEntry[] => {
      const methodConfigs = { ...state.methodConfigs, [id]: configOf(state, id) };
      const job: Job | null = jobOf({ ...state, method: id, methodConfigs, learningRate: null });
      const plan = state.methodPlans[id];
      if (!job || !plan) return [];
      const { trainable, adapterBytes: fileBytes } = plan;
      return [
        { method: id, job, trainable, fileBytes, runId: null, state: 'waiting', error: null },
      ];
    });
}

/** The run store once the run in it has ended. */
function ended(store: Pick<StoreApi<RunState>, 'getState' | 'subscribe'>): Promise<RunState> {
  return new Promise((resolve) => {
    const look = (state: RunState): boolean => {
      if (isTraining(state)) return false;
      resolve(state);
      return true;
    };
    if (look(store.getState())) return;
    const stop = store.subscribe((state) => {
      if (look(state)) stop();
    });
  });
}
