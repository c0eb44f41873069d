import { IGNORED, joinTargets, NO_TARGET, type Target } from '../core/target';
import type { Answered, Example, ExampleList, SettledTask } from '../tasks/task';
import type { Metrics, WatchEvent } from './events';
import type { Trainer } from './trainer';
import { withUnread } from './unread';

/** Loss, metrics and raw answers of a split. */
export interface Evaluation {
  readonly loss: number;
  readonly metrics: Metrics;
  readonly answered: Answered;
}

/** A validation row that is shown while the model learns. */
export interface WatchedRow {
  /** Its sequence, or all windows over its words. */
  readonly examples: readonly Example[];
  /** Row number as a person counts. */
  readonly row: number;
  readonly text: string;
  /** Where words are tagged: those that are answered, in their order. */
  readonly words: readonly string[] | null;
}

/** Scores examples with the trainer's current weights, dropout off. */
export async function evaluateExamples(
  trainer: Answering,
  settled: SettledTask,
  examples: ExampleList,
  onRows: (done: number) => Promise<void>,
): Promise<Evaluation> {
  const { task, taskConfig } = settled;
  const read = await answerUnits(trainer, settled, examples, onRows);
  const answered = withUnread(read, settled, examples);
  return {
    loss: task.meanLoss(read, taskConfig),
    metrics: task.metrics(answered, taskConfig),
    answered,
  };
}

type Answering = Pick<Trainer, 'infer'>;

/** What the current weights say of examples, beside what is true of them; of all their words. */
export async function answerExamples(
  trainer: Answering,
  settled: SettledTask,
  examples: ExampleList,
): Promise<Answered> {
  return withUnread(await answerUnits(trainer, settled, examples), settled, examples);
}

/** The same of the units that tokens stand for. */
async function answerUnits(
  trainer: Answering,
  { task }: SettledTask,
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
  return { ...said, targets: joinTargets(targets), lengths: Uint32Array.from(lengths), unread: 0 };
}

/** What is true of a row, of answers whose targets stand end to end; {@link NO_TARGET} beyond them. */
export function rowTargets({ targets, lengths }: Answered): (row: number) => Target {
  const starts = new Uint32Array(lengths.length + 1);
  for (let row = 0; row < lengths.length; row++)
    starts[row + 1] = (starts[row] as number) + (lengths[row] as number);
  const units = starts.at(-1) ?? 0;
  const width = units > 0 ? targets.length / units : 0;
  return (row) => {
    const [begin, end] = [starts[row], starts[row + 1]];
    return end === undefined ? NO_TARGET : targets.subarray((begin ?? 0) * width, end * width);
  };
}

/**
 * The answers of some rows, in the order asked for, for their scores. What a chain's loss is of these rows
 * alone, and how many of their words no token stands for, is not known: `lossSum` is null, `unread` 0.
 */
export function chosenRows(answered: Answered, rows: Uint32Array): Answered {
  const { logits, targets, lengths, path } = answered;
  const starts = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, row) => {
    starts[row + 1] = (starts[row] ?? 0) + length;
  });
  const units = starts.at(-1) ?? 0;
  const cut = <T extends Float32Array | Int32Array>(values: T): T => {
    const width = units > 0 ? values.length / units : 0;
    const parts = Array.from(rows, (row) =>
      values.subarray((starts[row] ?? 0) * width, (starts[row + 1] ?? 0) * width),
    );
    return joinTargets(parts) as T;
  };
  return {
    logits: rows.length > 0 ? cut(logits) : new Float32Array(0),
    targets: cut(targets),
    lengths: rows.map((row) => lengths[row] ?? 0),
    path: path && cut(path),
    unread: 0,
    lossSum: null,
  };
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
    watched.flatMap(({ examples }) => examples),
  );
  const predictions = task.decode(answered, taskConfig);
  const targetOf = rowTargets(answered);
  return watched.map(({ row, text, words }, i) => {
    const said = task.compare(targetOf(i), predictions[i] ?? NOTHING, taskConfig);
    const { label, predicted, probability, off, tags } = said;
    const marked = words && tags ? { words, tags } : null;
    return { row, text, label, predicted, probability, off, marked };
  });
}

/** What is to be learned of an example's units. */
function unitsOf({ perToken }: SettledTask['task'], { target }: Example): Target {
  return perToken ? target.filter((tag) => tag !== IGNORED) : target;
}

const NOTHING = { said: '', scores: [], sure: null };
