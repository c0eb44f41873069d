import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonElements } from '../../../src/engine/data/jsonElements';
import { counts, load, pieces } from './support';

function cells(dataset: Awaited<ReturnType<typeof load>>): unknown[] {
  return Array.from({ length: dataset.rowCount }, (_, row) =>
    Object.fromEntries(dataset.columns.map((name, i) => [name, dataset.cell(row, i)])),
  );
}

describe('jsonElements', () => {
  it('cuts any array into its elements, wherever the pieces are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ stringUnit: 'binary' })),
        fc.constantFrom(undefined, 1, '\t'),
        fc.array(fc.nat(500)),
        async (values, indent, cuts) => {
          const text = JSON.stringify(values, null, indent);
          const found: unknown[] = [];
          for await (const elements of jsonElements(pieces(text, cuts))) {
            for (const element of elements) {
              found.push(JSON.parse(element.text));
              const lines = text
                .split('\n')
                .slice(element.line - 1)
                .join('\n');
              expect(lines).toContain(element.text.split('\n')[0] ?? '');
            }
          }
          expect(JSON.stringify(found)).toBe(JSON.stringify(values));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['[{"a":1}', 'ends before'],
    ['[{"a":1}] x', 'something follows'],
    ['[1,]', 'missing beside a comma'],
    ['[1,,2]', 'missing beside a comma'],
    ['[1}', '} closes'],
  ])('refuses %s', async (text, message) => {
    const all = async () => {
      for await (const _ of jsonElements(pieces(text, [])));
    };
    await expect(all()).rejects.toThrow(message);
  });
});

describe('a JSON file', () => {
  it('of objects keeps numbers, booleans, null and nested values as they are', async () => {
    const rows = [
      { text: 'a b c', label: 1, sure: true, tags: ['x', { deep: null }] },
      { text: 'd', label: 2.5, sure: false, note: 'late column' },
      { text: null, label: -0.125 },
    ];
    const dataset = await load(JSON.stringify(rows, null, 2), 'rows.json');
    expect(dataset.format).toBe('json');
    expect(dataset.columns).toEqual(['text', 'label', 'sure', 'tags', 'note']);
    expect(cells(dataset)).toEqual([
      { ...rows[0], note: undefined },
      { ...rows[1], tags: undefined },
      { ...rows[2], sure: undefined, tags: undefined, note: undefined },
    ]);
    expect(dataset.text(0, 1)).toBe('1');
    expect(dataset.lineNumber(1)).toBe(13);
  });

  const expected = [
    { text: 'a', label: 'x' },
    { text: 'b', label: 'y' },
  ];
  it.each([
    ['an object that holds the rows', { version: 2, data: expected }],
    ['one array a column', { text: ['a', 'b'], label: ['x', 'y'] }],
    [
      'columns with rows',
      {
        columns: ['text', 'label'],
        index: [0, 1],
        data: [
          ['a', 'x'],
          ['b', 'y'],
        ],
      },
    ],
  ])('may be %s', async (_, value) => {
    expect(cells(await load(JSON.stringify(value), 'rows.json'))).toEqual(expected);
  });

  it('with one object a line is read as JSONL whatever its name', async () => {
    const dataset = await load('{"text":"a","label":1}\n{"text":"b","label":2}\n', 'rows.json');
    expect(dataset.format).toBe('jsonl');
    expect(dataset.rowCount).toBe(2);
  });

  it('with an array of objects is read as JSON whatever its name', async () => {
    const dataset = await load('[\n{"text":"a","label":1},\n{"text":"b","label":2}\n]', 'rows.csv');
    expect(dataset.format).toBe('json');
    expect([0, 1].map(dataset.lineNumber)).toEqual([2, 3]);
  });

  it('leaves out what is no object and keeps the count of rows', async () => {
    const dataset = await load('[{"text":"a"},\n7,\n["b"],null,{"text":"c"}]', 'rows.json');
    expect([0, 1].map(dataset.rowNumber)).toEqual([1, 5]);
    expect(dataset.problems.list.filter(({ kind }) => kind === 'not-an-object')).toMatchObject([
      { row: 2, line: 2, values: { found: 'a number' } },
      { row: 3, line: 3, values: { found: 'an array' } },
      { row: 4, line: 3, values: { found: 'null' } },
    ]);
    expect(dataset.problems.rowsLeftOut).toBe(3);
  });

  it('says on which line it is broken', async () => {
    await expect(
      load('[{"text":"a"},\n{"text":"b",\n"label" 3}]', 'rows.json'),
    ).rejects.toMatchObject({
      code: 'data/json-syntax',
      values: { file: 'rows.json', line: 3 },
      remedy: expect.stringContaining('JSONL'),
    });
    await expect(load('[{"text":"a"},\n{"text":', 'rows.json')).rejects.toMatchObject({
      values: { line: 2 },
    });
    await expect(load('{"text":["a",', 'rows.json')).rejects.toMatchObject({
      code: 'data/json-syntax',
    });
  });

  it('without rows in it says what shapes are read', async () => {
    for (const text of ['{"name":"x","size":3}', '"text"', '{"a":[1,2],"b":[1]}']) {
      await expect(load(text, 'rows.json')).rejects.toMatchObject({ code: 'data/json-shape' });
    }
    await expect(load('[]', 'rows.json')).rejects.toMatchObject({ code: 'data/no-rows' });
  });

  it('names nameless keys, and keys that differ in spaces only', async () => {
    const dataset = await load('[{"":"a"," text ":"b","text":"c"},{"text":"d"}]', 'rows.json');
    expect(dataset.columns).toEqual(['column 1', 'text', 'text (2)']);
    expect(dataset.text(1, 2)).toBe('d');
    expect(counts(dataset)).toMatchObject({ 'empty-header': 1, 'duplicate-header': 1 });
  });
});
