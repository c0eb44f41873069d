import type { Config } from '../core/fields';
import type { TrainingSettings } from '../job';
import type { ExampleList, SettledTask } from '../tasks/task';
import { type Clock, createClock } from './clock';
import type { RunControl } from './control';
import { evaluateExamples, type WatchedRow, watchRows } from './evaluate';
import type { EvaluationEvent, Metrics, RunEvent, RunSummary } from './events';
import { epochLength, planSteps, type StepPlan } from './order';
import { type Counted, createSteps, type StepOptions, type Steps } from './steps';
import { type BestWeights, type Course, follow } from './stopping';
import type { Trainer } from './trainer';

export interface LoopOptions extends StepOptions, SettledTask {
  readonly trainer: Trainer;
  /** null: no validation. */
  readonly validation: ExampleList | null;
  /** Scored once, at the end; null: no test file. */
  readonly test: ExampleList | null;
  /** Validation rows to show after every evaluation. */
  readonly watched: readonly WatchedRow[];
  readonly control: RunControl;
  /** Steps already done by the run that this one continues. */
  readonly startStep: number;
  /** Milliseconds; only differences are used. */
  readonly now: () => number;
  /** Lets messages in between steps. */
  readonly breathe: () => Promise<void>;
  /** Writes a checkpoint that resumes after `step` steps; the bytes written. */
  readonly checkpoint: (step: number, course: Course) => Promise<number>;
  /** What the run that this one continues had learned of its course. */
  readonly course: Course;
  readonly best: BestWeights;
  /** Milliseconds after which a checkpoint is due, whatever the job says. */
  readonly checkpointAfter: number;
}

/** What the loop remembers besides the steps. */
interface Progress {
  savedAt: number;
  /** When that was, on the run's clock. */
  savedTime: number;
  evaluation: EvaluationEvent | null;
  course: Course;
  /** Whether nothing more is to be gained. */
  stop: boolean;
}

/** How many steps may run before the numbers of the first of them are read. */
const AHEAD = 2;

/**
 * The one training loop. Yields every event of a run after `started` and ends with `finished` or
 * `failed`; whoever iterates decides where events go. State between steps is the step number, the
 * trained weights and their moments: order and dropout follow from the seed and the step.
 *
 * Steps are given to the executor up to {@link AHEAD} before their numbers are known, so that a
 * device apart never waits for the host; before anything looks at the weights all of them are in.
 */
export async function* trainLoop(options: LoopOptions): AsyncGenerator<RunEvent, void, undefined> {
  const { settings, control, train, classes } = options;
  const plan = planSteps(epochLength({ rows: train.length, classes }), settings);
  const clock = createClock(options.now);
  const steps = createSteps(options, plan, clock, options.startStep);
  const progress: Progress = {
    savedAt: options.startStep,
    savedTime: 0,
    evaluation: null,
    course: options.course,
    stop: false,
  };

  // Before the first step it guesses; what it learns is seen against that.
  if (options.startStep === 0 && settings.evaluateEvery !== null)
    yield* watch(options, steps, clock);
  while (steps.given() < plan.totalSteps) {
    const request = control.request();
    if (request !== 'run' && (yield* steps.collect(0))) return;
    if (request === 'pause') yield* pause(options, steps, progress, clock);
    if (control.request() === 'stop' || control.request() === 'interrupt') break;
    await steps.give();
    await options.breathe();
    const scores = shouldEvaluate(plan, steps.given(), settings);
    const late = clock.time() - progress.savedTime >= options.checkpointAfter;
    const keeps = late || steps.given() % settings.checkpointEvery === 0;
    if (yield* steps.collect(scores || keeps ? 0 : AHEAD)) return;
    if (scores) yield* evaluate(options, steps, progress, clock);
    if (keeps) yield* saveCheckpoint(options, steps, progress, clock);
    if (progress.stop) break;
  }
  if (yield* steps.collect(0)) return;
  yield* finish(options, plan, steps, progress, clock);
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
  steps: Steps,
  progress: Progress,
  clock: Clock,
): AsyncGenerator<RunEvent> {
  const { validation } = options;
  if (!validation || validation.length === 0) return;
  const event = await score(options, 'validation', validation, steps, clock);
  progress.evaluation = event;
  yield event;
  const followed = await follow(progress.course, event, options.settings, options.best);
  Object.assign(progress, followed);
  yield* watch(options, steps, clock);
}

/** What the model says of the watched rows now. */
async function* watch(options: LoopOptions, steps: Steps, clock: Clock): AsyncGenerator<RunEvent> {
  const { runId, trainer, watched } = options;
  if (watched.length === 0) return;
  const rows = await watchRows(trainer, options, watched);
  yield { type: 'watch', runId, step: steps.done().step, time: clock.time(), rows };
}

async function score(
  options: LoopOptions,
  split: EvaluationEvent['split'],
  examples: ExampleList,
  steps: Steps,
  clock: Clock,
): Promise<EvaluationEvent> {
  const { runId, trainer, breathe } = options;
  const { loss, metrics } = await evaluateExamples(trainer, options, examples, breathe);
  const where = { runId, step: steps.done().step, time: clock.time() };
  return { type: 'evaluation', ...where, split, loss, metrics };
}

async function* saveCheckpoint(
  options: LoopOptions,
  steps: Steps,
  progress: Progress,
  clock: Clock,
): AsyncGenerator<RunEvent> {
  const { step } = steps.done();
  if (progress.savedAt === step) return;
  const bytes = await options.checkpoint(step, progress.course);
  progress.savedAt = step;
  progress.savedTime = clock.time();
  yield { type: 'checkpoint', runId: options.runId, step, time: clock.time(), bytes };
}

async function* pause(
  options: LoopOptions,
  steps: Steps,
  progress: Progress,
  clock: Clock,
): AsyncGenerator<RunEvent> {
  yield* saveCheckpoint(options, steps, progress, clock);
  clock.stop();
  await options.control.proceed();
  clock.start();
}

async function* finish(
  options: LoopOptions,
  plan: StepPlan,
  steps: Steps,
  progress: Progress,
  clock: Clock,
): AsyncGenerator<RunEvent> {
  const { step } = steps.done();
  const completed = step >= plan.totalSteps || progress.stop;
  const interrupted = !completed && options.control.request() === 'interrupt';
  const wantsNumbers = options.settings.evaluateEvery !== null && !interrupted;
  if (wantsNumbers && progress.evaluation?.step !== step)
    yield* evaluate(options, steps, progress, clock);
  if (!interrupted) takeBest(options, progress, step);
  yield* saveCheckpoint(options, steps, progress, clock);
  const tuned = interrupted ? null : await tune(options);
  const settled = tuned ? { ...options, taskConfig: tuned.taskConfig } : options;
  if (options.test && !interrupted) yield await score(settled, 'test', options.test, steps, clock);
  const status = completed ? 'completed' : interrupted ? 'paused' : 'stopped';
  const summary = {
    ...summarize(steps.done(), progress.evaluation, clock.time()),
    ...(tuned && { metrics: tuned.metrics, tuned: tuned.taskConfig }),
  };
  yield { type: 'finished', runId: options.runId, step, time: clock.time(), status, summary };
}

/** Settings that the trained model's answers to validation rows complete, and the metrics with them. */
async function tune(
  options: LoopOptions,
): Promise<{ readonly taskConfig: Config; readonly metrics: Metrics } | null> {
  const { trainer, task, validation, breathe } = options;
  if (!task.tune || !validation || validation.length === 0) return null;
  const { answered } = await evaluateExamples(trainer, options, validation, breathe);
  const taskConfig = task.tune(options.taskConfig, answered);
  return { taskConfig, metrics: task.metrics(answered, taskConfig) };
}

/** Goes back to the best weights where later ones were worse. */
function takeBest({ best }: LoopOptions, progress: Progress, step: number): void {
  const { best: evaluation } = progress.course;
  if (!evaluation || evaluation.step === step) return;
  best.restore();
  progress.evaluation = evaluation;
  // What was saved after this step has other weights.
  progress.savedAt = -1;
}

function summarize(done: Counted, evaluation: EvaluationEvent | null, time: number): RunSummary {
  const seconds = done.milliseconds / 1000;
  return {
    steps: done.step,
    seconds: time / 1000,
    samplesPerSecond: seconds > 0 ? done.samples / seconds : 0,
    tokensPerSecond: seconds > 0 ? done.tokens / seconds : 0,
    loss: done.loss,
    metrics: evaluation?.metrics ?? {},
    validationLoss: evaluation?.loss ?? null,
    peakBytes: done.peakBytes,
  };
}
