import type { Config } from '../../core/fields';
import type { Scheme } from '../../tags/tags';
import type { ColumnRoles } from '../columns';
import { columnIndex, type Dataset } from '../dataset';
import type { ProblemLog, ProblemReport } from '../problems';
import { holdsSpans } from '../spans/guess';
import { spanTexts, taggedSpans } from '../spans/rows';
import { listIn } from './lists';

/** Rows of words with a tag each, whatever holds them in the file. */
export interface TaggedRows {
  /** The scheme of the tags where they were written here; null where the file's are to be recognised. */
  readonly scheme: Scheme | null;
  /** About the columns as wholes. */
  readonly problems: ProblemReport | null;
  /** A tag for each word; null once the row's problem is in the log. */
  tags(row: number, log: ProblemLog): readonly string[] | null;
  /** The answer as the file has it. */
  said(row: number): string;
}

/** The words of a row. */
export type WordsOf = (row: number) => readonly string[];

/** The words of rows: a list for each, or of texts in which spans, or nothing yet, are marked. */
export function wordsOf(dataset: Dataset, { tokens = '', tags }: ColumnRoles): WordsOf {
  const column = columnIndex(dataset, tokens);
  const isMarked = tags === undefined || holdsSpans(dataset, columnIndex(dataset, tags));
  const lists = (row: number): readonly string[] => entriesOf(dataset, row, column);
  if (!isMarked) return lists;
  const { words } = spanTexts(dataset, column);
  return tags === undefined
    ? (row) => listIn(dataset, row, column)?.map(String) ?? words(row)
    : words;
}

/** Words with their tags: from spans where the column of the tags holds them, else from lists. */
export function taggedRows(dataset: Dataset, columns: ColumnRoles, settings: Config): TaggedRows {
  const name = columns.tags ?? '';
  const column = columnIndex(dataset, name);
  if (holdsSpans(dataset, column)) return taggedSpans(dataset, columns, settings);
  const words = wordsOf(dataset, columns);
  return {
    scheme: null,
    problems: null,
    tags(row, log) {
      const [count, said] = [words(row).length, entriesOf(dataset, row, column)];
      if (said.length === count) return said;
      const place = { row: dataset.rowNumber(row), line: dataset.lineNumber(row), column: name };
      log.add('tag-count', { words: count, tags: said.length }, place);
      return null;
    },
    said: (row) => entriesOf(dataset, row, column).join(' '),
  };
}

/** A cell's entries: of a list, or of text parted by spaces. */
function entriesOf(dataset: Dataset, row: number, column: number): readonly string[] {
  const list = listIn(dataset, row, column);
  if (list) return list.map(String);
  const text = dataset.text(row, column).trim();
  return text === '' ? [] : text.split(/\s+/);
}
