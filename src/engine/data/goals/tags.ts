import { EngineError } from '../../core/errors';
import type { ColumnGuess, ColumnReason, ColumnRoles } from '../columns';
import { columnIndex, type Dataset } from '../dataset';
import { mergeReports } from '../problems';
import { nameScore, TAG_NAMES, TOKEN_NAMES } from '../roleNames';
import { guessSpans } from '../spans/guess';
import type { AnswerOptions, Answers, Goal, RowText } from './goal';
import { listIn } from './lists';
import { taggedRows, wordsOf } from './taggedRows';
import { tagNames } from './tagNames';

/** A tag for each word: target [words]. */
export const tags: Goal = {
  id: 'tags',
  roles: [
    { key: 'tokens', label: 'Words', required: true },
    { key: 'tags', label: 'Tags', required: true },
  ],
  stratifies: false,
  guess: guessColumns,
  text: wordText,
  answers: tagAnswers,
};

/** Rows that a guess looks at. */
const LOOKED_AT = 200;

function wordText(dataset: Dataset, columns: ColumnRoles): RowText {
  const words = wordsOf(dataset, columns);
  return {
    columns: [columnIndex(dataset, columns.tokens ?? '')],
    words,
    text: (row) => words(row).join(' '),
    pair: () => null,
  };
}

/** Two columns of lists that are as long as one another; else a text and the spans that mark it. */
function guessColumns(dataset: Dataset): ColumnGuess {
  const lists = guessLists(dataset);
  if (lists.safe) return lists;
  const spans = guessSpans(dataset);
  return spans.safe ? spans : lists;
}

function guessLists(dataset: Dataset): ColumnGuess {
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
    const list = listIn(dataset, row, column);
    if (!list || list.some((entry) => typeof entry === 'object' && entry !== null)) return false;
    filled += 1;
  }
  return filled > 0;
}

function areParallel(
  dataset: Dataset,
  a: { readonly index: number },
  b: { readonly name: string; readonly index: number },
): boolean {
  const rows = Math.min(LOOKED_AT, dataset.rowCount);
  let equal = 0;
  for (let row = 0; row < rows; row++) {
    const [one, other] = [listIn(dataset, row, a.index), listIn(dataset, row, b.index)];
    if (one?.length === other?.length) equal += 1;
  }
  // A column that is named for it may have rows that are wrong: they are told one by one.
  return equal > (nameScore(b.name, TAG_NAMES) >= 3 ? 0.5 : 0.9) * rows;
}

function tagAnswers(
  dataset: Dataset,
  columns: ColumnRoles,
  { names, settings }: AnswerOptions,
): Answers {
  const { tags: column = '' } = columns;
  const tagged = taggedRows(dataset, columns, settings);
  const found = tagNames(dataset, tagged, settings, { column, known: names });
  refuseNumbers(column, found.names);
  const known = names ?? found.names;
  const indexOf = new Map(known.map((tag, i) => [tag, i]));
  return {
    names: known,
    settled: { scheme: found.scheme },
    problems: mergeReports(...(tagged.problems ? [tagged.problems] : []), found.problems),
    read(row, log) {
      const said = tagged.tags(row, log);
      if (said === null) return null;
      const written = found.written(said);
      const unknown = written.find((tag) => !indexOf.has(tag));
      if (unknown === undefined) return Int32Array.from(written, (tag) => indexOf.get(tag) ?? 0);
      const place = { row: dataset.rowNumber(row), line: dataset.lineNumber(row), column };
      log.add('unknown-tag', { tag: unknown }, place);
      return null;
    },
    said: tagged.said,
    tally(target, counts) {
      for (const tag of target) counts[tag] = (counts[tag] ?? 0) + 1;
    },
  };
}

/** Numbers say nothing without their names, and two files may number them otherwise. */
function refuseNumbers(column: string, tags: readonly string[]): void {
  if (tags.length < 2 || !tags.every((tag) => /^\d+$/.test(tag))) return;
  throw new EngineError(
    'data/numbered-tags',
    `Column ${column}: the tags are numbers (${tags.slice(0, 5).join(', ')}), whose names are not in the file.`,
    { column, tags: tags.slice(0, 20) },
    'Write the names of the tags (B-PER, O, …) into the file instead of their numbers.',
  );
}
