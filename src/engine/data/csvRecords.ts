import Papa from 'papaparse';

/** How delimited text is cut. */
export interface CsvDialect {
  readonly delimiter: string;
  /** `\r` for files that end lines so alone; else `\n`, which takes `\r\n` and mixtures as well. */
  readonly newline: '\n' | '\r';
  readonly quotes: 'standard' | 'literal';
}

export interface CsvRecord {
  readonly fields: readonly string[];
  /** The physical line on which it starts, from 1. */
  readonly line: number;
  /** Nothing but the line's end: an empty line. */
  readonly blank: boolean;
  /** A quotation mark inside a quoted field is not doubled. */
  readonly strayQuote: boolean;
}

/** Where a quotation mark was opened and not closed. */
export interface UnclosedQuote {
  /** The physical line of the mark, from 1. */
  readonly line: number;
  /** Characters of the file before the mark. */
  readonly offset: number;
  /** The field's place in its record, from 0. */
  readonly field: number;
  /** The line before, if it is the record before, and the line of the mark. */
  readonly excerpt: readonly string[];
  /** Characters before the mark in the last line of `excerpt`. */
  readonly excerptOffset: number;
}

/** Some records; with `unclosed` set, the last ones that could be read. */
export interface CsvBatch {
  readonly records: readonly CsvRecord[];
  readonly unclosed?: UnclosedQuote;
}

/** A record longer than this is an unclosed quotation mark (characters; 3 million words). */
const LONGEST_RECORD = 1 << 24;
const EXCERPT_CHARACTERS = 160;

/** What the parser hands to `step`, the part that is used. */
interface Step {
  readonly data: readonly string[][];
  readonly errors: readonly { readonly code: string; readonly index?: number | undefined }[];
  readonly meta: { readonly cursor: number };
}

interface Parsed {
  readonly records: CsvRecord[];
  /** Characters consumed. */
  readonly end: number;
  readonly lines: number;
  readonly unclosed?: UnclosedQuote;
}

/**
 * Cuts successive pieces of text into records. The unfinished record at a piece's end is carried
 * over to the next piece, so cuts may fall anywhere, and memory is bounded by a piece and a record.
 */
export async function* csvRecords(
  pieces: AsyncIterable<string>,
  dialect: CsvDialect,
): AsyncGenerator<CsvBatch, void, undefined> {
  let carry = '';
  let line = 1;
  let offset = 0;
  let before = '';
  let enough = 0;
  for await (const piece of pieces) {
    carry += piece;
    // A long record is not parsed again for every piece, only when it has doubled.
    if (carry.length < enough) continue;
    const parsed = parsePiece(carry, dialect, { line, offset, before, final: false });
    yield toBatch(parsed);
    if (parsed.unclosed) return;
    if (parsed.records.length > 0) before = lastLine(carry, parsed.end);
    enough = parsed.records.length === 0 ? carry.length * 2 : 0;
    carry = carry.slice(parsed.end);
    line += parsed.lines;
    offset += parsed.end;
    if (carry.length > LONGEST_RECORD) break;
  }
  yield toBatch(parsePiece(carry, dialect, { line, offset, before, final: true }));
}

/** The records of a whole text that may end in the middle of one. */
export function headRecords(text: string, dialect: CsvDialect, complete: boolean): CsvRecord[] {
  const start = { line: 1, offset: 0, before: '' };
  const { records } = parsePiece(text, dialect, { ...start, final: complete });
  return records.length > 0
    ? records
    : parsePiece(text, dialect, { ...start, final: true }).records;
}

/** Whether the text has quotation marks that do not follow the rules of quoting. */
export function hasOddQuotes(text: string, dialect: CsvDialect, complete: boolean): boolean {
  const start = { line: 1, offset: 0, before: '', final: complete };
  const { records, unclosed } = parsePiece(text, dialect, start);
  return unclosed !== undefined || records.some(({ strayQuote }) => strayQuote);
}

function toBatch({ records, unclosed }: Parsed): CsvBatch {
  return unclosed ? { records, unclosed } : { records };
}

interface PieceStart {
  readonly line: number;
  readonly offset: number;
  /** The line before the piece. */
  readonly before: string;
  readonly final: boolean;
}

function parsePiece(text: string, dialect: CsvDialect, start: PieceStart): Parsed {
  const { delimiter, newline, quotes } = dialect;
  const records: CsvRecord[] = [];
  let end = 0;
  let line = start.line;
  let unclosed: UnclosedQuote | undefined;
  function step({ data, errors, meta }: Step): void {
    const fields = data[0];
    // After the last line's end the parser reports one more record of nothing.
    if (!fields || unclosed || end === text.length) return;
    const mark = errors.length > 0 ? findUnclosed(text, meta.cursor, errors, dialect) : undefined;
    if (mark !== undefined) {
      unclosed = locate(text, end, mark, line, start, dialect);
      return;
    }
    const next = meta.cursor;
    const blank = isLineEnd(text, end, next);
    if (newline === '\n') dropCarriageReturn(fields, text, end, next, delimiter);
    records.push({ fields, line, blank, strayQuote: errors.length > 0 });
    line += countLines(text, end, next, newline);
    end = next;
  }
  const config = { delimiter, newline, step, ...(quotes === 'literal' ? { fastMode: true } : {}) };
  new Papa.Parser(config).parse(text, 0, !start.final);
  const parsed = { records, end, lines: line - start.line };
  return unclosed ? { ...parsed, unclosed } : parsed;
}

function isLineEnd(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit !== 10 && unit !== 13) return false;
  }
  return true;
}

/** Line ends are counted in the text, since a quoted field may hold some. */
function countLines(text: string, start: number, end: number, newline: string): number {
  let count = 0;
  for (let at = text.indexOf(newline, start); at !== -1 && at < end; ) {
    count += 1;
    at = text.indexOf(newline, at + 1);
  }
  return count;
}

/**
 * Takes the `\r` of a `\r\n` off an unquoted last field. A quoted field may end in a `\r` of its
 * own: only an unquoted one stands in the text exactly as its value, right after a delimiter.
 */
function dropCarriageReturn(
  fields: string[],
  text: string,
  start: number,
  end: number,
  delimiter: string,
): void {
  const last = fields.length - 1;
  const value = fields[last];
  if (!value?.endsWith('\r')) return;
  const lineEnd = text.charCodeAt(end - 1) === 10 ? end - 1 : end;
  const from = lineEnd - value.length;
  const afterDelimiter = from === start || text.startsWith(delimiter, from - delimiter.length);
  if (from >= start && afterDelimiter && text.startsWith(value, from)) {
    fields[last] = value.slice(0, -1);
  }
}

/**
 * Whether a malformed quotation mark is a stray one (`"he said "hi" to me"`: undefined) or shows
 * that an earlier one was never closed: the text ends in the field, or a mark that opens a field
 * follows on a later line. Returns where the unclosed mark stands.
 */
function findUnclosed(
  text: string,
  end: number,
  errors: Step['errors'],
  { delimiter, newline }: CsvDialect,
): number | undefined {
  for (const { code, index = 1 } of errors) {
    // The parser points at the field's first character, right after its mark.
    const open = index - 1;
    if (code === 'MissingQuotes') return open;
    const lineEnd = text.indexOf(newline, open);
    if (lineEnd === -1 || lineEnd >= end) continue;
    for (
      let at = text.indexOf('"', lineEnd);
      at !== -1 && at < end;
      at = text.indexOf('"', at + 1)
    ) {
      const opens = text[at - 1] === newline || text.startsWith(delimiter, at - delimiter.length);
      const closes =
        at + 1 >= end ||
        text[at + 1] === '\r' ||
        text[at + 1] === newline ||
        text.startsWith(delimiter, at + 1);
      if (opens && !closes && text[at + 1] !== '"') return open;
    }
  }
  return undefined;
}

function locate(
  text: string,
  recordStart: number,
  mark: number,
  line: number,
  start: PieceStart,
  { delimiter, newline }: CsvDialect,
): UnclosedQuote {
  const lineStart = Math.max(recordStart, text.lastIndexOf(newline, mark) + 1);
  const lineEnd = text.indexOf(newline, mark);
  const from = Math.max(lineStart, mark - EXCERPT_CHARACTERS / 2);
  const to = Math.min(lineEnd === -1 ? text.length : lineEnd, from + EXCERPT_CHARACTERS);
  const previous = recordStart === 0 ? start.before : lastLine(text, recordStart);
  const prefix = Papa.parse<string[]>(text.slice(recordStart, mark), { delimiter, newline })
    .data[0];
  return {
    line: line + countLines(text, recordStart, mark, newline),
    offset: start.offset + mark,
    field: Math.max(0, (prefix?.length ?? 1) - 1),
    excerpt: [...(previous === '' ? [] : [previous]), text.slice(from, to).trimEnd()],
    excerptOffset: mark - from,
  };
}

/** The line that ends at `end`, cut to an excerpt. */
function lastLine(text: string, end: number): string {
  const from = Math.max(text.lastIndexOf('\n', end - 2), text.lastIndexOf('\r', end - 3)) + 1;
  return text.slice(from, Math.min(end, from + EXCERPT_CHARACTERS)).trimEnd();
}
