import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines } from '../../../src/engine/data/jsonl';
import { load, pieces } from './support';

const value = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (Object.is(x, -0) ? 0 : x)),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string()),
);

describe('splitLines', () => {
  it('gives the same lines wherever the pieces are cut', async () => {
    const unit = fc.constantFrom('a', '你', '\n', '\r\n', '"', '😀');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit }), fc.array(fc.nat(100)), async (text, cuts) => {
        const lines: string[] = [];
        for await (const batch of splitLines(pieces(text, cuts))) lines.push(...batch);
        const expected = text.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(lines).toEqual(expected);
      }),
    );
  });
});

describe('a JSONL file', () => {
  it('reads back every value that was written', async () => {
    const rows = fc.array(fc.record({ text: value, label: value }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('\n', '\r\n'), async (written, newline) => {
        const text = written.map((row) => JSON.stringify(row)).join(newline);
        const dataset = await load(text, 'rows.jsonl');
        const read = Array.from({ length: dataset.rowCount }, (_, i) => ({
          text: dataset.cell(i, dataset.columns.indexOf('text')),
          label: dataset.cell(i, dataset.columns.indexOf('label')),
        }));
        const clean = written.map((row) => ({
          text: withoutNul(row.text),
          label: withoutNul(row.label),
        }));
        expect(read).toEqual(clean);
      }),
    );
  });

  it('leaves out the lines that do not parse, each with its line', async () => {
    const dataset = await load(
      '{"text":"a","label":"x"}\n\n{"text":"b",\n[1]\n{"text":"c","label":"y"}\n',
      'rows.jsonl',
    );
    expect([0, 1].map((row) => [dataset.rowNumber(row), dataset.lineNumber(row)])).toEqual([
      [1, 1],
      [4, 5],
    ]);
    expect(dataset.problems.list).toMatchObject([
      { kind: 'blank-line', line: 2 },
      {
        kind: 'json-line',
        row: 2,
        line: 3,
        values: { excerpt: '{"text":"b",' },
        action: 'left out',
      },
      { kind: 'not-an-object', row: 3, line: 4 },
    ]);
    expect(dataset.problems.rowsLeftOut).toBe(2);
  });

  it('leaves out a row nested a thousand levels deep', async () => {
    const deep = `{"text":${'['.repeat(1000)}${']'.repeat(1000)}}`;
    const dataset = await load(`{"text":"a","label":1}\n${deep}\n`, 'rows.jsonl');
    expect(dataset.rowCount).toBe(1);
    expect(dataset.problems.list).toMatchObject([
      {
        kind: 'not-an-object',
        row: 2,
        values: { found: 'an object nested more than 100 levels deep' },
      },
    ]);
  });

  it('in which no line parses is an error that shows the first one', async () => {
    await expect(load('text\nhello\n', 'rows.jsonl')).rejects.toMatchObject({
      code: 'data/no-rows',
      message: expect.stringContaining('Row 1'),
      values: { leftOut: 2 },
    });
  });

  it('keeps a few problems of a kind and counts all of them', async () => {
    const dataset = await load(`{"text":"a","label":1}\n${'nope\n'.repeat(5000)}`, 'rows.jsonl');
    expect(dataset.problems.counts['json-line']).toBe(5000);
    expect(dataset.problems.rowsLeftOut).toBe(5000);
    expect(dataset.problems.list.filter(({ kind }) => kind === 'json-line')).toHaveLength(200);
  });
});

function withoutNul(cell: unknown): unknown {
  return typeof cell === 'string' ? cell.replaceAll('\0', '') : cell;
}
