import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineClient } from '../../worker/engineClient';
import type { QueueEntry, RunFiles, RunRecord } from '../../worker/protocol';
import { errorRecord } from './errors';
import type { createRunStore } from './run';
import { isTraining, type RunState } from './runState';

export interface QueueState {
  readonly entries: readonly QueueEntry[];
  /** Whether it trains now, one run after the other. */
  readonly active: boolean;
}

type Runs = Pick<
  ReturnType<typeof createRunStore>,
  'store' | 'start' | 'startLike' | 'resume' | 'stop' | 'interrupt' | 'listRuns' | 'rename'
>;

/**
 * Runs on the same files, one after the other. Each is an ordinary run, begun and followed as a
 * person's own; one that fails or is stopped does not hold up the next.
 */
export function createQueue(engine: EngineClient, filesAtHand: () => RunFiles, run: Runs) {
  const store = createStore<QueueState>(() => ({ entries: [], active: false }));
  const { getState, setState } = store;
  // What was dropped for it; after a reload the files that its first run has kept.
  let files: RunFiles | null = null;
  let ending = false;

  function change(index: number, news: Partial<QueueEntry>): void {
    const entries = getState().entries.map((entry, i) =>
      i === index ? { ...entry, ...news } : entry,
    );
    setState({ entries });
    void engine.calls.keepQueue(entries);
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
  async function begin({ runId, job }: QueueEntry): Promise<boolean> {
    if (recordOf(runId)?.resumable) return run.resume(runId ?? '');
    // Its files are kept with each of its runs that was not deleted.
    const origin = getState().entries.find((entry) => recordOf(entry.runId))?.runId;
    if (!files && origin) return run.startLike(origin, job);
    return run.start(job, files ?? filesAtHand());
  }

  /** Runs by one method have the same name in the list of runs, unless they are given their own. */
  async function nameApart(runId: string, { name, job }: QueueEntry): Promise<void> {
    const { id } = job.method;
    const alike = getState().entries.filter((entry) => entry.job.method.id === id);
    if (alike.length > 1) await run.rename(runId, name);
  }

  async function train(index: number): Promise<void> {
    change(index, { state: 'running', error: null });
    const earlier = run.store.getState().error;
    const began = await begin(getState().entries[index] as QueueEntry);
    const { runId, error: said } = run.store.getState();
    if (!began) {
      // A cancelled start leaves what was said of the run before.
      const refusal = said === earlier ? null : said;
      const cancelled = ending ? 'waiting' : 'stopped';
      change(index, { state: refusal ? 'failed' : cancelled, error: refusal });
      return;
    }
    change(index, { runId });
    if (runId) await nameApart(runId, getState().entries[index] as QueueEntry);
    const { phase, error } = await ended(run.store);
    await run.listRuns();
    change(index, { state: stateAfter(phase, recordOf(runId)), error });
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
      const kept = await engine.calls.queue();
      if (!kept || getState().entries.length > 0) return;
      const entries = kept.map(
        (entry): QueueEntry => (entry.state === 'running' ? { ...entry, state: 'waiting' } : entry),
      );
      setState({ entries });
      await run.listRuns();
      settle();
    },
    /** Trains these on the files at hand, in place of what was there before. */
    async start(entries: readonly QueueEntry[]): Promise<void> {
      files = filesAtHand();
      setState({ entries });
      await goOn();
    },
    goOn,
    /** Ends the run at hand, which keeps what it has learned. */
    stopOne: () => run.stop(),
    /** Ends the queue; the run at hand goes on from its checkpoint when the queue does. */
    async stopAll(): Promise<void> {
      ending = true;
      await run.interrupt();
    },
    /** Makes room for another; the runs stay. */
    clear(): void {
      if (getState().active) return;
      setState({ entries: [] });
      void engine.calls.keepQueue([]);
    },
  };
}

/** States that runs end in; others go on. */
const ENDS: Readonly<Partial<Record<RunRecord['status'], QueueEntry['state']>>> = {
  completed: 'done',
  stopped: 'stopped',
  failed: 'failed',
};

/** What a run has come to that trains no longer. */
function stateAfter(phase: RunState['phase'], record: RunRecord | undefined): QueueEntry['state'] {
  if (phase === 'failed') return 'failed';
  if (record?.resumable) return 'waiting';
  return phase === 'interrupted' || record?.status === 'stopped' ? 'stopped' : 'done';
}

/** The first that has not been trained to its end; −1 without one. */
function nextOf({ entries }: QueueState): number {
  return entries.findIndex(({ state }) => state === 'waiting');
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
