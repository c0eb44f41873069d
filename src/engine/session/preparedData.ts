import type { Config } from '../core/fields';
import type { Example, ExampleList } from '../tasks/task';

/** A split as examples, with what a person calls each row. */
export interface PreparedSplit {
  /** Sequences in order; those of one row follow one another. */
  readonly examples: ExampleList;
  readonly rows: number;
  /** Tokens of each example. */
  readonly lengths: Uint32Array;
  /** The text of an example, both parts of a pair. */
  text(example: Example): string;
  /** Where words are words already: those of an example's row; else null. */
  words(example: Example): readonly string[] | null;
  /** Row number as a person counts. */
  rowNumber(example: Example): number;
}

/** Everything a run learns from and is scored on. */
export interface PreparedData {
  readonly labels: readonly string[];
  readonly columns: Readonly<Record<string, string>>;
  /** Settings of the task that the columns decide; see Answers. */
  readonly settled: Config;
  readonly train: PreparedSplit;
  readonly validation: PreparedSplit | null;
  readonly test: PreparedSplit | null;
}
