import { IGNORED, joinTargets, NO_TARGET, type Target } from '../core/target';
import type { Answered, Example, ExampleList, SettledTask } from '../tasks/task';
import type { Metrics, WatchEvent } from './events';
import type { Trainer } from './trainer';

/** Loss, metrics and raw answers of a split. */
export interface Evaluation {
  readonly loss: number;
  readonly metrics: Metrics;
  readonly answered: Answered;
}

/** A validation row that is shown while the model learns. */
export interface WatchedRow {
  readonly example: Example;
  /** Row number as a person counts. */
  readonly row: number;
  readonly text: string;
}

/** Scores examples with the trainer's current weights, dropout off. */
export async function evaluateExamples(
  trainer: Answering,
  settled: SettledTask,
  examples: ExampleList,
  onRows: (done: number) => Promise<void>,
): Promise<Evaluation> {
  const { task, taskConfig } = settled;
  const answered = await answerExamples(trainer, settled, examples, onRows);
  return {
    loss: task.meanLoss(answered, taskConfig),
    metrics: task.metrics(answered, taskConfig),
    answered,
  };
}

type Answering = Pick<Trainer, 'infer'>;

/** What the current weights say of examples, beside what is true of them. */
export async function answerExamples(
  trainer: Answering,
  { task }: Pick<SettledTask, 'task'>,
  examples: ExampleList,
  onRows?: (done: number) => Promise<void>,
): Promise<Answered> {
  const said = await trainer.infer(examples, onRows);
  const targets: Target[] = [];
  const lengths: number[] = [];
  let row = -1;
  for (const example of examples) {
    const own = example.row;
    const units = unitsOf(task, example);
    targets.push(units);
    const more = task.perToken ? units.length : 1;
    // Windows of one row follow one another.
    if (task.perToken && own === row) lengths.push((lengths.pop() ?? 0) + more);
    else lengths.push(more);
    row = own;
  }
  return { ...said, targets: joinTargets(targets), lengths: Uint32Array.from(lengths) };
}

/** What is true of each row, of answers whose targets stand end to end. */
export function rowTargets({ targets, lengths }: Answered): Target[] {
  const units = lengths.reduce((sum, length) => sum + length, 0);
  const width = units > 0 ? targets.length / units : 0;
  let at = 0;
  return Array.from(lengths, (length) => {
    const own = targets.subarray(at, at + length * width);
    at += length * width;
    return own;
  });
}

/** The first sequence of each row. */
export function firstOfRows(examples: ExampleList): Example[] {
  const firsts: Example[] = [];
  for (const example of examples) if (example.row !== firsts.at(-1)?.row) firsts.push(example);
  return firsts;
}

/** What the model says now of the watched rows. */
export async function watchRows(
  trainer: Answering,
  settled: SettledTask,
  watched: readonly WatchedRow[],
): Promise<WatchEvent['rows']> {
  const { task, taskConfig } = settled;
  const answered = await answerExamples(
    trainer,
    settled,
    watched.map(({ example }) => example),
  );
  const predictions = task.decode(answered, taskConfig);
  const targets = rowTargets(answered);
  return watched.map(({ row, text }, i) => {
    const target = targets[i] ?? NO_TARGET;
    const { off: _, ...compared } = task.compare(target, predictions[i] ?? NOTHING, taskConfig);
    return { row, text, ...compared };
  });
}

/** What is to be learned of an example's units. */
function unitsOf({ perToken }: SettledTask['task'], { target }: Example): Target {
  return perToken ? target.filter((tag) => tag !== IGNORED) : target;
}

const NOTHING = { said: '', scores: [], sure: null };
