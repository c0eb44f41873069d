import type { Target } from '../../core/target';
import { type ColumnGuess, type ColumnRoles, guessTextRoles } from '../columns';
import { columnIndex, type Dataset } from '../dataset';
import { MAX_CLASSES } from '../labels';
import { createProblemLog, type ProblemLog } from '../problems';
import { type ColumnProfile, countWords } from '../profile';
import { LABEL_NAMES, nameScore } from '../roleNames';
import type { AnswerOptions, Answers } from './goal';

/** What a column of its own says of a label. */
const FLAGS: ReadonlyMap<string, number> = new Map([
  ...['1', '1.0', 'true', 'yes'].map((text) => [text, 1] as const),
  ...['0', '0.0', 'false', 'no'].map((text) => [text, 0] as const),
]);

/** Columns from which on they are taken for labels unasked; two may mean anything. */
const SURE = 3;
const LOOKED_AT = 500;
/** A column that is longer named says a sentence. */
const MOST_WORDS = 8;

/** Columns of 0 and 1 as labels; null where there are not even two. */
export function guessFlags(dataset: Dataset): ColumnGuess | null {
  const { others, safe, roles, reasons } = guessTextRoles(dataset);
  const flags = others.filter((profile) => isFlag(profile, dataset));
  const [first, second] = flags;
  if (!first || !second || flags.length > MAX_CLASSES) return null;
  const named = flags.some(({ name }) => nameScore(name, LABEL_NAMES) >= 2);
  const sure = flags.length >= SURE && !named;
  const values = { column: first.name, other: second.name, count: flags.length };
  const message = `${flags.length} columns hold 0 or 1 in each row, “${first.name}” and “${second.name}” among them: a label each.`;
  return {
    roles: {
      ...roles,
      ...Object.fromEntries(
        flags.map(({ name }, i) => [i === 0 ? 'labels' : `labels${i + 1}`, name]),
      ),
    },
    reasons: { ...reasons, labels: { code: sure ? 'flags' : 'ambiguous', values, message } },
    safe: safe && sure,
  };
}

function isFlag({ name, distinct }: ColumnProfile, dataset: Dataset): boolean {
  if (distinct < 1 || distinct > FLAGS.size || countWords(name) > MOST_WORDS) return false;
  const column = dataset.columns.indexOf(name);
  const rows = Math.min(LOOKED_AT, dataset.rowCount);
  for (let row = 0; row < rows; row++) if (flagIn(dataset, row, column) === undefined) return false;
  return true;
}

function flagIn(dataset: Dataset, row: number, column: number): number | undefined {
  return FLAGS.get(dataset.text(row, column).trim().toLowerCase());
}

/** Labels that have a column each, of which they have the name. */
export function flagAnswers(
  dataset: Dataset,
  columns: ColumnRoles,
  { names }: AnswerOptions,
): Answers {
  const own = Object.entries(columns).filter(([role]) => /^labels\d*$/.test(role));
  const labels = names ?? own.map(([, name]) => name);
  const indices = labels.map((name) => columnIndex(dataset, name));
  const log = createProblemLog();
  judgeFlags(dataset, labels, indices, log);
  return {
    names: labels,
    problems: log.report(),
    read: (row, rowLog) => readRow(dataset, row, labels, indices, rowLog),
    said: (row) => labels.filter((_, i) => flagIn(dataset, row, indices[i] ?? -1) === 1).join(', '),
    tally(target, counts) {
      target.forEach((one, i) => {
        counts[i] = (counts[i] ?? 0) + one;
      });
    },
  };
}

function readRow(
  dataset: Dataset,
  row: number,
  labels: readonly string[],
  indices: readonly number[],
  log: ProblemLog,
): Target | null {
  const target = new Float32Array(labels.length);
  for (const [i, index] of indices.entries()) {
    const flag = flagIn(dataset, row, index);
    if (flag === undefined) {
      const text = dataset.text(row, index).trim();
      const at = {
        row: dataset.rowNumber(row),
        line: dataset.lineNumber(row),
        column: labels[i] ?? '',
      };
      if (text === '') log.add('blank-label', {}, at);
      else log.add('not-a-flag', { text: text.slice(0, 60) }, at);
      return null;
    }
    target[i] = flag;
  }
  return target;
}

/** Tells labels that no row has, or every row, and rows that have none. */
function judgeFlags(
  dataset: Dataset,
  labels: readonly string[],
  indices: readonly number[],
  log: ProblemLog,
): void {
  const counts = labels.map(() => 0);
  let none = 0;
  for (let row = 0; row < dataset.rowCount; row++) {
    let any = false;
    indices.forEach((index, i) => {
      if (flagIn(dataset, row, index) !== 1) return;
      any = true;
      counts[i] = (counts[i] ?? 0) + 1;
    });
    if (!any) none += 1;
  }
  const [rows, column] = [dataset.rowCount, labels[0] ?? ''];
  if (none === rows) log.add('no-labels', { rows }, { column });
  else if (none > 0) log.add('rows-without-labels', { count: none }, { column });
  labels.forEach((label, i) => {
    const place = { column: label };
    if (counts[i] === rows) log.add('label-on-every-row', { label, count: rows }, place);
    if (counts[i] === 0) log.add('label-on-no-row', { label, count: rows }, place);
  });
}
