import { joinTargets, type Target } from '../core/target';
import type { Example, ExampleList, SettledTask } from '../tasks/task';
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
  { task, taskConfig }: SettledTask,
  examples: ExampleList,
  breathe: () => Promise<void>,
): Promise<Evaluation> {
  const logits = await trainer.logits(examples, breathe);
  const targets = targetsOf(examples);
  return {
    loss: task.meanLoss(logits, targets, taskConfig),
    metrics: task.metrics(logits, targets, taskConfig),
    logits,
  };
}

/** Targets of examples end to end; nothing else of them is held. */
export function targetsOf(examples: ExampleList): Target {
  const targets: Target[] = [];
  for (const { target } of examples) targets.push(target);
  return joinTargets(targets);
}

/** What the model says now of the watched rows. */
export async function watchRows(
  trainer: Pick<Trainer, 'logits'>,
  { task, taskConfig }: SettledTask,
  watched: readonly WatchedRow[],
): Promise<WatchEvent['rows']> {
  const logits = await trainer.logits(watched.map(({ example }) => example));
  const predictions = task.decode(logits, taskConfig);
  return watched.map(({ example: { target }, row, text }, i) => {
    const { off: _, ...compared } = task.compare(target, predictions[i] ?? NOTHING, taskConfig);
    return { row, text, ...compared };
  });
}

const NOTHING = { said: '', scores: [], sure: null };
