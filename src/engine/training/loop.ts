import { EngineError, toErrorRecord } from '../core/errors';
import type { Config } from '../core/fields';
import type { TrainingSettings } from '../job';
import type { Example, Task, TaskContext } from '../tasks/task';
import type { RunControl } from './control';
import { evaluateExamples, type WatchedRow, watchRows } from './evaluate';
import type { EvaluationEvent, FailedEvent, RunEvent, RunSummary } from './events';
import { batchesOfStep, epochOrder, planSteps, type StepPlan } from './order';
import type { Schedule } from './schedule';
import type { Trainer } from './trainer';

export interface LoopOptions {
  readonly runId: string;
  readonly trainer: Trainer;
  readonly task: Task;
  readonly context: TaskContext;
  readonly train: readonly Example[];
  /** null: no validation. */
  readonly validation: readonly Example[] | null;
  /** Scored once, at the end; null: no test file. */
  readonly test: readonly Example[] | null;
  /** Validation rows to show after every evaluation. */
  readonly watched: readonly WatchedRow[];
  readonly settings: TrainingSettings;
  readonly schedule: Schedule;
  readonly scheduleConfig: Config;
  readonly control: RunControl;
  /** Steps already done by the run that this one continues. */
  readonly startStep: number;
  /** Milliseconds; only differences are used. */
  readonly now: () => number;
  /** Lets messages in between steps. */
  readonly breathe: () => Promise<void>;
  /** Writes a checkpoint that resumes after `step` steps; the bytes written. */
  readonly checkpoint: (step: number) => Promise<number>;
  /** Milliseconds after which a checkpoint is due, whatever the job says. */
  readonly checkpointAfter: number;
  /** Bytes the run holds now. */
  readonly bytes: () => number;
}

/** What is counted while a run goes on. */
interface Progress {
  step: number;
  samples: number;
  tokens: number;
  /** Milliseconds spent in steps. */
  stepMilliseconds: number;
  loss: number;
  peakBytes: number;
  savedAt: number;
  /** When that was, on the run's clock. */
  savedTime: number;
  evaluation: EvaluationEvent | null;
}

/**
 * The one training loop. Yields every event of a run after `started` and ends with `finished` or
 * `failed`; whoever iterates decides where events go. State between steps is the step number, the
 * trained weights and their moments: order and dropout follow from the seed and the step.
 */
export async function* trainLoop(options: LoopOptions): AsyncGenerator<RunEvent, void, undefined> {
  const { settings, control, train } = options;
  const plan = planSteps(train.length, settings);
  const clock = createClock(options.now);
  const progress = startProgress(options);
  let order: { epoch: number; rows: Uint32Array } = { epoch: -1, rows: new Uint32Array(0) };

  while (progress.step < plan.totalSteps) {
    if (control.request() === 'pause') yield* pause(options, progress, clock);
    if (control.request() === 'stop' || control.request() === 'interrupt') break;
    const epoch = Math.floor(progress.step / plan.stepsPerEpoch);
    if (order.epoch !== epoch) {
      order = { epoch, rows: epochOrder(train.length, epoch, settings.seed, settings.shuffle) };
    }
    const batches = batchesOfStep(order.rows, progress.step % plan.stepsPerEpoch, settings);
    const failure = yield* runStep(options, plan, progress, clock, batches);
    if (failure) return;
    if (shouldEvaluate(plan, progress.step, settings)) yield* evaluate(options, progress, clock);
    const late = clock.time() - progress.savedTime >= options.checkpointAfter;
    if (late || progress.step % settings.checkpointEvery === 0)
      yield* saveCheckpoint(options, progress, clock);
    await options.breathe();
  }
  yield* finish(options, plan, progress, clock);
}

function startProgress(options: LoopOptions): Progress {
  return {
    step: options.startStep,
    samples: 0,
    tokens: 0,
    stepMilliseconds: 0,
    loss: Number.NaN,
    peakBytes: options.bytes(),
    savedAt: options.startStep,
    savedTime: 0,
    evaluation: null,
  };
}

async function* runStep(
  options: LoopOptions,
  plan: StepPlan,
  progress: Progress,
  clock: Clock,
  batches: readonly Uint32Array[],
): AsyncGenerator<RunEvent, boolean, undefined> {
  const { runId, settings, schedule, scheduleConfig, train } = options;
  const rate = Number(settings.optimizer.learningRate);
  const learningRate = rate * schedule.multiplier(progress.step, plan.totalSteps, scheduleConfig);
  const examples = batches.map((batch) => Array.from(batch, (row) => train[row] as Example));
  const begin = clock.time();
  const result = await options.trainer.step(examples, progress.step, learningRate);
  const milliseconds = clock.time() - begin;
  if (!result.applied) {
    yield notFinite(runId, progress.step, clock.time(), result);
    return true;
  }
  const rows = examples.flat();
  const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
  progress.step += 1;
  progress.samples += rows.length;
  progress.tokens += tokens;
  progress.stepMilliseconds += milliseconds;
  progress.loss = result.loss;
  progress.peakBytes = Math.max(progress.peakBytes, options.bytes());
  if (progress.step % settings.logEvery === 0 || progress.step === plan.totalSteps) {
    const { loss, gradNorm } = result;
    const epoch = progress.step / plan.stepsPerEpoch;
    const where = { runId, step: progress.step, time: clock.time() };
    yield {
      type: 'step',
      ...where,
      epoch,
      loss,
      gradNorm,
      learningRate,
      samples: rows.length,
      tokens,
      milliseconds,
    };
  }
  return false;
}

function notFinite(
  runId: string,
  step: number,
  time: number,
  found: { loss: number; gradNorm: number },
): FailedEvent {
  const what = Number.isFinite(found.loss) ? 'gradient norm' : 'loss';
  const error = new EngineError(
    'training/not-finite',
    `the ${what} of step ${step + 1} is not a number; the weights after step ${step} are kept`,
    { step: step + 1, loss: String(found.loss), gradNorm: String(found.gradNorm) },
    'Lower the learning rate by ten, or set a gradient norm limit of 1, and train again.',
  );
  return { type: 'failed', runId, step, time, error: toErrorRecord(error), keptStep: step };
}

function shouldEvaluate(
  plan: StepPlan,
  step: number,
  { evaluateEvery }: TrainingSettings,
): boolean {
  if (evaluateEvery === null) return false;
  const every = evaluateEvery === 'epoch' ? plan.stepsPerEpoch : evaluateEvery;
  return step % every === 0 || step === plan.totalSteps;
}

async function* evaluate(
  options: LoopOptions,
  progress: Progress,
  clock: Clock,
): AsyncGenerator<RunEvent> {
  const { runId, trainer, task, context, validation } = options;
  if (!validation || validation.length === 0) return;
  const event = await score(options, 'validation', validation, progress, clock);
  progress.evaluation = event;
  yield event;
  if (options.watched.length === 0) return;
  const rows = await watchRows(trainer, task, context, options.watched);
  yield { type: 'watch', runId, step: progress.step, time: clock.time(), rows };
}

async function score(
  { runId, trainer, task, context, breathe }: LoopOptions,
  split: EvaluationEvent['split'],
  examples: readonly Example[],
  progress: Progress,
  clock: Clock,
): Promise<EvaluationEvent> {
  const { loss, metrics } = await evaluateExamples(trainer, task, context, examples, breathe);
  const where = { runId, step: progress.step, time: clock.time() };
  return { type: 'evaluation', ...where, split, loss, metrics };
}

async function* saveCheckpoint(
  options: LoopOptions,
  progress: Progress,
  clock: Clock,
): AsyncGenerator<RunEvent> {
  if (progress.savedAt === progress.step) return;
  const bytes = await options.checkpoint(progress.step);
  progress.savedAt = progress.step;
  progress.savedTime = clock.time();
  yield {
    type: 'checkpoint',
    runId: options.runId,
    step: progress.step,
    time: clock.time(),
    bytes,
  };
}

async function* pause(
  options: LoopOptions,
  progress: Progress,
  clock: Clock,
): AsyncGenerator<RunEvent> {
  yield* saveCheckpoint(options, progress, clock);
  clock.stop();
  await options.control.proceed();
  clock.start();
}

async function* finish(
  options: LoopOptions,
  plan: StepPlan,
  progress: Progress,
  clock: Clock,
): AsyncGenerator<RunEvent> {
  const completed = progress.step >= plan.totalSteps;
  const interrupted = !completed && options.control.request() === 'interrupt';
  const wantsNumbers = options.settings.evaluateEvery !== null && !interrupted;
  if (wantsNumbers && progress.evaluation?.step !== progress.step)
    yield* evaluate(options, progress, clock);
  yield* saveCheckpoint(options, progress, clock);
  if (options.test && !interrupted)
    yield await score(options, 'test', options.test, progress, clock);
  const status = completed ? 'completed' : interrupted ? 'paused' : 'stopped';
  const where = { runId: options.runId, step: progress.step, time: clock.time() };
  yield { type: 'finished', ...where, status, summary: summarize(progress, clock.time()) };
}

function summarize(progress: Progress, time: number): RunSummary {
  const seconds = progress.stepMilliseconds / 1000;
  return {
    steps: progress.step,
    seconds: time / 1000,
    samplesPerSecond: seconds > 0 ? progress.samples / seconds : 0,
    tokensPerSecond: seconds > 0 ? progress.tokens / seconds : 0,
    loss: progress.loss,
    metrics: progress.evaluation?.metrics ?? {},
    validationLoss: progress.evaluation?.loss ?? null,
    peakBytes: progress.peakBytes,
  };
}

/** A stopwatch that pauses leave out. */
interface Clock {
  time(): number;
  stop(): void;
  start(): void;
}

function createClock(now: () => number): Clock {
  let origin = now();
  let stoppedAt = 0;
  return {
    time: () => now() - origin,
    stop() {
      stoppedAt = now();
    },
    start() {
      origin += now() - stoppedAt;
    },
  };
}
