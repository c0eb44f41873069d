import { createStore } from 'zustand/vanilla';
import type { EngineClient } from '../../worker/engineClient';
import type {
  ErrorRecord,
  EvaluationReport,
  ExportOption,
  Job,
  RunEvent,
  RunFiles,
  RunRecord,
  RunSummary,
  TryAnswer,
} from '../../worker/protocol';
import { errorRecord } from './errors';

/** One point of the curves. */
export interface Point {
  readonly step: number;
  readonly train?: number;
  readonly smooth?: number;
  readonly validation?: number;
}

export interface RunState {
  readonly runId: string | null;
  readonly phase: 'empty' | 'starting' | 'running' | 'paused' | 'done' | 'failed';
  readonly steps: number;
  readonly step: number;
  readonly epoch: number;
  readonly loss: number | null;
  readonly learningRate: number | null;
  readonly gradNorm: number | null;
  readonly tokensPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly points: readonly Point[];
  readonly best: { readonly loss: number; readonly step: number } | null;
  readonly backend: string;
  readonly watch: readonly (Extract<RunEvent, { type: 'watch' }>['rows'][number] & {
    readonly history: readonly number[];
  })[];
  readonly summary: RunSummary | null;
  readonly error: ErrorRecord | null;
  readonly report: EvaluationReport | null;
  readonly answers: readonly TryAnswer[];
  readonly options: readonly ExportOption[];
  readonly runs: readonly RunRecord[];
  readonly busy: string | null;
}

const FRESH: Omit<RunState, 'runs'> = {
  runId: null,
  phase: 'empty',
  steps: 0,
  step: 0,
  epoch: 0,
  loss: null,
  learningRate: null,
  gradNorm: null,
  tokensPerSecond: null,
  secondsLeft: null,
  points: [],
  best: null,
  backend: '',
  watch: [],
  summary: null,
  error: null,
  report: null,
  answers: [],
  options: [],
  busy: null,
};

/** Points of the chart; more are thinned to every other. */
const MOST_POINTS = 400;
const SMOOTHING = 0.9;

/** The store of the run at hand, over the engine's worker. */
export function createRunStore(engine: EngineClient) {
  const store = createStore<RunState>(() => ({ ...FRESH, runs: [] }));
  const { getState, setState } = store;
  engine.subscribe((event) => {
    if (event.type !== 'run') return;
    setState(
      event.events
        .filter(({ runId }) => runId === getState().runId || getState().runId === null)
        .reduce(reduceEvent, getState()),
    );
    if (event.events.some(({ type }) => type === 'finished' || type === 'failed')) void listRuns();
  });
  engine.onCrash((crash) => {
    setState({ phase: 'failed', error: errorRecord(crash), busy: null });
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

  /** Begins a run; where that is refused, what was on the screen stays, with the reason. */
  async function launch(begin: () => Promise<string>): Promise<void> {
    const before = getState();
    setState({ ...FRESH, phase: 'starting' });
    // Whoever starts no longer waits for an estimate.
    void engine.calls.cancel('measure');
    try {
      setState({ runId: await begin() });
    } catch (error) {
      setState({ ...before, runs: getState().runs, error: errorRecord(error) });
      void listRuns();
    }
  }

  return {
    store,
    listRuns,
    start: (job: Job, files: RunFiles) => launch(() => engine.calls.start(job, files)),
    resume: (runId: string) => launch(() => engine.calls.resume(runId)),
    async pause(): Promise<void> {
      await engine.calls.pause();
      setState({ phase: 'paused' });
    },
    async proceed(): Promise<void> {
      await engine.calls.proceed();
      setState({ phase: 'running' });
    },
    stop: () => engine.calls.stop(),
    /** Scores base and tuned model on the validation rows, or on a dropped test file. */
    evaluate: (runId: string, file: File | null = null) =>
      guarded('evaluate', async () => {
        const split = file ? ({ kind: 'file', file } as const) : 'validation';
        return { report: await engine.calls.evaluate('evaluate', runId, split) };
      }),
    ask: (runId: string, texts: readonly string[]) =>
      guarded('try', async () => ({
        answers: await engine.calls.tryTexts(
          runId,
          texts.map((text) => ({ text })),
        ),
      })),
    listExports: (runId: string) =>
      guarded('exports', async () => ({ options: await engine.calls.exportOptions(runId) })),
    zip: (runId: string, option: string) => engine.calls.exportZip('zip', runId, option),
    async select(runId: string): Promise<void> {
      const events = await engine.calls.runEvents(runId);
      setState(events.reduce(reduceEvent, { ...FRESH, runs: getState().runs, runId }));
    },
    async remove(runId: string): Promise<void> {
      await engine.calls.deleteRun(runId);
      await listRuns();
    },
  };
}

/** The state after one more event. */
export function reduceEvent(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'started':
      return {
        ...state,
        runId: event.runId,
        phase: 'running',
        steps: event.steps,
        step: event.step,
        backend: `${event.backend}, ${event.threads}`,
      };
    case 'step': {
      const last =
        state.points.at(-1)?.smooth ??
        state.points.findLast(({ smooth }) => smooth !== undefined)?.smooth;
      const smooth =
        last === undefined ? event.loss : SMOOTHING * last + (1 - SMOOTHING) * event.loss;
      const points = thin([...state.points, { step: event.step, train: event.loss, smooth }]);
      const perStep = event.time / Math.max(1, event.step) / 1000;
      return {
        ...state,
        step: event.step,
        epoch: event.epoch,
        loss: event.loss,
        learningRate: event.learningRate,
        gradNorm: event.gradNorm,
        tokensPerSecond: (1000 * event.tokens) / Math.max(1, event.milliseconds),
        secondsLeft: perStep * (state.steps - event.step),
        points,
      };
    }
    case 'evaluation': {
      if (event.split !== 'validation') return state;
      const best =
        !state.best || event.loss < state.best.loss
          ? { loss: event.loss, step: event.step }
          : state.best;
      return {
        ...state,
        best,
        points: [...state.points, { step: event.step, validation: event.loss }],
      };
    }
    case 'watch': {
      const known = new Map(state.watch.map((row) => [row.row, row.history]));
      return {
        ...state,
        watch: event.rows.map((row) => ({
          ...row,
          history: [...(known.get(row.row) ?? []), row.probability],
        })),
      };
    }
    case 'finished':
      return {
        ...state,
        phase: event.status === 'paused' ? 'paused' : 'done',
        summary: event.summary,
        secondsLeft: 0,
      };
    case 'failed':
      return { ...state, phase: 'failed', error: event.error };
    default:
      return state;
  }
}

/** Drops every other training point once there are too many; validation points stay. */
function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  return points.filter(
    (point, i) => point.validation !== undefined || i % 2 === 0 || i === points.length - 1,
  );
}
