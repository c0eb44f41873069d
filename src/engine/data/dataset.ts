import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import { type CellColumn, cellText, createCellColumn } from './cells';
import { chosenEncoding, type DetectedEncoding, detectEncoding } from './encoding';
import { chooseReader, type Readers, refuseForeign } from './format';
import { someNames } from './names';
import { createCountingList, type NumberList } from './numberList';
import { createProblemLog, type ProblemLog, type ProblemReport, problemError } from './problems';
import type { Cell, ReadOptions, Row, Table, TableMeta } from './reader';
import type { PassOptions } from './text';

/** All rows of a file, column by column. */
export interface Dataset {
  /** The file's name. */
  readonly name: string;
  /** Id of the reader. */
  readonly format: string;
  readonly encoding: DetectedEncoding;
  readonly meta: TableMeta;
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Bytes held in memory. */
  readonly bytes: number;
  readonly problems: ProblemReport;
  /** `row` counts the rows held, from 0; `column` is a place in `columns`. */
  cell(row: number, column: number): Cell;
  /** The cell as text: '' for null and absent cells, JSON for objects and arrays. */
  text(row: number, column: number): string;
  /** The row's number in the file, from 1, as problems name it. */
  rowNumber(row: number): number;
  /** The physical line on which the row starts, from 1; 0 where the format has none. */
  lineNumber(row: number): number;
}

/** How to load; what is left out is found out. */
export interface LoadOptions
  extends PassOptions,
    Partial<Pick<ReadOptions, 'delimiter' | 'header' | 'quotes' | 'onUnclosedQuote'>> {
  readonly encoding?: string;
  /** Id of a reader. */
  readonly format?: string;
}

/**
 * Reads a whole file into memory: about its own size in UTF-8, whatever its row count. Throws an
 * EngineError for a file without rows (`data/empty-file`, `data/no-rows`), one that is no text
 * table (`data/foreign-format`), or one that cannot be read to its end (`data/unclosed-quote`,
 * `data/json-syntax`); the signal's reason when cancelled.
 */
export async function loadDataset(
  source: ByteSource,
  readers: Readers,
  options: LoadOptions = {},
): Promise<Dataset> {
  await refuseForeign(source);
  const { encoding: label, format, ...rest } = options;
  const encoding = label === undefined ? await detectEncoding(source, rest) : chosenEncoding(label);
  const problems = createProblemLog();
  if (encoding.confidence < 0.5) {
    problems.add('encoding-uncertain', {
      encoding: encoding.encoding,
      confidence: encoding.confidence,
    });
  }
  const reader = await chooseReader(source, encoding.encoding, readers, format);
  const table = await reader.open(source, { ...rest, encoding: encoding.encoding, problems });
  const store = createRowStore(table, problems);
  for await (const rows of table.rows()) for (const row of rows) store.add(row);
  if (store.rowCount() === 0) throw noRows(source.name, table, problems.report());
  return store.finish({ name: source.name, format: reader.id, encoding, meta: table.meta });
}

/** The place of a column; throws `data/unknown-column`, naming the columns there are. */
export function columnIndex(dataset: Dataset, column: string): number {
  const index = dataset.columns.indexOf(column);
  if (index >= 0) return index;
  throw new EngineError(
    'data/unknown-column',
    `${dataset.name} has no column “${column}”.`,
    { file: dataset.name, column, known: someNames(dataset.columns) },
    `Use one of ${someNames(dataset.columns).join(', ')}.`,
  );
}

function noRows(file: string, table: Table, report: ProblemReport): EngineError {
  const broken = report.list.find(({ severity }) => severity === 'error');
  if (broken) return problemError(broken, file);
  const leftOut = report.rowsLeftOut;
  const columns = [...table.columns];
  if (leftOut > 0) {
    const first = report.list.find(({ action }) => action === 'left out')?.message ?? '';
    return new EngineError(
      'data/no-rows',
      `${file}: none of the ${leftOut} rows can be read. ${first}`,
      { file, leftOut, columns },
      'Correct the file, or choose another format or delimiter.',
    );
  }
  const found = columns.length > 0 ? `a header (${columns.join(', ')}) and no rows` : 'no rows';
  return new EngineError(
    'data/no-rows',
    `${file} has ${found}.`,
    { file, leftOut, columns },
    'Choose a file with rows in it.',
  );
}

type Identity = Pick<Dataset, 'name' | 'format' | 'encoding' | 'meta'>;

function createRowStore(table: Table, problems: ProblemLog) {
  const columns: CellColumn[] = [];
  const blanks: { count: number; firstRow: number }[] = [];
  const numbers = createCountingList();
  const lines = createCountingList();

  function widen(): void {
    while (columns.length < table.columns.length) {
      const column = createCellColumn();
      // A key that first appears here has no cell in the rows before.
      for (let i = 0; i < numbers.length; i++) column.push(undefined);
      columns.push(column);
      blanks.push({ count: numbers.length, firstRow: numbers.length > 0 ? numbers.get(0) : 0 });
    }
  }
  function add(row: Row): void {
    if (columns.length < table.columns.length) widen();
    for (let i = 0; i < columns.length; i++) {
      const cell = cleanCell(row.cells[i], table, i, row, problems);
      columns[i]?.push(cell);
      const blank = blanks[i];
      if (blank && isBlank(cell)) {
        if (blank.count === 0) blank.firstRow = row.number;
        blank.count += 1;
      }
    }
    numbers.push(row.number);
    lines.push(row.line);
  }
  function finish(identity: Identity): Dataset {
    const names = [...table.columns];
    names.forEach((column, i) => {
      const blank = blanks[i];
      if (blank && blank.count > 0) problems.add('blank-cells', blank, { column });
    });
    return seal(identity, names, columns, numbers, lines, problems.report());
  }
  return { add, finish, rowCount: () => numbers.length };
}

function seal(
  identity: Identity,
  names: readonly string[],
  columns: readonly CellColumn[],
  numbers: NumberList,
  lines: NumberList,
  problems: ProblemReport,
): Dataset {
  return {
    ...identity,
    columns: names,
    rowCount: numbers.length,
    bytes: columns.reduce((sum, column) => sum + column.bytes, numbers.bytes + lines.bytes),
    problems,
    cell: (row, column) => columns[column]?.get(row),
    text: (row, column) => columns[column]?.text(row) ?? '',
    rowNumber: (row) => numbers.get(row),
    lineNumber: (row) => lines.get(row),
  };
}

function isBlank(cell: Cell): boolean {
  return cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '');
}

/** Takes NUL characters out of text, and tells of characters that could not be decoded. */
function cleanCell(cell: Cell, table: Table, index: number, row: Row, problems: ProblemLog): Cell {
  if (cell === undefined || cell === null || typeof cell === 'number' || typeof cell === 'boolean')
    return cell;
  const text = cellText(cell);
  const damaged = text.includes('\uFFFD');
  if (!damaged && !text.includes('\0')) return cell;
  const place = { row: row.number, line: row.line, column: table.columns[index] ?? '' };
  if (damaged) {
    const count = text.split('\uFFFD').length - 1;
    problems.add('undecodable', { encoding: table.meta.encoding, count }, place);
  }
  const nuls = text.split('\0').length - 1;
  if (nuls === 0 || typeof cell !== 'string') return cell;
  problems.add('nul', { count: nuls }, place);
  return cell.replaceAll('\0', '');
}
