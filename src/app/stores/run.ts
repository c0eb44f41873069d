import { createStore } from 'zustand/vanilla';
import type { EngineClient } from '../../worker/engineClient';
import type {
  AnswerQuery,
  Job,
  PrepareTask,
  RunEvent,
  RunFiles,
  SliceKey,
} from '../../worker/protocol';
import { errorRecord, wasCancelled } from './errors';
import { FRESH, isTraining, type RunState, reduceEvents } from './runState';

const PREPARE: PrepareTask = 'prepare';

/** The store of the run at hand, over the engine's worker. */
export function createRunStore(engine: EngineClient) {
  const store = createStore<RunState>(() => ({ ...FRESH, runs: [] }));
  const { getState, setState } = store;
  engine.subscribe((event) => {
    if (event.type !== 'run') return;
    const { runId } = getState();
    const mine = event.events.filter((one) => runId === null || one.runId === runId);
    if (mine.length > 0) setState(reduceEvents(getState(), mine));
    if (event.events.some(({ type }) => type === 'finished' || type === 'failed')) void listRuns();
  });
  engine.onCrash((crash) => {
    // A crash with no run under way takes nothing from the one on the screen.
    if (isTraining(getState())) setState({ phase: 'failed', error: errorRecord(crash) });
    setState({ busy: null });
    void listRuns();
  });

  async function listRuns(): Promise<void> {
    setState({ runs: await engine.calls.runs() });
  }

  async function guarded(busy: string, work: () => Promise<Partial<RunState>>): Promise<void> {
    setState({ busy, error: null });
    try {
      setState({ ...(await work()), busy: null });
    } catch (error) {
      setState({ busy: null, error: errorRecord(error) });
    }
  }

  /** A run as its kept events tell it. */
  async function remembered(runId: string): Promise<RunState> {
    const events = await engine.calls.runEvents(runId);
    const { runs } = getState();
    const job = runs.find((record) => record.runId === runId)?.job ?? null;
    return reduceEvents({ ...FRESH, runs, runId, job }, events);
  }

  /** Begins a run; where that is refused, what was on the screen stays, with the reason. Whether it began. */
  async function launch(begin: () => Promise<string>, known: Partial<RunState>): Promise<boolean> {
    const before = getState();
    setState({ ...FRESH, ...known, runs: before.runs, phase: 'starting', error: null });
    // Whoever starts no longer waits for an estimate.
    void engine.calls.cancel('measure');
    try {
      setState({ runId: await begin() });
      void listRuns();
      return true;
    } catch (error) {
      const record = errorRecord(error);
      const said = wasCancelled(record) ? before.error : record;
      setState({ ...before, runs: getState().runs, error: said });
      void listRuns();
      return false;
    }
  }

  async function dropStart(): Promise<void> {
    if (getState().phase === 'starting') await engine.calls.cancel(PREPARE);
  }

  return {
    store,
    listRuns,
    start: (job: Job, files: RunFiles) => launch(() => engine.calls.start(job, files), { job }),
    /** Begins a run on the files that another one has kept. */
    startLike: (runId: string, job: Job) =>
      launch(() => engine.calls.startLike(runId, job), { job }),
    /** Goes on from the last checkpoint, with the curve of what was done until there. */
    async resume(runId: string, backend?: Job['backend']): Promise<boolean> {
      const known = await remembered(runId).catch(() => ({}));
      return launch(() => engine.calls.resume(runId, backend), known);
    },
    async pause(): Promise<void> {
      await engine.calls.pause();
      setState({ phase: 'paused' });
    },
    async proceed(): Promise<void> {
      await engine.calls.proceed();
      setState({ phase: 'running' });
    },
    /** Ends the run, and the reading of its rows where it has not begun. */
    async stop(): Promise<void> {
      await dropStart();
      await engine.calls.stop();
    },
    /** {@link stop}, with a checkpoint that it can go on from. */
    async interrupt(): Promise<void> {
      await dropStart();
      await engine.calls.interrupt();
    },
    /** Scores base and tuned model on the validation rows, or on test files. */
    evaluate: (runId: string, files: readonly File[] = [], withoutTrained = false) =>
      guarded('evaluate', async () => {
        const sources = files.map((file) => ({ kind: 'file', file }) as const);
        const request = { files: sources, withoutTrained };
        const report = await engine.calls.evaluate('evaluate', runId, request);
        return { report, tested: files };
      }),
    /** Some rows of the evaluation at hand. */
    answerPage: (report: string, query: AnswerQuery) => engine.calls.answerPage(report, query),
    sliceKeys: (report: string) => engine.calls.sliceKeys(report),
    slices: (report: string, key: SliceKey) => engine.calls.slices('slices', report, key),
    /** All of its rows as a file. */
    predictions: (report: string) => engine.calls.predictions('predictions', report),
    listExports: (runId: string) =>
      guarded('exports', async () => {
        const options = await engine.calls.exportOptions(runId);
        // The list is there at once; what merging costs has to be computed.
        setState({ options });
        return { mergeCheck: await engine.calls.mergeDifference(runId) };
      }),
    zip: (runId: string, option: string) => engine.calls.exportZip('zip', runId, option),
    /** Shows a run of the list. */
    async select(runId: string): Promise<void> {
      const state = await remembered(runId);
      const record = getState().runs.find((one) => one.runId === runId);
      // Its events end in the middle where the run was cut off.
      const cut = record?.status === 'interrupted' && isTraining(state);
      setState({ ...state, ...(cut && { phase: 'interrupted', error: record.error }) });
    },
    remembered,
    events: (runId: string): Promise<readonly RunEvent[]> => engine.calls.runEvents(runId),
    async rename(runId: string, name: string): Promise<void> {
      await engine.calls.renameRun(runId, name);
      await listRuns();
    },
    async remove(runId: string): Promise<void> {
      await engine.calls.deleteRun(runId);
      await listRuns();
    },
  };
}
