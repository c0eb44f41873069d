import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { type CsvCell, csvRecord } from '../../../src/engine/data/csvText';

/** The cells of CSV text, as another program reads them. */
function parsed(text: string): string[][] {
  return Papa.parse<string[]>(text, { newline: '\r\n', delimiter: ',' }).data.slice(0, -1);
}

/** The text that a guarded cell was made from. */
const bare = (cell: string) => cell.replace(/^'(?='*[=+\-@\t\r\n＝＋－＠])/, '');

const hostile = fc.string({
  unit: fc.constantFrom(
    '"',
    ',',
    '\r',
    '\n',
    '=',
    '+',
    '-',
    '@',
    "'",
    '\t',
    ' ',
    'a',
    '1',
    '.',
    '＝',
    '漢',
    '😀',
  ),
  maxLength: 12,
});

it('whatever cells hold, papaparse reads the same ones', () => {
  const table = fc.array(fc.array(fc.oneof(hostile, fc.string()), { minLength: 2, maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(table, (rows) => {
      const found = parsed(rows.map(csvRecord).join(''));
      expect(found.map((cells) => cells.map(bare))).toEqual(rows);
    }),
    { numRuns: 500 },
  );
});

it('no text is left that a spreadsheet would run', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const [cell = ''] = parsed(csvRecord([text, 'end']))[0] ?? [];
      const isFormula = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && Number.isNaN(Number(cell));
      expect(isFormula).toBe(false);
    }),
    { numRuns: 500 },
  );
});

it('numbers are numbers, also those that are text; what is none is empty', () => {
  const cells: CsvCell[] = [-1.5, '-1', '+2.5e3', null, Number.NaN, '-1+2', '=A1', "'=A1"];
  expect(csvRecord(cells)).toBe("-1.5,-1,+2.5e3,,,'-1+2,'=A1,''=A1\r\n");
});
