import type { Target } from '../core/target';
import type { ColumnRoles } from './columns';
import type { Dataset } from './dataset';
import type { Answers, Goal, RowText } from './goals/goal';
import { createProblemLog, type ProblemLog, type ProblemReport } from './problems';
import { createRepeats } from './repeats';

/** The rows of a dataset that can be used, in file order; text and answers stay in the dataset. */
export interface Examples {
  readonly dataset: Dataset;
  /** The file's name. */
  readonly file: string;
  readonly count: number;
  /** Row of the dataset, for each example. */
  readonly rows: Uint32Array;
  /** Class of each example as a place in `labels`; null where a row has not just one. */
  readonly classes: Int32Array | null;
  /** What is learned, in the order of the indices. */
  readonly labels: readonly string[];
  /** Rows of each. */
  readonly counts: readonly number[];
  readonly problems: ProblemReport;
  /** What is to be learned of an example; null where no answers are read. */
  target(example: number): Target | null;
  text(example: number): string;
  /** The second text; null when there is no such column. */
  textPair(example: number): string | null;
  /** Where words are words already: each of them; null where the text is one. */
  words(example: number): readonly string[] | null;
  /** Whether texts longer than a sequence become several instead of being cut. */
  readonly whole?: boolean;
  /** The row's number in the file, as problems name it. */
  rowNumber(example: number): number;
}

export interface ExampleOptions {
  readonly goal: Goal;
  readonly columns: ColumnRoles;
  /** Null: rows need no answer (prediction). */
  readonly answers: Answers | null;
  /**
   * `leave out` (default): of identical rows, and of rows with the same text and different answers,
   * the first is kept. `keep`: all are (evaluation and prediction answer every row).
   */
  readonly duplicates?: 'leave out' | 'keep';
  /** Called now and then with the rows looked at; may yield to other work, and ends it by throwing. */
  readonly onRows?: (done: number, total: number) => Promise<void> | void;
}

/** Rows that are looked at between two calls of {@link ExampleOptions.onRows}. */
const ROWS_A_REPORT = 4096;

/**
 * Picks the rows that can be used. Blank texts, blank or unknown answers and repeated texts are left
 * out, each as a problem with its row; no usable row at all is a problem of severity `error`.
 */
export async function buildExamples(dataset: Dataset, options: ExampleOptions): Promise<Examples> {
  const { goal, columns, answers, duplicates = 'leave out', onRows } = options;
  const texts = goal.text(dataset, columns);
  const problems = createProblemLog();
  const keyOf = (row: number) => textsOf(texts, row);
  const seen = duplicates === 'keep' ? null : createRepeats(dataset.rowCount, keyOf);
  const rows = new Uint32Array(dataset.rowCount);
  const classes = answers && goal.stratifies ? new Int32Array(dataset.rowCount) : null;
  const counts = (answers?.names ?? []).map(() => 0);
  let count = 0;
  for (let row = 0; row < dataset.rowCount; row++) {
    if (row % ROWS_A_REPORT === 0) await onRows?.(row, dataset.rowCount);
    if (!hasTexts(dataset, row, texts, problems)) continue;
    const target = answers?.read(row, problems);
    if (target === null) continue;
    const key = seen ? keyOf(row) : '';
    const first = seen?.find(key);
    if (first !== undefined) {
      tellRepeat(dataset, row, first, answers, problems);
      continue;
    }
    seen?.add(key, row);
    rows[count] = row;
    if (target) answers?.tally(target, counts);
    if (classes) classes[count] = target?.[0] ?? 0;
    count += 1;
  }
  if (count === 0) tellNoExamples(dataset, problems);
  answers?.judge?.(counts, problems);
  const held = rows.subarray(0, count);
  const rowOf = (example: number) => held[example] ?? dataset.rowCount;
  const quiet = createProblemLog(0);
  return {
    dataset,
    file: dataset.name,
    count,
    rows: held,
    classes: classes?.subarray(0, count) ?? null,
    labels: answers?.names ?? [],
    counts,
    problems: problems.report(),
    target: (example) =>
      classes
        ? classes.slice(example, example + 1)
        : (answers?.read(rowOf(example), quiet) ?? null),
    text: (example) => texts.text(rowOf(example)),
    textPair: (example) => texts.pair(rowOf(example)),
    words: (example) => texts.words?.(rowOf(example)) ?? null,
    whole: texts.whole === true,
    rowNumber: (example) => dataset.rowNumber(rowOf(example)),
  };
}

/** All rows are left out: the first of the reasons says most. */
function tellNoExamples({ rowCount }: Dataset, problems: ProblemLog): void {
  const first = problems.report().list[0]?.message;
  problems.add('no-examples', { rows: rowCount, ...(first === undefined ? {} : { first }) });
}

function placeOf(dataset: Dataset, row: number, column: number) {
  return {
    row: dataset.rowNumber(row),
    line: dataset.lineNumber(row),
    column: dataset.columns[column] ?? '',
  };
}

function hasTexts(
  dataset: Dataset,
  row: number,
  { columns, words }: RowText,
  problems: ProblemLog,
): boolean {
  const wordless = words?.(row).every((word) => word.trim() === '') ?? false;
  const blank = columns.find((column) => wordless || dataset.text(row, column).trim() === '');
  if (blank === undefined) return true;
  problems.add('blank-text', {}, placeOf(dataset, row, blank));
  return false;
}

/** A row's texts as one key; NUL does not occur in them. */
function textsOf(texts: RowText, row: number): string {
  const pair = texts.pair(row);
  return pair === null ? texts.text(row) : `${texts.text(row)}\0${pair}`;
}

function tellRepeat(
  dataset: Dataset,
  row: number,
  first: number,
  answers: Answers | null,
  problems: ProblemLog,
): void {
  const place = { row: dataset.rowNumber(row), line: dataset.lineNumber(row) };
  const firstNumber = dataset.rowNumber(first);
  const label = answers?.said(row) ?? '';
  const firstLabel = answers?.said(first) ?? '';
  if (label === firstLabel) problems.add('duplicate-row', { first: firstNumber }, place);
  else problems.add('conflicting-label', { first: firstNumber, firstLabel, label }, place);
}
