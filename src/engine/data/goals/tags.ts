import { EngineError } from '../../core/errors';
import type { ColumnGuess, ColumnReason, ColumnRoles } from '../columns';
import { columnIndex, type Dataset } from '../dataset';
import { MAX_CLASSES } from '../labels';
import { createProblemLog, type ProblemLog } from '../problems';
import { nameScore, TAG_NAMES, TOKEN_NAMES } from '../roleNames';
import type { AnswerOptions, Answers, Goal, RowText } from './goal';
import { listIn } from './lists';

/** A tag for each word: target [words]. */
export const tags: Goal = {
  id: 'tags',
  roles: [
    { key: 'tokens', label: 'Words', required: true },
    { key: 'tags', label: 'Tags', required: true },
  ],
  stratifies: false,
  guess: guessWords,
  text: wordText,
  answers: tagAnswers,
};

/** Rows that a guess looks at. */
const LOOKED_AT = 200;

/** A cell's words: a list, or text parted by spaces. */
function wordsOf(dataset: Dataset, row: number, column: number): readonly string[] {
  const list = listIn(dataset, row, column);
  if (list) return list.map(String);
  const text = dataset.text(row, column).trim();
  return text === '' ? [] : text.split(/\s+/);
}

function wordText(dataset: Dataset, { tokens = '' }: ColumnRoles): RowText {
  const column = columnIndex(dataset, tokens);
  const words = (row: number): readonly string[] => wordsOf(dataset, row, column);
  return { columns: [column], words, text: (row) => words(row).join(' '), pair: () => null };
}

/** Two columns of lists that are as long as one another, row by row. */
function guessWords(dataset: Dataset): ColumnGuess {
  const lists = dataset.columns.flatMap((name, index) =>
    isList(dataset, index) ? [{ name, index }] : [],
  );
  const best = (names: Parameters<typeof nameScore>[1], of: typeof lists) =>
    [...of].sort((a, b) => nameScore(b.name, names) - nameScore(a.name, names))[0];
  const tokens = best(TOKEN_NAMES, lists);
  const others = lists.filter(
    (list) => list !== tokens && tokens && areParallel(dataset, tokens, list),
  );
  const tag = best(TAG_NAMES, others);
  const safe = tag !== undefined && (others.length === 1 || nameScore(tag.name, TAG_NAMES) >= 3);
  return {
    roles: { ...(tokens && { tokens: tokens.name }), ...(tag && { tags: tag.name }) },
    reasons: {
      tokens: reasonOf(tokens?.name, 'holds lists of words'),
      tags: reasonOf(tag?.name, 'holds lists as long as those of the words'),
    },
    safe,
  };
}

function reasonOf(column: string | undefined, what: string): ColumnReason {
  if (column === undefined) return { code: 'none', values: {}, message: `No column ${what}.` };
  return { code: 'lists', values: { column }, message: `“${column}” ${what}.` };
}

function isList(dataset: Dataset, column: number): boolean {
  const rows = Math.min(LOOKED_AT, dataset.rowCount);
  let filled = 0;
  for (let row = 0; row < rows; row++) {
    if (dataset.text(row, column).trim() === '') continue;
    if (!listIn(dataset, row, column)) return false;
    filled += 1;
  }
  return filled > 0;
}

function areParallel(
  dataset: Dataset,
  a: { readonly index: number },
  b: { readonly index: number },
): boolean {
  const rows = Math.min(LOOKED_AT, dataset.rowCount);
  let equal = 0;
  for (let row = 0; row < rows; row++) {
    const [one, other] = [listIn(dataset, row, a.index), listIn(dataset, row, b.index)];
    if (one?.length === other?.length) equal += 1;
  }
  return equal > 0.9 * rows;
}

function tagAnswers(
  dataset: Dataset,
  { tokens = '', tags: name = '' }: ColumnRoles,
  { names }: AnswerOptions,
): Answers {
  const [wordColumn, tagColumn] = [columnIndex(dataset, tokens), columnIndex(dataset, name)];
  const found = countTags(dataset, tagColumn);
  const log = createProblemLog();
  judgeTags(found, name, dataset.rowCount, log);
  const known = names ?? [...found.keys()].sort(outsideFirst);
  const indexOf = new Map(known.map((tag, i) => [tag, i]));
  return {
    names: known,
    problems: log.report(),
    read(row, rowLog) {
      const words = wordsOf(dataset, row, wordColumn).length;
      const said = wordsOf(dataset, row, tagColumn);
      const unknown = said.find((tag) => !indexOf.has(tag));
      const place = { row: dataset.rowNumber(row), line: dataset.lineNumber(row), column: name };
      if (said.length !== words) rowLog.add('tag-count', { words, tags: said.length }, place);
      else if (unknown !== undefined) rowLog.add('unknown-tag', { tag: unknown }, place);
      else return Int32Array.from(said, (tag) => indexOf.get(tag) ?? 0);
      return null;
    },
    said: (row) => wordsOf(dataset, row, tagColumn).join(' '),
    tally(target, counts) {
      for (const tag of target) counts[tag] = (counts[tag] ?? 0) + 1;
    },
  };
}

function countTags(dataset: Dataset, column: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let row = 0; row < dataset.rowCount; row++) {
    const said = wordsOf(dataset, row, column);
    for (const tag of said) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    if (counts.size > 2 * MAX_CLASSES) break;
  }
  return counts;
}

function judgeTags(
  counts: ReadonlyMap<string, number>,
  column: string,
  rows: number,
  log: ProblemLog,
): void {
  const place = { column };
  const [only] = counts;
  if (counts.size === 0) log.add('no-labels', { rows }, place);
  else if (counts.size === 1 && only) log.add('one-tag', { tag: only[0], count: only[1] }, place);
  else if (counts.size > MAX_CLASSES)
    log.add('too-many-classes', { count: counts.size, limit: MAX_CLASSES, capped: true }, place);
  if (counts.size > 1 && [...counts.keys()].every((tag) => /^\d+$/.test(tag)))
    throw numberedTags(column, [...counts.keys()]);
}

/** O first, the others as they sort. */
function outsideFirst(a: string, b: string): number {
  if (a === 'O' || b === 'O') return a === b ? 0 : a === 'O' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function numberedTags(column: string, tags: readonly string[]): EngineError {
  return new EngineError(
    'data/numbered-tags',
    `Column ${column}: the tags are numbers (${tags.slice(0, 5).join(', ')}), whose names are not in the file.`,
    { column, tags: tags.slice(0, 20) },
    'Write the names of the tags (B-PER, O, …) into the file instead of their numbers.',
  );
}
