import type { Target } from '../../core/target';
import type { ColumnRoles } from '../columns';
import { columnIndex, type Dataset } from '../dataset';
import { MAX_CLASSES } from '../labels';
import { createProblemLog, type ProblemLog } from '../problems';
import { type ColumnProfile, countWords } from '../profile';
import { LABEL_NAMES } from '../roleNames';
import type { AnswerOptions, Answers, Goal } from './goal';
import { flagAnswers, guessFlags } from './labelFlags';
import { listIn } from './lists';
import { sequenceGoal } from './sequence';

const lists = sequenceGoal(
  { key: 'labels', label: 'Labels', required: true, several: true },
  {
    names: LABEL_NAMES,
    content: listContent,
    lacking: 'holds lists of labels',
    having: ({ distinct }) => `it holds lists of labels, ${distinct} different ones`,
  },
);

/** Any number of labels for each text, in one cell or a column each: target [C] of 0 and 1. */
export const labelLists: Goal = {
  id: 'labels',
  ...lists,
  stratifies: false,
  guess(dataset) {
    const guess = lists.guess(dataset);
    return guess.safe ? guess : (guessFlags(dataset) ?? guess);
  },
  answers: (dataset, columns, options) =>
    columns.labels2 === undefined
      ? listAnswers(dataset, columns, options)
      : flagAnswers(dataset, columns, options),
};

/** What may stand between labels, the surest first. */
const SEPARATORS = ['|', ';', ','] as const;

/** Cells that a guess looks at. */
const LOOKED_AT = 500;
/** A label that is longer is a sentence with a comma in it. */
const MOST_WORDS = 4;
/** Labels of a guess; more can be picked by hand. */
const MOST_LABELS = 200;

/** 0 to 2: lists whose parts return; below 0 where it cannot be. */
function listContent({ name }: ColumnProfile, dataset: Dataset): number {
  const column = dataset.columns.indexOf(name);
  const rows = Math.min(LOOKED_AT, dataset.rowCount);
  const separator = separatorOf(dataset, column);
  const seen = new Map<string, number>();
  let [parts, several, longest] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const labels = labelsIn(dataset, row, column, separator);
    if (labels === null) return -1;
    for (const label of labels) {
      seen.set(label, (seen.get(label) ?? 0) + 1);
      longest = Math.max(longest, countWords(label));
    }
    parts += labels.length;
    several += labels.length > 1 ? 1 : 0;
  }
  const returning = parts / Math.max(1, seen.size);
  if (several < rows / 20 || returning < 3 || longest > MOST_WORDS || seen.size > MOST_LABELS)
    return -1;
  return 1 + Math.min(1, several / rows);
}

/** The separator that most cells hold; '' where cells are lists already, or single labels. */
function separatorOf(dataset: Dataset, column: number): string {
  const rows = Math.min(LOOKED_AT, dataset.rowCount);
  const counts = SEPARATORS.map(() => 0);
  for (let row = 0; row < rows; row++) {
    const text = dataset.text(row, column);
    if (listIn(dataset, row, column)) continue;
    SEPARATORS.forEach((separator, i) => {
      if (text.includes(separator)) counts[i] = (counts[i] ?? 0) + 1;
    });
  }
  const most = Math.max(...counts);
  return most === 0 ? '' : (SEPARATORS[counts.indexOf(most)] ?? '');
}

/** A cell's labels; null where it holds something else than text or a list of texts. */
function labelsIn(
  dataset: Dataset,
  row: number,
  column: number,
  separator: string,
): readonly string[] | null {
  const list = listIn(dataset, row, column);
  if (list) return list.every((item) => typeof item !== 'object') ? clean(list.map(String)) : null;
  if (typeof dataset.cell(row, column) === 'object' && dataset.text(row, column) !== '')
    return null;
  const text = dataset.text(row, column);
  return clean(separator === '' ? [text] : text.split(separator));
}

function clean(labels: readonly string[]): string[] {
  return [...new Set(labels.map((label) => label.trim()).filter((label) => label !== ''))];
}

function listAnswers(
  dataset: Dataset,
  { labels: name = '' }: ColumnRoles,
  { names, settings }: AnswerOptions,
): Answers {
  const column = columnIndex(dataset, name);
  const { separator: wanted } = settings;
  const separator =
    typeof wanted === 'string' && wanted !== 'auto' ? wanted : separatorOf(dataset, column);
  const found = countLabels(dataset, column, separator);
  const log = createProblemLog();
  judgeLabels(found, name, dataset.rowCount, log);
  const labels = names ?? [...found.counts.keys()].sort();
  const indexOf = new Map(labels.map((label, i) => [label, i]));
  return {
    names: labels,
    problems: log.report(),
    read: (row, rowLog) => {
      const place = { row: dataset.rowNumber(row), line: dataset.lineNumber(row), column: name };
      const said = labelsIn(dataset, row, column, separator);
      if (said === null) rowLog.add('not-a-list', {}, place);
      const unknown = said?.find((label) => !indexOf.has(label));
      if (unknown !== undefined) rowLog.add('unknown-label', { label: unknown }, place);
      return said === null || unknown !== undefined ? null : oneForEach(said, indexOf);
    },
    said: (row) => (labelsIn(dataset, row, column, separator) ?? []).join(', '),
    tally(target, counts) {
      target.forEach((one, i) => {
        counts[i] = (counts[i] ?? 0) + one;
      });
    },
  };
}

function oneForEach(said: readonly string[], indexOf: ReadonlyMap<string, number>): Target {
  const target = new Float32Array(indexOf.size);
  for (const label of said) target[indexOf.get(label) ?? 0] = 1;
  return target;
}

interface Found {
  /** Rows of each label. */
  readonly counts: ReadonlyMap<string, number>;
  /** Rows without any. */
  readonly none: number;
}

function countLabels(dataset: Dataset, column: number, separator: string): Found {
  const counts = new Map<string, number>();
  let none = 0;
  for (let row = 0; row < dataset.rowCount; row++) {
    const labels = labelsIn(dataset, row, column, separator) ?? [];
    if (labels.length === 0) none += 1;
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return { counts, none };
}

function judgeLabels({ counts, none }: Found, column: string, rows: number, log: ProblemLog): void {
  const place = { column };
  if (counts.size === 0) log.add('no-labels', { rows }, place);
  else if (none > 0) log.add('rows-without-labels', { count: none }, place);
  if (counts.size > MAX_CLASSES) {
    const values = { count: counts.size, limit: MAX_CLASSES, capped: false };
    log.add('too-many-classes', values, place);
  }
  for (const [label, count] of counts)
    if (count === rows) log.add('label-on-every-row', { label, count }, place);
}
