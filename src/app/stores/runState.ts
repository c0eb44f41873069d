import type {
  ErrorRecord,
  EvaluationReport,
  ExportOption,
  Job,
  MemoryBytes,
  MergeCheck,
  RunEvent,
  RunRecord,
  RunSummary,
  Trouble,
} from '../../worker/protocol';

/** One optimizer step as it ran; tokens and time are those of the run so far. */
export interface StepPoint {
  readonly step: number;
  readonly epoch: number;
  readonly time: number;
  readonly tokens: number;
  readonly loss: number;
  readonly gradNorm: number;
  readonly learningRate: number;
  readonly tokensPerSecond: number;
}

/** The validation loss after a step. */
export interface ValidationPoint {
  readonly step: number;
  readonly loss: number;
}

type WatchedRow = Extract<RunEvent, { type: 'watch' }>['rows'][number];

export interface RunState {
  readonly runId: string | null;
  /** What the run was asked to do. */
  readonly job: Job | null;
  /** `interrupted`: opened from the list of runs, where it waits to be continued. */
  readonly phase: 'empty' | 'starting' | 'running' | 'paused' | 'interrupted' | 'done' | 'failed';
  readonly steps: number;
  readonly step: number;
  readonly epoch: number;
  readonly loss: number | null;
  readonly tokensPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly series: readonly StepPoint[];
  readonly validations: readonly ValidationPoint[];
  readonly best: ValidationPoint | null;
  /** What ails the run now. */
  readonly trouble: Trouble | null;
  /** Where the run went on from a checkpoint, and the time it had taken until there. */
  readonly resumed: { readonly step: number; readonly time: number };
  readonly backend: string;
  readonly threads: number;
  readonly memory: MemoryBytes | null;
  /** With the probability of what is true after each evaluation, or, where none is known, how far off it was. */
  readonly watch: readonly (WatchedRow & { readonly history: readonly number[] })[];
  readonly summary: RunSummary | null;
  readonly error: ErrorRecord | null;
  readonly report: EvaluationReport | null;
  /** The test files that it is of; [] where it is of the validation rows. */
  readonly tested: readonly File[];
  readonly options: readonly ExportOption[];
  /** null until it is known, and where nothing is merged. */
  readonly mergeCheck: MergeCheck | null;
  readonly runs: readonly RunRecord[];
  readonly busy: string | null;
}

/** A run of which nothing is known yet. */
export const FRESH: Omit<RunState, 'runs'> = {
  runId: null,
  job: null,
  phase: 'empty',
  steps: 0,
  step: 0,
  epoch: 0,
  loss: null,
  tokensPerSecond: null,
  secondsLeft: null,
  series: [],
  validations: [],
  best: null,
  trouble: null,
  resumed: { step: 0, time: 0 },
  backend: '',
  threads: 1,
  memory: null,
  watch: [],
  summary: null,
  error: null,
  report: null,
  tested: [],
  options: [],
  mergeCheck: null,
  busy: null,
};

/** A state while a batch of events is read into it. */
type Draft = { -readonly [Key in keyof RunState]: RunState[Key] } & { series: StepPoint[] };

type Followers = {
  readonly [Type in RunEvent['type']]?: (
    draft: Draft,
    event: Extract<RunEvent, { type: Type }>,
  ) => void;
};

const FOLLOW: Followers = {
  started(draft, event) {
    // What came after the checkpoint that a run goes on from is made again.
    draft.series = draft.series.filter(({ step }) => step <= event.step);
    draft.validations = draft.validations.filter(({ step }) => step <= event.step);
    draft.best = bestOf(draft.validations);
    draft.resumed = { step: event.step, time: draft.series.at(-1)?.time ?? 0 };
    Object.assign(draft, {
      runId: event.runId,
      phase: 'running',
      trouble: null,
      steps: event.steps,
      step: event.step,
      backend: event.backend,
      threads: event.threads,
      memory: event.bytes,
    });
  },
  step(draft, event) {
    const { step, epoch, loss, gradNorm, learningRate, milliseconds } = event;
    const { resumed, series } = draft;
    const fresh = step > resumed.step;
    const tokens = (series.at(-1)?.tokens ?? 0) + event.tokens;
    const time = event.time + (fresh ? resumed.time : 0);
    const tokensPerSecond = (1000 * event.tokens) / Math.max(1, milliseconds);
    series.push({ step, epoch, time, tokens, loss, gradNorm, learningRate, tokensPerSecond });
    const perStep = fresh ? event.time / (step - resumed.step) : event.time / Math.max(1, step);
    const secondsLeft = (perStep / 1000) * (draft.steps - step);
    Object.assign(draft, { step, epoch, loss, tokensPerSecond, secondsLeft });
  },
  evaluation(draft, { split, step, loss }) {
    if (split !== 'validation') return;
    draft.validations = [...draft.validations, { step, loss }];
    draft.best = bestOf(draft.validations);
  },
  trouble(draft, { trouble }) {
    draft.trouble = trouble;
  },
  watch(draft, { rows }) {
    const known = new Map(draft.watch.map((row) => [row.row, row.history]));
    draft.watch = rows.map((row) => ({
      ...row,
      history: [...(known.get(row.row) ?? []), row.probability ?? row.off ?? 0],
    }));
  },
  finished(draft, { status, summary }) {
    const phase = status === 'paused' ? 'interrupted' : 'done';
    Object.assign(draft, { phase, summary, secondsLeft: null });
    const { job } = draft;
    if (job && summary.tuned) draft.job = { ...job, task: { ...job.task, ...summary.tuned } };
  },
  failed(draft, { error }) {
    Object.assign(draft, { phase: 'failed', error });
  },
};

/** The state after a batch of events; what was there is not changed. */
export function reduceEvents(state: RunState, events: readonly RunEvent[]): RunState {
  const draft: Draft = { ...state, series: [...state.series] };
  for (const event of events) {
    const follow = FOLLOW[event.type] as ((draft: Draft, event: RunEvent) => void) | undefined;
    follow?.(draft, event);
  }
  return draft;
}

function bestOf(validations: readonly ValidationPoint[]): ValidationPoint | null {
  return validations.reduce<ValidationPoint | null>(
    (best, point) => (best && best.loss <= point.loss ? best : point),
    null,
  );
}

/** Whether a run has the engine now. */
export function isTraining({ phase }: Pick<RunState, 'phase'>): boolean {
  return phase === 'starting' || phase === 'running' || phase === 'paused';
}
