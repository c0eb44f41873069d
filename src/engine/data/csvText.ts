/** A cell to be written: text is kept from being read as a formula, numbers are numbers. */
export type CsvCell = string | number | null;

/** What makes a spreadsheet take text for a formula; full-width signs where it was made for Chinese or Japanese. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]/;

/** A record as RFC 4180 writes it, its line end included; null and numbers that are none are empty. */
export function csvRecord(cells: readonly CsvCell[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const text = guardFormula(cell);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Text that no spreadsheet runs as a formula (CSV injection): an apostrophe before what begins with
 * = + - @, a tab or a line end, or with apostrophes and one of these, so that one apostrophe less is
 * always the text. Numbers such as -1 stay as they are.
 */
function guardFormula(text: string): string {
  return FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
}
