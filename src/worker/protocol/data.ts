import type { ErrorRecord } from '../../engine/core/errors';
import type { Job } from '../../engine/job';
import type { ModelSource } from './models';

/** Where rows come from, and how to read them: a dropped file, or a sample that ships with the studio. */
export type DataSource = (
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'sample'; readonly id: string }
) & { readonly options?: DatasetOptions };

/** Overrides of what was detected; what is left out is detected. */
export interface DatasetOptions {
  readonly encoding?: string;
  readonly format?: string;
  /** `literal`: a quotation mark is a character like any other. */
  readonly quotes?: 'standard' | 'literal';
  /** `stop`: the rows before a quotation mark that never closes are the file. */
  readonly onUnclosedQuote?: 'throw' | 'stop';
}

export interface Sample {
  readonly id: string;
  readonly label: string;
  readonly file: string;
  readonly rows: number;
  readonly size: number;
  readonly task: string;
  readonly description: string;
}

export interface DatasetSummary {
  /** Handle for later calls. */
  readonly id: string;
  readonly name: string;
  readonly sample: boolean;
  readonly byteLength: number;
  readonly sha256: string;
  readonly format: string;
  readonly encoding: {
    readonly name: string;
    readonly confidence: number;
    readonly reason: string;
  };
  /** Column separator of CSV and TSV, else ''. */
  readonly delimiter: string;
  /** Physical line of the header, from 1; null without one. */
  readonly headerLine: number | null;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  /** Id of the task that the columns suit best. */
  readonly task: string;
  /** The columns that each task would take, by the tasks' ids. */
  readonly guesses: Readonly<Record<string, ColumnGuess>>;
  readonly problems: readonly ProblemGroup[];
}

export interface ColumnSummary {
  readonly name: string;
  readonly kind: 'text' | 'category' | 'number' | 'id' | 'date' | 'json' | 'empty';
  readonly distinct: number;
  readonly blank: number;
  readonly examples: readonly string[];
}

export interface ColumnGuess {
  readonly roles: Readonly<Record<string, string>>;
  /** Role → reason sentence (English) with a code the interface translates. */
  readonly reasons: Readonly<
    Record<
      string,
      { readonly code: string; readonly values: ErrorRecord['values']; readonly text: string }
    >
  >;
  /** Whether a run may start on this guess without being asked. */
  readonly safe: boolean;
}

/** All problems of one kind; `examples` are the first of them. */
export interface ProblemGroup {
  readonly kind: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly count: number;
  readonly examples: readonly ProblemExample[];
  /** What was done: `left out`, `kept`, `changed`, `not read`, `none`. */
  readonly action: string;
  /** Rows of this kind that a page with `problem` shows. */
  readonly rows: number;
}

export interface ProblemExample {
  readonly row: number | null;
  readonly line: number | null;
  readonly column: string | null;
  readonly values: ErrorRecord['values'];
  /** The English sentence, for kinds that the interface does not know. */
  readonly message: string;
}

export interface RowPage {
  readonly total: number;
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** Row number in the file as a person counts. */
  readonly row: number;
  /** Cells in the order of the columns, cut to 400 characters. */
  readonly cells: readonly string[];
  /** Token count of the text; null until counted. */
  readonly tokens: number | null;
  readonly leftOut: boolean;
}

export interface RowQuery {
  readonly start: number;
  readonly count: number;
  /** Case-insensitive text in any column. */
  readonly search?: string;
  /** Only rows with a problem of this kind; '' for any kind. */
  readonly problem?: string;
  /** Only rows with more tokens than this. */
  readonly longerThan?: number;
}

/** What the chosen columns and split amount to. */
export interface DataProfile {
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  readonly usable: number;
  readonly train: number;
  readonly validation: number;
  readonly problems: readonly ProblemGroup[];
}

/** Token lengths of the usable rows, special tokens included. */
export interface TokenLengths {
  readonly rows: number;
  readonly mean: number;
  readonly longest: number;
  /** `tally[n]`: rows of exactly n tokens; the last entry holds all longer ones, too. */
  readonly tally: readonly number[];
}

export interface ProfileRequest {
  readonly dataset: string;
  readonly task: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly validation: Job['data']['validation'];
  readonly seed: number;
}

/** The data worker. Every long call may be aborted by `cancel(task)` with its task name. */
export interface DataApi {
  samples(): Promise<readonly Sample[]>;
  /** Encodings to choose from by hand, the most frequent ones first. */
  encodings(): Promise<readonly string[]>;
  open(task: string, source: DataSource): Promise<DatasetSummary>;
  page(dataset: string, query: RowQuery): Promise<RowPage>;
  /** Whole cells of some columns, of at most so many rows from the first. */
  cells(dataset: string, columns: readonly string[], most: number): Promise<readonly string[][]>;
  /** As a task, for it looks at every row. */
  profile(task: string, request: ProfileRequest): Promise<DataProfile>;
  lengths(task: string, request: ProfileRequest, model: ModelSource): Promise<TokenLengths>;
  close(dataset: string): Promise<void>;
  cancel(task: string): Promise<void>;
}
