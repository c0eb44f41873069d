import type { Config, Field } from '../core/fields';
import type { Value } from '../graph/node';
import type { ModelShape, OpenModel } from '../models/model';
import type { Net } from '../nn/net';
import type { ParameterSpec } from '../nn/parameters';
import type { Metrics } from '../training/events';

/** A row as the model reads it: token ids with types, and what is to be learned. */
export interface Example {
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
  /** Class index, −100 where there is no label. */
  readonly label: number;
  /** Index of the row in its dataset. */
  readonly row: number;
  /** Its number among all examples of a run, the same each time it is asked for; absent elsewhere. */
  readonly place?: number;
}

/**
 * Examples in order, as an array has them. A list of a million rows makes each one when it is asked
 * for, so whoever wants to remember something of an example keeps it under its `place`.
 */
export interface ExampleList extends Iterable<Example> {
  readonly length: number;
  at(index: number): Example | undefined;
}

/** Head, loss and results of a task inside one graph. */
export interface TaskGraph {
  /** f32 [S, C] for sequence tasks: what {@link Task.decode} reads. */
  readonly logits: Value;
  /** f32 [1]: summed over the batch, divided by the input `divisor`. */
  readonly loss: Value;
}

/** What a task needs to know besides its fields. */
export interface TaskContext {
  readonly labels: readonly string[];
}

/** One prediction for a person. */
export interface Prediction {
  readonly label: string;
  /** Probability of every label, in the order of the labels. */
  readonly scores: readonly number[];
}

/** What is to be learned: one file, one registry line. Knows no family and no method. */
export interface Task<C extends Config = Config> {
  readonly id: string;
  readonly label: string;
  /** One sentence. */
  readonly summary: string;
  readonly columns: readonly {
    readonly key: string;
    readonly label: string;
    readonly required: boolean;
  }[];
  readonly fields: readonly Field[];
  /** PEFT's task_type of an adapter trained for it. */
  readonly peftTaskType: string;
  /** Parameters of the head, under Hugging Face's names. */
  head(shape: ModelShape, context: TaskContext): readonly ParameterSpec[];
  /** Forward pass, head and loss. */
  build(net: Net, model: OpenModel, config: C, context: TaskContext): TaskGraph;
  /** Inputs of the graph besides the packed tokens, from the examples of one run. */
  targets(examples: readonly Example[]): Readonly<Record<string, Int32Array>>;
  /** One prediction per sequence from logits [S, C]. */
  decode(logits: Float32Array, context: TaskContext): Prediction[];
  /** Metrics by job.md's names from logits [R, C] and labels [R]. */
  metrics(logits: Float32Array, labels: Int32Array, context: TaskContext): Metrics;
  /** Mean loss from logits [R, C] and labels [R], in double; rows without a label left out. */
  meanLoss(logits: Float32Array, labels: Int32Array, context: TaskContext): number;
  /** Loss of guessing, for the chart. */
  guessingLoss(context: TaskContext): number;
}

/** Checks the definition against its own config type, then forgets that type (as registries need). */
export function defineTask<C extends Config>(task: Task<C>): Task {
  return task as unknown as Task;
}
