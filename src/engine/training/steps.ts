import { EngineError, toErrorRecord } from '../core/errors';
import type { Config } from '../core/fields';
import type { TrainingSettings } from '../job';
import type { Example, ExampleList } from '../tasks/task';
import type { Clock } from './clock';
import type { FailedEvent, StepEvent } from './events';
import { batchesOfStep, epochOrder, type StepPlan } from './order';
import type { Schedule } from './schedule';
import type { StepResult, Trainer } from './trainer';

export interface StepOptions {
  readonly runId: string;
  readonly trainer: Pick<Trainer, 'submit'>;
  readonly train: ExampleList;
  /** Class of each example of `train`, where rows of rarer classes are taken again; else null. */
  readonly classes: Int32Array | null;
  readonly settings: TrainingSettings;
  readonly schedule: Schedule;
  readonly scheduleConfig: Config;
  /** Bytes the run holds now. */
  readonly bytes: () => number;
}

/** What the steps came to whose numbers are known. */
export interface Counted {
  step: number;
  samples: number;
  tokens: number;
  /** Time in which a step ran. */
  milliseconds: number;
  /** Of the last step. */
  loss: number;
  peakBytes: number;
}

/** The steps of a run in order: given to the executor first, counted when their numbers come. */
export interface Steps {
  /** Steps given to the executor, those before the start included. */
  given(): number;
  done(): Counted;
  /** Gives the executor the next step. */
  give(): Promise<void>;
  /**
   * Counts the steps whose numbers are there, and waits for more until at most `open` are left.
   * Returns whether a step failed; it and those given after it have changed nothing.
   */
  collect(open: number): AsyncGenerator<StepEvent | FailedEvent, boolean, undefined>;
}

/** A step on its way. */
interface Given {
  readonly learningRate: number;
  readonly samples: number;
  readonly tokens: number;
  readonly begin: number;
  readonly arrived: Promise<StepResult>;
  /** When its numbers came; null while they have not. */
  end: number | null;
}

/** The steps of a run after the first `startStep`. */
export function createSteps(
  options: StepOptions,
  plan: StepPlan,
  clock: Clock,
  startStep: number,
): Steps {
  const open: Given[] = [];
  const nothing = { samples: 0, tokens: 0, milliseconds: 0, loss: Number.NaN };
  const done: Counted = { step: startStep, ...nothing, peakBytes: options.bytes() };
  let given = startStep;
  let order: { epoch: number; rows: Uint32Array } = { epoch: -1, rows: new Uint32Array(0) };
  let lastEnd = 0;

  function examplesOf(step: number): Example[][] {
    const { train, classes, settings } = options;
    const epoch = Math.floor(step / plan.stepsPerEpoch);
    if (order.epoch !== epoch) {
      const all = { rows: train.length, classes };
      order = { epoch, rows: epochOrder(all, epoch, settings.seed, settings.shuffle) };
    }
    const batches = batchesOfStep(order.rows, step % plan.stepsPerEpoch, settings);
    const rows = train.inEpoch?.(epoch) ?? train;
    return batches.map((batch) => Array.from(batch, (row) => rows.at(row) as Example));
  }

  async function give(): Promise<void> {
    const { trainer, settings, schedule, scheduleConfig } = options;
    const rate = Number(settings.optimizer.learningRate);
    const learningRate = rate * schedule.multiplier(given, plan.totalSteps, scheduleConfig);
    const examples = examplesOf(given);
    const rows = examples.flat();
    const begin = clock.time();
    const { found } = await trainer.submit(examples, given, learningRate);
    const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
    const arrived = found.then((result) => {
      step.end = clock.time();
      return result;
    });
    const step: Given = { learningRate, samples: rows.length, tokens, begin, arrived, end: null };
    // Whoever collects the step meets its error; until then nobody does.
    arrived.catch(() => {});
    open.push(step);
    given += 1;
  }

  function count(step: Given, { loss }: StepResult): number {
    const end = step.end ?? clock.time();
    const milliseconds = end - Math.max(step.begin, lastEnd);
    lastEnd = end;
    done.step += 1;
    done.samples += step.samples;
    done.tokens += step.tokens;
    done.milliseconds += milliseconds;
    done.loss = loss;
    done.peakBytes = Math.max(done.peakBytes, options.bytes());
    return milliseconds;
  }

  async function* collect(
    most: number,
  ): AsyncGenerator<StepEvent | FailedEvent, boolean, undefined> {
    const { runId, settings } = options;
    for (let next = open[0]; next && (open.length > most || next.end !== null); next = open[0]) {
      const result = await next.arrived;
      open.shift();
      if (!result.applied) {
        yield notFinite(runId, done.step, clock.time(), result);
        return true;
      }
      const milliseconds = count(next, result);
      const { step } = done;
      if (step % settings.logEvery !== 0 && step !== plan.totalSteps) continue;
      const { loss, gradNorm } = result;
      const { learningRate, samples, tokens } = next;
      const where = { runId, step, time: clock.time(), epoch: step / plan.stepsPerEpoch };
      yield { type: 'step', ...where, loss, gradNorm, learningRate, samples, tokens, milliseconds };
    }
    return false;
  }

  return { given: () => given, done: () => done, give, collect };
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
