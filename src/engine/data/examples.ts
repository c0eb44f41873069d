import type { ColumnRoles } from './columns';
import { columnIndex, type Dataset } from './dataset';
import { labelText } from './labels';
import { createProblemLog, type ProblemLog, type ProblemReport } from './problems';
import { createRepeats } from './repeats';

/** The rows of a dataset that can be used, in file order; the text stays in the dataset. */
export interface Examples {
  /** The file's name. */
  readonly file: string;
  readonly count: number;
  /** Row of the dataset, for each example. */
  readonly rows: Uint32Array;
  /** Class of each example as a place in `labels`; null when there is no label column. */
  readonly classes: Int32Array | null;
  /** The classes, in the order of their indices. */
  readonly labels: readonly string[];
  /** Rows of each class. */
  readonly counts: readonly number[];
  readonly problems: ProblemReport;
  text(example: number): string;
  /** The second text; null when there is no such column. */
  textPair(example: number): string | null;
  /** The row's number in the file, as problems name it. */
  rowNumber(example: number): number;
}

export interface ExampleOptions {
  /** Without: rows need no label (prediction). */
  readonly columns: Omit<ColumnRoles, 'label'> & { readonly label?: string };
  readonly labels?: readonly string[];
  /**
   * `leave out` (default): of identical rows, and of rows with the same text and different labels,
   * the first is kept. `keep`: all are (evaluation and prediction answer every row).
   */
  readonly duplicates?: 'leave out' | 'keep';
  /** Called now and then with the rows looked at; may yield to other work, and ends it by throwing. */
  readonly onRows?: (done: number, total: number) => Promise<void> | void;
}

/** Rows that are looked at between two calls of {@link ExampleOptions.onRows}. */
const ROWS_A_REPORT = 4096;

/** A class with less than this share of the largest one's rows is told as rare. */
const RARE_SHARE = 1 / 3;

/**
 * Picks the rows that can be used. Blank texts, blank or unknown labels and repeated texts are left
 * out, each as a problem with its row; no usable row at all is a problem of severity `error`.
 */
export async function buildExamples(dataset: Dataset, options: ExampleOptions): Promise<Examples> {
  const { columns, labels = [], duplicates = 'leave out', onRows } = options;
  const text = columnIndex(dataset, columns.text);
  const pair = columns.textPair === undefined ? null : columnIndex(dataset, columns.textPair);
  const label = columns.label === undefined ? null : columnIndex(dataset, columns.label);
  const problems = createProblemLog();
  const classOf = new Map(labels.map((name, i) => [name, i]));
  const keyOf = (row: number) => textsOf(dataset, row, text, pair);
  const seen = duplicates === 'keep' ? null : createRepeats(dataset.rowCount, keyOf);
  const rows = new Uint32Array(dataset.rowCount);
  const classes = new Int32Array(label === null ? 0 : dataset.rowCount);
  let count = 0;
  const counts = labels.map(() => 0);
  const texts = [text, ...(pair === null ? [] : [pair])];
  for (let row = 0; row < dataset.rowCount; row++) {
    if (row % ROWS_A_REPORT === 0) await onRows?.(row, dataset.rowCount);
    if (!hasTexts(dataset, row, texts, problems)) continue;
    const index = label === null ? 0 : classIndex(dataset, row, label, classOf, problems);
    if (index === undefined) continue;
    const key = seen ? keyOf(row) : '';
    const first = seen?.find(key);
    if (first !== undefined) {
      tellRepeat(dataset, row, first, label, problems);
      continue;
    }
    seen?.add(key, row);
    rows[count] = row;
    classes[count] = index;
    count += 1;
    if (label !== null) counts[index] = (counts[index] ?? 0) + 1;
  }
  if (count === 0) tellNoExamples(dataset, problems);
  if (label !== null) tellRareClasses(labels, counts, columns.label, problems);
  const held = rows.subarray(0, count);
  const rowOf = (example: number) => held[example] ?? dataset.rowCount;
  return {
    file: dataset.name,
    count,
    rows: held,
    classes: label === null ? null : classes.subarray(0, count),
    labels,
    counts,
    problems: problems.report(),
    text: (example) => dataset.text(rowOf(example), text),
    textPair: (example) => (pair === null ? null : dataset.text(rowOf(example), pair)),
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
  columns: readonly number[],
  problems: ProblemLog,
): boolean {
  const blank = columns.find((column) => dataset.text(row, column).trim() === '');
  if (blank === undefined) return true;
  problems.add('blank-text', {}, placeOf(dataset, row, blank));
  return false;
}

function classIndex(
  dataset: Dataset,
  row: number,
  column: number,
  classOf: ReadonlyMap<string, number>,
  problems: ProblemLog,
): number | undefined {
  const label = labelText(dataset, row, column);
  const index = classOf.get(label);
  if (label === '') problems.add('blank-label', {}, placeOf(dataset, row, column));
  else if (index === undefined)
    problems.add('unknown-label', { label }, placeOf(dataset, row, column));
  return index;
}

/** A row's texts as one key; NUL does not occur in them. */
function textsOf(dataset: Dataset, row: number, text: number, pair: number | null): string {
  const first = dataset.text(row, text);
  return pair === null ? first : `${first}\0${dataset.text(row, pair)}`;
}

function tellRepeat(
  dataset: Dataset,
  row: number,
  first: number,
  column: number | null,
  problems: ProblemLog,
): void {
  const place = { row: dataset.rowNumber(row), line: dataset.lineNumber(row) };
  const firstNumber = dataset.rowNumber(first);
  const label = column === null ? '' : labelText(dataset, row, column);
  const firstLabel = column === null ? '' : labelText(dataset, first, column);
  if (label === firstLabel) problems.add('duplicate-row', { first: firstNumber }, place);
  else problems.add('conflicting-label', { first: firstNumber, firstLabel, label }, place);
}

function tellRareClasses(
  labels: readonly string[],
  counts: readonly number[],
  column: string | undefined,
  problems: ProblemLog,
): void {
  const largestCount = Math.max(0, ...counts);
  const largest = labels[counts.indexOf(largestCount)] ?? '';
  labels.forEach((label, i) => {
    const count = counts[i] ?? 0;
    if (count >= largestCount * RARE_SHARE) return;
    problems.add(
      'rare-class',
      { label, count, largest, largestCount },
      column === undefined ? {} : { column },
    );
  });
}
