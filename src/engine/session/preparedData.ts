import type { Config } from '../core/fields';
import type { Target } from '../core/target';
import type { Dataset } from '../data';
import type { Example, ExampleList } from '../tasks/task';

/** A row of a split as its file has it, without its tokens. */
export interface SplitRow {
  readonly dataset: Dataset;
  /** Its place in the dataset. */
  readonly place: number;
  /** Row number as a person counts. */
  readonly number: number;
  /** Tokens that the model reads of it. */
  readonly tokens: number;
  text(): string;
  /** The second text; null when there is none. */
  pair(): string | null;
  /** Where words are words already: each of them; else null. */
  words(): readonly string[] | null;
}

/** A split as examples, with what a person calls each row. */
export interface PreparedSplit {
  /** Sequences in order; those of one row follow one another. */
  readonly examples: ExampleList;
  /** What is to be learned of each, without making its tokens. */
  targets(): Iterable<Target>;
  /** The class of each; null where rows have not just one. */
  classes(): Int32Array | null;
  readonly rows: number;
  /** One of its `rows`, from 0. */
  row(index: number): SplitRow;
  /** Some of them, as a split of their own. */
  only(rows: Uint32Array): PreparedSplit;
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
