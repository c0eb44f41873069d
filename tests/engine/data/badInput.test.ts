import { describe, expect, it } from 'vitest';
import { type ByteSource, memorySource } from '../../../src/engine/core/bytes';
import { EngineError, inspectFile, openDataset } from '../../../src/engine/index';
import { encodeAs, encodeUtf16, joinBytes, table, textFile } from './support';

/** What the app does with a dropped file: one error a person can act on, or nothing. */
async function refusal(source: ByteSource): Promise<EngineError> {
  const error = await openDataset(source).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  const refused = error as EngineError;
  expect(refused.message).toContain(source.name);
  expect(refused.remedy).toMatch(/\.$/);
  return refused;
}

const RED = '中文数据非常好，菜也很新鲜，下次还会再来';
const ROWS = `text,label\n${RED},正面\n等了一个小时才上菜，太失望了,负面\n`;
const CELLS = [
  [RED, '正面'],
  ['等了一个小时才上菜，太失望了', '负面'],
];

describe('a file that cannot be rows is refused with what, where and the remedy', () => {
  const noise = Uint8Array.from({ length: 4000 }, (_, i) => (i * i * 7 + i * 13) % 29);
  it.each<[string, ByteSource, string, object]>([
    ['no byte', textFile('', 'no.csv'), 'data/empty-file', { file: 'no.csv' }],
    [
      'a header alone',
      textFile('text,label\n', 'head.csv'),
      'data/no-rows',
      { file: 'head.csv', columns: ['text', 'label'] },
    ],
    [
      'a quotation mark left open',
      textFile('text,label\na b,x\n"c d,y\ne f,x\n', 'open.csv'),
      'data/unclosed-quote',
      { file: 'open.csv', row: 2, line: 3, column: 'text', rowsBefore: 1 },
    ],
    [
      'noise',
      memorySource(noise, 'noise.csv'),
      'data/foreign-format',
      { file: 'noise.csv', what: 'binary' },
    ],
    [
      'a workbook called .csv',
      memorySource(Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), 'sheet.csv'),
      'data/foreign-format',
      { file: 'sheet.csv' },
    ],
    [
      'JSON that is a number',
      textFile('42', 'number.json'),
      'data/json-shape',
      { file: 'number.json', found: 'a number' },
    ],
    [
      'JSON without rows in it',
      textFile('{"name":"x","size":3}', 'shape.json'),
      'data/json-shape',
      { file: 'shape.json', found: 'an object' },
    ],
    [
      'JSON that breaks off',
      textFile('[{"text":"a b","label":"x"},\n{"text":"c', 'cut.json'),
      'data/json-syntax',
      { file: 'cut.json', line: 2 },
    ],
    [
      'JSONL in which no line parses',
      textFile('{"text": a}\n{"text": b}\n', 'all.jsonl'),
      'data/no-rows',
      { file: 'all.jsonl', leftOut: 2 },
    ],
  ])('%s', async (_, source, code, values) => {
    const error = await refusal(source);
    expect(error.code).toBe(code);
    expect(error.values).toMatchObject(values);
  });
});

describe('an encoding is found without being told', () => {
  const utf8 = new TextEncoder().encode(ROWS);
  it.each([
    ['UTF-16 LE with a mark', joinBytes([0xff, 0xfe], encodeUtf16(ROWS, 'le')), 'utf-16le'],
    ['UTF-16 BE with a mark', joinBytes([0xfe, 0xff], encodeUtf16(ROWS, 'be')), 'utf-16be'],
    ['UTF-16 LE without', encodeUtf16(ROWS, 'le'), 'utf-16le'],
    ['UTF-16 BE without', encodeUtf16(ROWS, 'be'), 'utf-16be'],
    ['UTF-8 with a mark', joinBytes([0xef, 0xbb, 0xbf], utf8), 'utf-8'],
    ['GBK', encodeAs('gb18030', ROWS), 'gb18030'],
  ])('%s', async (_, bytes, encoding) => {
    const dataset = await openDataset(memorySource(bytes, 'rows.csv'));
    expect(dataset.encoding.encoding).toBe(encoding);
    expect(dataset.columns).toEqual(['text', 'label']);
    expect(table(dataset)).toEqual(CELLS);
  });

  it('Latin-1', async () => {
    const text = 'texte,étiquette\nLe café était très bon,oui\nDéçu par le garçon,non\n';
    const bytes = encodeAs('windows-1252', text);
    const dataset = await openDataset(memorySource(bytes, 'rows.csv'));
    expect(dataset.encoding.encoding).toBe('windows-1252');
    expect(table(dataset)[1]).toEqual(['Déçu par le garçon', 'non']);
  });
});

describe('what is odd in a file is told with its place, and the rest is read', () => {
  it.each<[string, string, string, object, number]>([
    ['one column', 'text\na b\nc d\n', 'one-column', {}, 2],
    [
      'columns of the same name',
      'text,text,label\na,b,x\nc,d,y\n',
      'duplicate-header',
      { values: { position: 2, original: 'text', name: 'text (2)' } },
      2,
    ],
    [
      'a row that is too short',
      'id,text,label\n1,a b,x\n2,c d\n',
      'too-few-fields',
      { row: 2, line: 3, action: 'kept', values: { expected: 3, found: 2 } },
      2,
    ],
    [
      'a row that is too long',
      'text,label\na b,x\nc,d,y\n',
      'too-many-fields',
      { row: 2, line: 3, action: 'left out', values: { expected: 2, found: 3 } },
      1,
    ],
    [
      'NUL bytes',
      'text,label\na\0 b,x\nc d,y\n',
      'nul',
      { row: 1, line: 2, column: 'text', values: { count: 1 } },
      2,
    ],
  ])('%s', async (_, text, kind, problem, rows) => {
    const found = await inspectFile(textFile(text));
    expect(found.rows).toBe(rows);
    expect(found.problems.list.find((entry) => entry.kind === kind)).toMatchObject({
      message: expect.stringMatching(/\.$/),
      ...problem,
    });
  });

  it('a broken line of JSONL', async () => {
    const text = '{"text":"a b","label":"x"}\n{"text":"c d", label}\n{"text":"e f","label":"y"}\n';
    const found = await inspectFile(textFile(text, 'rows.jsonl'));
    expect(found.rows).toBe(2);
    expect(found.problems).toMatchObject({
      rowsLeftOut: 1,
      list: [{ kind: 'json-line', row: 2, line: 2, action: 'left out' }],
    });
  });

  it('nested values of JSON are read as JSON', async () => {
    const text = '[{"text":{"de":"Hallo"},"label":["x","y"]},{"text":"plain","label":"z"}]';
    const dataset = await openDataset(textFile(text, 'rows.json'));
    expect(table(dataset)).toEqual([
      ['{"de":"Hallo"}', '["x","y"]'],
      ['plain', 'z'],
    ]);
  });
});
