import type { Config } from '../../core/fields';
import type { Target } from '../../core/target';
import type { ColumnGuess, ColumnRoles } from '../columns';
import type { Dataset } from '../dataset';
import type { ProblemLog, ProblemReport } from '../problems';

/** A part that a column may play. */
export interface RoleSpec {
  readonly key: string;
  readonly label: string;
  readonly required: boolean;
  /** More columns may play it, as the key with 2, 3, … behind it. */
  readonly several?: boolean;
}

/** The answers in a dataset's columns: how a row's cells become numbers. */
export interface Answers {
  /** What is learned, by index: classes, labels, targets or tags. */
  readonly names: readonly string[];
  /** Settings of the task that the columns decide where it leaves them open, for all files alike. */
  readonly settled?: Config;
  /** About the columns as wholes; an `error` among them: nothing can be learned from them. */
  readonly problems: ProblemReport;
  /** The answer of a row of the dataset; null once its problem is in the log: the row is left out. */
  read(row: number, log: ProblemLog): Target | null;
  /** The answer as the file has it, to tell rows with one text and two answers. */
  said(row: number): string;
  /** Adds an answer to the counts of the names; nothing where it has none. */
  tally(target: Target, counts: number[]): void;
  /** Tells what is odd about the counts of all rows together. */
  judge?(counts: readonly number[], log: ProblemLog): void;
}

/** What a row's text is made of. */
export interface RowText {
  /** Columns of which no cell may be empty. */
  readonly columns: readonly number[];
  text(row: number): string;
  /** The second text; null when there is no such column. */
  pair(row: number): string | null;
  /** Where words are words already: each of them. */
  words?(row: number): readonly string[];
  /** Set where texts longer than a sequence become several instead of being cut. */
  readonly whole?: true;
}

export interface AnswerOptions {
  /** The names in their order, where it is known: of a job, a head, a training file. */
  readonly names?: readonly string[];
  /** The task's own settings. */
  readonly settings: Config;
}

/** What rows teach, whatever model learns it: which columns say it, and how they are read. */
export interface Goal {
  readonly id: string;
  readonly roles: readonly RoleSpec[];
  /** Whether every row has one of the names, so that a split can keep their shares. */
  readonly stratifies: boolean;
  /** The columns that fit the roles best, and why. */
  guess(dataset: Dataset): ColumnGuess;
  text(dataset: Dataset, columns: ColumnRoles): RowText;
  answers(dataset: Dataset, columns: ColumnRoles, options: AnswerOptions): Answers;
}
