import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecords } from '../../../src/engine/data/csvRecords';
import { counts, load, pieces, table } from './support';

type Quoting = 'standard' | 'literal';

async function recordsOf(
  text: string,
  cuts: readonly number[],
  delimiter = ',',
  quotes: Quoting = 'standard',
) {
  const newline = text.includes('\n') || !text.includes('\r') ? '\n' : '\r';
  const found: string[][] = [];
  const lines: number[] = [];
  for await (const { records, unclosed } of csvRecords(pieces(text, cuts), {
    delimiter,
    newline,
    quotes,
  })) {
    expect(unclosed).toBeUndefined();
    for (const record of records) {
      if (record.blank) continue;
      found.push([...record.fields]);
      lines.push(record.line);
    }
  }
  return { found, lines };
}

const unit = fc.constantFrom(
  'a',
  'b',
  ' ',
  ',',
  ';',
  '\t',
  '"',
  '\n',
  '\r\n',
  '\r',
  '你',
  '好',
  '😀',
  'é',
  '|',
);
const field = fc.string({ unit, maxLength: 12 });
const grid = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.array(fc.array(field, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 12,
  }),
);

function quote(value: string, delimiter: string, always: boolean): string {
  const must =
    value === '' || /["\r\n]/.test(value) || value.includes(delimiter) || value.trim() !== value;
  return must || always ? `"${value.replaceAll('"', '""')}"` : value;
}

describe('csvRecords', () => {
  it('reads back what was written, wherever the pieces are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        grid,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        fc.infiniteStream(fc.boolean()),
        fc.array(fc.nat(400), { maxLength: 20 }),
        fc.boolean(),
        async (rows, delimiter, newline, always, cuts, endsWithNewline) => {
          const flags = always[Symbol.iterator]();
          const lines = rows.map((row) =>
            row
              .map((value) => quote(value, delimiter, flags.next().value === true))
              .join(delimiter),
          );
          const text = lines.join(newline) + (endsWithNewline ? newline : '');
          const { found, lines: starts } = await recordsOf(text, cuts, delimiter);
          expect(found).toEqual(rows);
          let line = 1;
          lines.forEach((written, i) => {
            expect(starts[i]).toBe(line);
            line += written.split('\n').length;
          });
        },
      ),
      { numRuns: 400 },
    );
  });

  it('takes quotation marks for characters when they are literal', async () => {
    const { found } = await recordsOf('a,"b\n"c,d"\n', [3, 5], ',', 'literal');
    expect(found).toEqual([
      ['a', '"b'],
      ['"c', 'd"'],
    ]);
  });

  it('reads files whose lines end in a carriage return alone, and mixtures', async () => {
    expect((await recordsOf('a,b\rc,d\r', [2])).found).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect((await recordsOf('a,b\r\nc,d\ne,"f"\r\n', [5])).found).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]);
  });
});

describe('a CSV file', () => {
  it.each([
    [',', 'comma'],
    [';', 'semicolon'],
    ['\t', 'tab'],
    ['|', 'pipe'],
  ])('is cut at its delimiter %j (%s)', async (delimiter) => {
    const text = `text${delimiter}label\n"a, b; c"${delimiter}x\n`;
    const dataset = await load(text);
    expect(dataset.meta.delimiter).toBe(delimiter);
    expect(table(dataset)).toEqual([['a, b; c', 'x']]);
  });

  it('follows the delimiter a spreadsheet names in its first line', async () => {
    const dataset = await load('sep=;\r\ntext;label\r\n1,5 or 2,5;x\r\n');
    expect(dataset.columns).toEqual(['text', 'label']);
    expect(table(dataset)).toEqual([['1,5 or 2,5', 'x']]);
    expect(dataset.meta.headerLine).toBe(2);
  });

  it('of one column keeps the commas of its sentences, and says that it has one column', async () => {
    const dataset = await load('text\nhello, world\nyes, no, maybe\nplain\n');
    expect(table(dataset).flat()).toEqual(['hello, world', 'yes, no, maybe', 'plain']);
    expect(dataset.meta.delimiter).toBeNull();
    expect(counts(dataset)).toEqual({ 'one-column': 1 });
  });

  it('keeps short rows, leaves long rows out, and names both with their line', async () => {
    const dataset = await load('text,label,note\na,x,n\nb\nc,x,n,extra\nd,x,n,,\ne,x,n\n');
    expect(table(dataset)).toEqual([
      ['a', 'x', 'n'],
      ['b', '', ''],
      ['d', 'x', 'n'],
      ['e', 'x', 'n'],
    ]);
    expect([0, 1, 2, 3].map(dataset.rowNumber)).toEqual([1, 2, 4, 5]);
    expect([0, 1, 2, 3].map(dataset.lineNumber)).toEqual([2, 3, 5, 6]);
    expect(counts(dataset)).toEqual({
      'too-few-fields': 1,
      'too-many-fields': 1,
      'surplus-blank-fields': 1,
      'blank-cells': 2,
    });
    expect(dataset.problems.rowsLeftOut).toBe(1);
    expect(dataset.problems.list.find(({ kind }) => kind === 'too-many-fields')).toEqual({
      kind: 'too-many-fields',
      severity: 'warning',
      row: 3,
      line: 4,
      values: { expected: 3, found: 4 },
      message: 'Row 3: 4 fields where 3 were expected. The row is left out.',
      action: 'left out',
    });
  });

  it('counts lines through quoted line breaks and skips empty lines by name', async () => {
    const dataset = await load('text,label\n"two\nlines",x\n\nthird,y\n');
    expect([0, 1].map(dataset.lineNumber)).toEqual([2, 5]);
    expect([0, 1].map(dataset.rowNumber)).toEqual([1, 2]);
    expect(dataset.problems.list).toMatchObject([
      { kind: 'blank-line', line: 4, message: 'Line 4: empty. The line is skipped.' },
    ]);
    expect(dataset.problems.rowsLeftOut).toBe(0);
  });

  it('gives equal and empty column names a name of their own', async () => {
    const dataset = await load('label,text,label,,label (2)\na,b c d,c,d,e\nf,g,h,i,j\n');
    expect(dataset.columns).toEqual(['label', 'text', 'label (3)', 'column 4', 'label (2)']);
    expect(dataset.problems.list.map(({ kind, values }) => [kind, values])).toEqual([
      ['duplicate-header', { position: 3, original: 'label', name: 'label (3)' }],
      ['empty-header', { position: 4, name: 'column 4' }],
    ]);
  });

  it('without a header keeps its first row, and can be told otherwise', async () => {
    const text =
      'I liked it a lot,positive\nNot for me at all,negative\nGood,positive\nFine,positive\n';
    const dataset = await load(text);
    expect(dataset.columns).toEqual(['column 1', 'column 2']);
    expect(dataset.rowCount).toBe(4);
    expect(dataset.meta.headerLine).toBeNull();
    expect(counts(dataset)).toEqual({ 'no-header': 1 });
    const told = await load(text, 'rows.csv', { header: true });
    expect(told.rowCount).toBe(3);
    expect(told.problems.counts['no-header']).toBeUndefined();
  });

  it('reports a quotation mark that is not doubled, and keeps the row', async () => {
    const dataset = await load('text,label\n"he said "hi" to me",x\n"plain",y\n');
    expect(table(dataset)).toEqual([
      ['he said "hi" to me', 'x'],
      ['plain', 'y'],
    ]);
    expect(dataset.problems.list).toMatchObject([{ kind: 'stray-quote', row: 1, line: 2 }]);
  });
});

describe('a quotation mark left open', () => {
  const before = 'id,message,intent\n1,"Where is my parcel? It left on 3 May.",shipping\n';
  const open = '2,"My colleague said ""wait"" and then nothing,account\n';

  it.each([
    ['the next row is quoted', '3,"Quoted, too",billing\n4,plain,billing\n'],
    ['no row after it is quoted', '3,plain,billing\n'],
    ['it is in the last row', ''],
    ['the next row starts with a mark', '"3","Quoted",billing\n'],
  ])('is found where it was opened, when %s', async (_, after) => {
    const text = before + open + after;
    await expect(load(text, 'returns.csv')).rejects.toMatchObject({
      code: 'data/unclosed-quote',
      values: {
        file: 'returns.csv',
        row: 2,
        line: 3,
        column: 'message',
        rowsBefore: 1,
        byte: text.indexOf('"My colleague'),
        excerpt: [before.split('\n')[1], open.trimEnd()],
        excerptRow: 1,
        excerptOffset: 2,
      },
      remedy: expect.stringContaining('Close the quotation mark'),
    });
  });

  it('counts bytes, not characters, up to the mark', async () => {
    const text = `\uFEFFtext,label\n你好吗,x\n"没有结束,y\n`;
    await expect(load(text)).rejects.toMatchObject({ values: { byte: 3 + 11 + 9 + 3 } });
  });

  it('can be loaded up to it, or with marks as characters', async () => {
    const text = `${before + open}3,plain,billing\n`;
    const stopped = await load(text, 'returns.csv', { onUnclosedQuote: 'stop' });
    expect(stopped.rowCount).toBe(1);
    expect(stopped.problems.list).toMatchObject([
      { kind: 'unclosed-quote', severity: 'error', action: 'not read', row: 2 },
    ]);
    const literal = await load(text, 'returns.csv', { quotes: 'literal' });
    expect(literal.rowCount).toBe(3);
    expect(literal.text(1, 1)).toBe('"My colleague said ""wait"" and then nothing');
  });

  it('ends a file of any size instead of swallowing it', async () => {
    const text = `text,label\n"open,x\n${'some more words,y\n'.repeat(1_200_000)}`;
    const start = performance.now();
    await expect(load(text)).rejects.toMatchObject({
      code: 'data/unclosed-quote',
      values: { row: 1, line: 2 },
    });
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('characters that do harm', () => {
  it('takes NUL characters out and says where they were', async () => {
    const dataset = await load('text,label\nfine,x\nb\0ad\0,y\n');
    expect(dataset.text(1, 0)).toBe('bad');
    expect(dataset.problems.list).toMatchObject([
      { kind: 'nul', row: 2, line: 3, column: 'text', values: { count: 2 }, action: 'changed' },
    ]);
  });

  it('names the cell with bytes that could not be decoded', async () => {
    const bytes = new TextEncoder().encode(
      `text,label\n${'好的，谢谢你。'.repeat(20)},x\nbro?ken,y\n`,
    );
    bytes[bytes.lastIndexOf(63)] = 0xff;
    const { loadDataset } = await import('../../../src/engine/data');
    const { READERS } = await import('../../../src/engine/data/registry');
    const { memorySource } = await import('../../../src/engine/core/bytes');
    const dataset = await loadDataset(memorySource(bytes, 'rows.csv'), READERS);
    expect(dataset.problems.list).toMatchObject([
      { kind: 'undecodable', row: 2, column: 'text', values: { encoding: 'utf-8', count: 1 } },
    ]);
  });
});

describe('a TSV file', () => {
  it('with bare quotation marks takes them as characters, and says so', async () => {
    const text =
      'sentence\tlabel\nit is a "charming journey\t1\n" unflinchingly bleak\t0\n"hm\t0\n';
    const dataset = await load(text, 'rows.tsv');
    expect(table(dataset)).toEqual([
      ['it is a "charming journey', '1'],
      ['" unflinchingly bleak', '0'],
      ['"hm', '0'],
    ]);
    expect(counts(dataset)).toEqual({ 'literal-quotes': 1 });
  });

  it('with proper quoting is unquoted', async () => {
    const dataset = await load('text\tlabel\n"tab\there, ""so"""\tx\n', 'rows.tsv');
    expect(table(dataset)).toEqual([['tab\there, "so"', 'x']]);
    expect(counts(dataset)).toEqual({});
  });

  it('is cut at tabs alone', async () => {
    const dataset = await load('text\tlabel\na, b, c\tx\n', 'rows.tsv');
    expect(dataset.format).toBe('tsv');
    expect(table(dataset)).toEqual([['a, b, c', 'x']]);
  });
});
