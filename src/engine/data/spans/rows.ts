import type { Config } from '../../core/fields';
import { writeTags } from '../../tags/convertTags';
import { splitWords } from '../../text/splitWords';
import type { ColumnRoles } from '../columns';
import { columnIndex, type Dataset } from '../dataset';
import { jsonIn } from '../goals/lists';
import type { TaggedRows, WordsOf } from '../goals/taggedRows';
import { createProblemLog, type Place, type ProblemLog } from '../problems';
import { type RawSpan, spansIn, textIn } from './cells';
import { entitiesOfSpans, telling } from './entities';
import { guessUnit, hasAstral, type OffsetUnit } from './offsets';

/** Texts of a column in which spans are marked, and their words. */
export function spanTexts(
  dataset: Dataset,
  column: number,
): { text(row: number): string; readonly words: WordsOf } {
  const text = (row: number): string =>
    textIn(jsonIn(dataset, row, column)) ?? dataset.text(row, column);
  return { text, words: (row) => splitWords(text(row)) };
}

const REFUSALS = ['reject', 'ignore'];

/** Rows whose tags are written, as IOB2, from spans of characters. */
export function taggedSpans(
  dataset: Dataset,
  { tokens = '', tags = '' }: ColumnRoles,
  settings: Config,
): TaggedRows {
  const column = columnIndex(dataset, tags);
  const { text } = spanTexts(dataset, columnIndex(dataset, tokens));
  const log = createProblemLog();
  const unit = unitOf(dataset, settings, { text, column }, log, tags);
  const placeOf = (row: number): Place => ({
    row: dataset.rowNumber(row),
    line: dataset.lineNumber(row),
    column: tags,
  });
  const verdict = dataset.columns.indexOf('answer');
  return {
    scheme: 'IOB2',
    problems: log.report(),
    tags(row, rowLog) {
      // Prodigy keeps what a person rejected or passed over beside what they accepted.
      const answer = dataset.text(row, verdict);
      if (REFUSALS.includes(answer)) {
        rowLog.add('not-accepted', { answer }, placeOf(row));
        return null;
      }
      const spans = spansOf(dataset, row, column, placeOf(row), rowLog);
      if (spans === null) return null;
      const said = text(row);
      const entities = entitiesOfSpans(said, spans, unit, telling(rowLog, placeOf(row)));
      return entities && writeTags(entities, splitWords(said).length, 'IOB2');
    },
    said: (row) => dataset.text(row, column),
  };
}

/** A row's spans; null, and a problem, where its cell is empty or holds something else. */
function spansOf(
  dataset: Dataset,
  row: number,
  column: number,
  place: Place,
  log: ProblemLog,
): readonly RawSpan[] | null {
  const cell = spansIn(jsonIn(dataset, row, column));
  if (cell?.bad === null) return cell.spans;
  if (cell) log.add('bad-span', { found: cell.bad ?? '' }, place);
  else if (dataset.text(row, column).trim() === '') log.add('blank-label', {}, place);
  else log.add('not-spans', { found: dataset.text(row, column).slice(0, 60) }, place);
  return null;
}

/** The unit of the places, as it was set or as the spans themselves say; a guess is told where it matters. */
function unitOf(
  dataset: Dataset,
  { offsets }: Config,
  { text, column }: { text(row: number): string; readonly column: number },
  log: ProblemLog,
  name: string,
): OffsetUnit {
  if (offsets === 'code-points' || offsets === 'utf-16') return offsets;
  const rows = Array.from({ length: dataset.rowCount }, (_, row) => row).filter((row) =>
    hasAstral(text(row)),
  );
  if (rows.length === 0) return 'code-points';
  const unit = guessUnit(marked(dataset, rows, { text, column }));
  log.add('span-offsets', { unit, rows: rows.length }, { column: name });
  return unit;
}

function* marked(
  dataset: Dataset,
  rows: readonly number[],
  { text, column }: { text(row: number): string; readonly column: number },
) {
  for (const row of rows)
    yield { text: text(row), spans: spansIn(jsonIn(dataset, row, column))?.spans ?? [] };
}
