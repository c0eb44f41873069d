import type { ColumnGuess } from '../columns';
import type { Dataset } from '../dataset';
import { jsonIn } from '../goals/lists';
import { nameScore, TAG_NAMES, TEXT_NAMES } from '../roleNames';
import { type RawSpan, spansIn, textIn } from './cells';
import { rulerOf } from './offsets';

/** Rows that a guess looks at. */
const LOOKED_AT = 200;

/** A column, and in how many of the rows looked at it is what it should be. */
interface Candidate {
  readonly name: string;
  readonly index: number;
  readonly fits: number;
  /** Spans that begin and end where words of its texts do. */
  readonly aligned: number;
}

/** Whether a column holds spans of texts: most of its cells that say something are lists of them. */
export function holdsSpans(dataset: Dataset, column: number): boolean {
  let [fits, others] = [0, 0];
  for (let row = 0; row < Math.min(LOOKED_AT, dataset.rowCount); row++) {
    if (dataset.text(row, column).trim() === '') continue;
    const cell = spansIn(jsonIn(dataset, row, column));
    if (cell === null || cell.bad !== null) others += 1;
    else if (cell.spans.length > 0) fits += 1;
  }
  return fits > 0 && fits >= others;
}

/** The column of spans, and that of the texts they lie in. */
export function guessSpans(dataset: Dataset): ColumnGuess {
  const all = dataset.columns.map(
    (name, index): Candidate => ({ name, index, fits: 0, aligned: 0 }),
  );
  const marked = all
    .filter(({ index }) => holdsSpans(dataset, index))
    .sort((a, b) => nameScore(b.name, TAG_NAMES) - nameScore(a.name, TAG_NAMES));
  const [spans] = marked;
  const rows = Math.min(LOOKED_AT, dataset.rowCount);
  const texts = all
    .filter((column) => spans && !marked.includes(column))
    .map((column) => ({ ...column, ...textFits(dataset, column.index, spans?.index ?? 0) }))
    .filter(({ fits }) => fits >= 0.5 * rows)
    .sort(
      (a, b) =>
        b.fits - a.fits ||
        b.aligned - a.aligned ||
        nameScore(b.name, TEXT_NAMES) - nameScore(a.name, TEXT_NAMES),
    );
  const [text] = texts;
  return {
    roles: { ...(text && { tokens: text.name }), ...(spans && { tags: spans.name }) },
    reasons: {
      tokens: reasonOf(text?.name, 'text', 'holds the texts that the spans lie in'),
      tags: reasonOf(spans?.name, 'spans', 'holds spans: from where to where, and what'),
    },
    safe: spans !== undefined && text !== undefined,
  };
}

function reasonOf(
  column: string | undefined,
  what: 'text' | 'spans',
  said: string,
): ColumnGuess['reasons'][string] {
  if (column === undefined) return { code: 'none', values: {}, message: `No column ${said}.` };
  const code = what === 'text' ? 'text-of-spans' : 'spans';
  return { code, values: { column }, message: `“${column}” ${said}.` };
}

/** A text without spans fits as well as any, if it is as long as one. */
const TEXT_CHARACTERS = 10;

/** How well the spans of rows fit the texts of a column. */
function textFits(
  dataset: Dataset,
  column: number,
  spans: number,
): Pick<Candidate, 'fits' | 'aligned'> {
  let [fits, aligned] = [0, 0];
  for (let row = 0; row < Math.min(LOOKED_AT, dataset.rowCount); row++) {
    const text = textIn(dataset.cell(row, column));
    if (text === null || text.trim() === '') continue;
    const found = spansIn(jsonIn(dataset, row, spans))?.spans ?? [];
    const within = found.every(({ end }) => end <= text.length);
    if (within && (found.length > 0 || text.length >= TEXT_CHARACTERS)) fits += 1;
    aligned += found.filter((span) => isAligned(text, span)).length;
  }
  return { fits, aligned };
}

const IN_WORD = /[\p{L}\p{N}]/u;

function isAligned(text: string, { start, end }: RawSpan): boolean {
  const ruler = rulerOf(text, 'code-points');
  const isWord = (place: number): boolean => IN_WORD.test(text.charAt(place));
  const [from, to] = [ruler.at(start), ruler.at(end)];
  return isWord(from) && !isWord(from - 1) && isWord(to - 1) && !isWord(to);
}
