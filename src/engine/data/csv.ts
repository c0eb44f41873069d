import type { ByteSource } from '../core/bytes';
import {
  type CsvDialect,
  type CsvRecord,
  csvRecords,
  hasOddQuotes,
  headRecords,
  type UnclosedQuote,
} from './csvRecords';
import { NO_DELIMITER, SNIFF_BYTES, sniffDelimiter, sniffHeader, sniffNewline } from './csvSniff';
import { nameColumns } from './names';
import { makeProblem, problemError } from './problems';
import { defineReader, hasExtension, type ReadOptions, type Row, type Table } from './reader';
import { decodeHead, decodeText } from './text';

/** Comma separated values and their kin: any delimiter, RFC 4180 quoting, header or none. */
export const csv = defineReader({
  id: 'csv',
  label: 'CSV',
  extensions: ['csv'],
  sniff(name, { text }) {
    if (hasExtension(name, ['csv'])) return 0.9;
    const newline = sniffNewline(text);
    const delimiter = sniffDelimiter(text, newline, 'standard', false);
    if (delimiter === NO_DELIMITER) return 0.2;
    return delimiter === '\t' ? 0.3 : 0.5;
  },
  open: openDelimited,
});

/** Opens delimited text; a delimiter that is not given is guessed from the first records. */
export async function openDelimited(source: ByteSource, options: ReadOptions): Promise<Table> {
  const { encoding, problems } = options;
  const head = await decodeHead(source, encoding, SNIFF_BYTES);
  const complete = source.byteLength <= SNIFF_BYTES;
  // Spreadsheets may name the delimiter in a first line of its own.
  const separatorLine = /^sep=(.)\r?\n/.exec(head);
  const newline = sniffNewline(head);
  const body = separatorLine ? head.slice(separatorLine[0].length) : head;
  const delimiter =
    options.delimiter ??
    separatorLine?.[1] ??
    sniffDelimiter(body, newline, options.quotes ?? 'standard', complete);
  const standard: CsvDialect = { delimiter, newline, quotes: 'standard' };
  const dialect = chooseQuotes(head, standard, complete, options);
  const records = headRecords(head, dialect, complete).slice(separatorLine ? 1 : 0);
  const first = records.find(({ blank }) => !blank);
  const header = first ? (options.header ?? sniffHeader(records)) : true;
  if (first && !header && options.header === undefined)
    problems.add('no-header', {}, { line: first.line });
  const names = header ? (first?.fields ?? []) : (first?.fields ?? []).map(() => undefined);
  const columns = nameColumns(names, problems);
  if (columns.length === 1) problems.add('one-column', {});
  const shown = delimiter === NO_DELIMITER ? null : delimiter;
  const skip = (header ? 1 : 0) + (separatorLine ? 1 : 0);
  return {
    columns,
    meta: { encoding, delimiter: shown, headerLine: header ? (first?.line ?? null) : null },
    rows: () => readRows(source, { options, dialect, columns, skip }),
  };
}

/**
 * Tab separated files often hold bare quotation marks, since the format has no quoting of its own:
 * where those at the start do not come in pairs, none of them is taken for quoting.
 */
function chooseQuotes(
  head: string,
  dialect: CsvDialect,
  complete: boolean,
  { quotes, problems }: ReadOptions,
): CsvDialect {
  if (quotes !== undefined) return { ...dialect, quotes };
  if (dialect.delimiter !== '\t' || !hasOddQuotes(head, dialect, complete)) return dialect;
  problems.add('literal-quotes', {});
  return { ...dialect, quotes: 'literal' };
}

interface Layout {
  readonly options: ReadOptions;
  readonly dialect: CsvDialect;
  readonly columns: readonly string[];
  /** Records before the first row: header, separator line. */
  readonly skip: number;
}

async function* readRows(
  source: ByteSource,
  layout: Layout,
): AsyncGenerator<readonly Row[], void, undefined> {
  const { options, dialect, columns } = layout;
  let { skip } = layout;
  let number = 0;
  for await (const batch of csvRecords(decodeText(source, options.encoding, options), dialect)) {
    const rows: Row[] = [];
    for (const record of batch.records) {
      if (record.blank) {
        options.problems.add('blank-line', {}, { line: record.line });
      } else if (skip > 0) {
        skip -= 1;
      } else {
        number += 1;
        const row = toRow(record, number, columns.length, options);
        if (row) rows.push(row);
      }
    }
    yield rows;
    if (batch.unclosed) return await stopAtQuote(source, batch.unclosed, number, layout);
  }
}

function toRow(
  record: CsvRecord,
  number: number,
  expected: number,
  { problems }: ReadOptions,
): Row | undefined {
  const { fields, line, strayQuote } = record;
  const place = { row: number, line };
  const found = fields.length;
  if (strayQuote) problems.add('stray-quote', {}, place);
  if (found < expected) problems.add('too-few-fields', { expected, found }, place);
  if (found > expected) {
    const blank = fields.slice(expected).every((field) => field.trim() === '');
    problems.add(blank ? 'surplus-blank-fields' : 'too-many-fields', { expected, found }, place);
    if (!blank) return undefined;
    return { number, line, cells: fields.slice(0, expected) };
  }
  return { number, line, cells: fields };
}

async function stopAtQuote(
  source: ByteSource,
  quote: UnclosedQuote,
  rowsBefore: number,
  { options, columns }: Layout,
): Promise<void> {
  const row = rowsBefore + 1;
  const column = columns[quote.field];
  const values = {
    rowsBefore,
    byte: await byteOffset(source, options.encoding, quote.offset),
    excerpt: quote.excerpt,
    excerptRow: row - quote.excerpt.length + 1,
    excerptOffset: quote.excerptOffset,
  };
  const place = { row, line: quote.line, ...(column === undefined ? {} : { column }) };
  if (options.onUnclosedQuote === 'stop') options.problems.add('unclosed-quote', values, place);
  else throw problemError(makeProblem('unclosed-quote', values, place), source.name);
}

/** Bytes before a character, where the encoding tells; the byte order mark counts. */
async function byteOffset(
  source: ByteSource,
  encoding: string,
  characters: number,
): Promise<number | null> {
  if (encoding.startsWith('utf-16'))
    return characters * 2 + ((await startsWithMark(source)) ? 2 : 0);
  if (encoding !== 'utf-8') return encoding.startsWith('windows-') ? characters : null;
  const encoder = new TextEncoder();
  let bytes = (await startsWithMark(source)) ? 3 : 0;
  let left = characters;
  for await (const text of decodeText(source, encoding)) {
    bytes += encoder.encode(text.slice(0, left)).length;
    left -= text.length;
    if (left <= 0) break;
  }
  return bytes;
}

async function startsWithMark(source: ByteSource): Promise<boolean> {
  const [a, b] = await source.slice(0, Math.min(2, source.byteLength));
  return (a === 0xef && b === 0xbb) || (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
}
