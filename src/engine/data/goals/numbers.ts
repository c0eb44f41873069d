import type { Target } from '../../core/target';
import type { ColumnRoles } from '../columns';
import { columnIndex, type Dataset } from '../dataset';
import { createProblemLog, type Place, type ProblemLog, type ProblemReport } from '../problems';
import type { ColumnProfile } from '../profile';
import { NUMBER_NAMES } from '../roleNames';
import type { Answers, Goal } from './goal';
import { sequenceGoal } from './sequence';

/** One number, or several, for each text: target [T]. */
export const numbers: Goal = {
  id: 'numbers',
  ...sequenceGoal(
    { key: 'target', label: 'Number', required: true, several: true },
    {
      names: NUMBER_NAMES,
      content: quantityContent,
      lacking: 'holds a quantity',
      having: ({ distinct }) => `it holds numbers, ${distinct} of them different`,
    },
  ),
  stratifies: false,
  answers: numberAnswers,
};

/** Different values from which numbers are a quantity and no class. */
const QUANTITY = 10;

/** Columns that number rows or name things: `id`, `user_id`, `userId`, `index`. */
const ROW_NAMES =
  /^(?:.*[_\s.-])?(?:id|ids|idx|index|uid|uuid|guid|row|nr|no|#)$|编号$|序号$|^Unnamed: \d+$/i;
const CAMEL_CASE_ID = /[a-z]I[dD]$/;

/** 0 to 2: numbers of which few return; below 0 where it cannot be. */
function quantityContent({ name, numeric, distinct, seen, blank }: ColumnProfile): number {
  const filled = seen - blank;
  if (!numeric || distinct <= QUANTITY) return -1;
  if (ROW_NAMES.test(name.trim()) || CAMEL_CASE_ID.test(name)) return -1;
  return 0.75 + Math.min(1, distinct / Math.max(1, filled / 4));
}

interface TargetColumn {
  readonly name: string;
  readonly index: number;
  /** Whether a comma stands before the fraction. */
  readonly comma: boolean;
}

function numberAnswers(dataset: Dataset, columns: ColumnRoles): Answers {
  const named = Object.entries(columns).filter(([role]) => /^target\d*$/.test(role));
  const log = createProblemLog();
  const targets = named.map(([, name]): TargetColumn => {
    const index = columnIndex(dataset, name);
    return { name, index, comma: hasDecimalComma(dataset, index) };
  });
  for (const target of targets) judgeColumn(dataset, target, log);
  return {
    names: targets.map(({ name }) => name),
    problems: log.report() satisfies ProblemReport,
    read: (row, rowLog) => readRow(dataset, row, targets, rowLog),
    said: (row) => targets.map(({ index }) => dataset.text(row, index).trim()).join('; '),
    tally() {},
  };
}

function readRow(
  dataset: Dataset,
  row: number,
  targets: readonly TargetColumn[],
  log: ProblemLog,
): Target | null {
  const values = new Float32Array(targets.length);
  for (const [i, { name: column, index, comma }] of targets.entries()) {
    const text = dataset.text(row, index).trim();
    const value = parseNumber(text, comma);
    const place: Place = { row: dataset.rowNumber(row), line: dataset.lineNumber(row), column };
    if (text === '') log.add('blank-label', {}, place);
    else if (!Number.isFinite(value)) log.add('not-a-number', { text: text.slice(0, 60) }, place);
    if (!Number.isFinite(value)) return null;
    values[i] = value;
  }
  return values;
}

const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

/** The number that a cell says, commas among its thousands or before its fraction; NaN for none. */
function parseNumber(text: string, comma: boolean): number {
  if (text === '') return Number.NaN;
  if (comma && DECIMAL_COMMA.test(text)) return Number(text.replace(',', '.'));
  if (!comma && THOUSANDS.test(text)) return Number(text.replaceAll(',', ''));
  return Number(text);
}

/** Whether some number of a column can only be read with a decimal comma, and none with a point. */
function hasDecimalComma(dataset: Dataset, column: number): boolean {
  let certain = false;
  for (let row = 0; row < dataset.rowCount; row++) {
    const text = dataset.text(row, column).trim();
    if (text.includes('.')) return false;
    if (DECIMAL_COMMA.test(text) && !THOUSANDS.test(text)) certain = true;
  }
  return certain;
}

/** Tells a column that has no numbers, or one number in all rows. */
function judgeColumn(
  dataset: Dataset,
  { name, index, comma }: TargetColumn,
  log: ProblemLog,
): void {
  let [count, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < dataset.rowCount; row++) {
    const value = parseNumber(dataset.text(row, index).trim(), comma);
    if (!Number.isFinite(value)) continue;
    count += 1;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const place = { column: name };
  if (comma) log.add('decimal-comma', {}, place);
  if (count === 0) log.add('no-numbers', { rows: dataset.rowCount }, place);
  else if (low === high) log.add('constant-target', { value: low, count }, place);
}
