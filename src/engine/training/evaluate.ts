import type { Example, ExampleList, Task, TaskContext } from '../tasks/task';
import type { Metrics, WatchEvent } from './events';
import type { Trainer } from './trainer';

/** Loss, metrics and raw logits of a split. */
export interface Evaluation {
  readonly loss: number;
  readonly metrics: Metrics;
  /** [rows, C] flat. */
  readonly logits: Float32Array;
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
  trainer: Pick<Trainer, 'logits'>,
  task: Task,
  context: TaskContext,
  examples: ExampleList,
  breathe: () => Promise<void>,
): Promise<Evaluation> {
  const logits = await trainer.logits(examples, breathe);
  const labels = labelsOf(examples);
  return {
    loss: task.meanLoss(logits, labels, context),
    metrics: task.metrics(logits, labels, context),
    logits,
  };
}

/** Class of each example, [R]; nothing else of them is held. */
export function labelsOf(examples: ExampleList): Int32Array {
  const labels = new Int32Array(examples.length);
  let i = 0;
  for (const { label } of examples) labels[i++] = label;
  return labels;
}

/** What the model says now of the watched rows. */
export async function watchRows(
  trainer: Pick<Trainer, 'logits'>,
  task: Task,
  context: TaskContext,
  watched: readonly WatchedRow[],
): Promise<WatchEvent['rows']> {
  const logits = await trainer.logits(watched.map(({ example }) => example));
  const predictions = task.decode(logits, context);
  return watched.map(({ example, row, text }, i) => ({
    row,
    text,
    label: context.labels[example.label] ?? '',
    predicted: predictions[i]?.label ?? '',
    probability: predictions[i]?.scores[example.label] ?? 0,
  }));
}
