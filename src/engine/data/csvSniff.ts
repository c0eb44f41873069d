import { type CsvDialect, type CsvRecord, headRecords } from './csvRecords';

/** Characters at the start of a file that delimiter and header are guessed from. */
export const SNIFF_BYTES = 1 << 18;

/** Delimiters tried, in order of preference. */
const CANDIDATES = [',', '\t', ';', '|'] as const;

/** Stands for "no delimiter": a control character that does not occur in text. */
export const NO_DELIMITER = '\x1f';

const SNIFF_RECORDS = 500;

/** The line end of a text: `\r` where there is no `\n`. */
export function sniffNewline(text: string): '\n' | '\r' {
  return !text.includes('\n') && text.includes('\r') ? '\r' : '\n';
}

/**
 * The delimiter under which the most records have as many fields as the first one, and at least
 * two. {@link NO_DELIMITER} when the first record is one field under each of them.
 */
export function sniffDelimiter(
  text: string,
  newline: '\n' | '\r',
  quotes: CsvDialect['quotes'],
  complete: boolean,
): string {
  let best: string = NO_DELIMITER;
  let bestScore = 0;
  for (const delimiter of CANDIDATES) {
    if (!text.includes(delimiter)) continue;
    const score = agreement(headRecords(text, { delimiter, newline, quotes }, complete));
    if (score > bestScore + 0.05) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

function agreement(records: readonly CsvRecord[]): number {
  const filled = records.filter(({ blank }) => !blank).slice(0, SNIFF_RECORDS);
  const expected = filled[0]?.fields.length ?? 0;
  if (expected < 2) return 0;
  return filled.filter(({ fields }) => fields.length === expected).length / filled.length;
}

/**
 * Whether the first record names the columns. It does not when one of its fields is a number, a
 * sentence, or a value that returns in the same column (a label).
 */
export function sniffHeader(records: readonly CsvRecord[]): boolean {
  const [first, ...rest] = records.filter(({ blank }) => !blank).slice(0, SNIFF_RECORDS);
  if (!first || first.fields.every((field) => field.trim() === '')) return true;
  return !first.fields.some((field, i) => {
    const value = field.trim();
    if (value === '') return false;
    if (value.length > 80 || value.split(/\s+/).length > 7) return true;
    if (Number.isFinite(Number(value))) return true;
    const again = rest.filter(({ fields }) => fields[i]?.trim() === value).length;
    return again >= 2 && first.fields.length > 1;
  });
}

/** Of so many records, how many must have as many fields as the first for text to be a table. */
const TABLE_AGREEMENT = 0.9;

/** Whether text is a table rather than sentences that happen to hold commas. */
export function looksLikeTable(text: string): boolean {
  const newline = sniffNewline(text);
  return CANDIDATES.some((delimiter) => {
    if (!text.includes(delimiter)) return false;
    const records = headRecords(text, { delimiter, newline, quotes: 'standard' }, false);
    return records.length > 1 && agreement(records) >= TABLE_AGREEMENT;
  });
}
