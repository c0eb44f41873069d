import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ByteSource, memorySource } from '../../../src/engine/core/bytes';
import { columnIndex, loadDataset, type ReadProgress } from '../../../src/engine/data';
import { READERS } from '../../../src/engine/data/registry';
import { CHUNK_BYTES } from '../../../src/engine/data/text';
import { encodeAs, encodeUtf16, joinBytes, load, table } from './support';

const LINE =
  '"A sentence of some length, with a comma in it, that is row after row the same.",label one\n';
const ROWS = Math.ceil(20_000_000 / LINE.length);

/** A file of 20 MB that exists only in the slices asked for, and writes those down. */
function largeFile() {
  const header = new TextEncoder().encode('text,label\n');
  const line = new TextEncoder().encode(LINE);
  const slices: [number, number][] = [];
  const source: ByteSource = {
    name: 'large.csv',
    byteLength: header.length + ROWS * line.length,
    async slice(start, end) {
      slices.push([start, end]);
      const bytes = new Uint8Array(end - start);
      for (let i = 0; i < bytes.length; i++) {
        const at = start + i;
        bytes[i] =
          (at < header.length ? header[at] : line[(at - header.length) % line.length]) ?? 0;
      }
      return bytes;
    },
  };
  return { source, slices };
}

describe('loadDataset', () => {
  it('streams 20 MB in pieces of at most 1 MB and holds them in about their size', async () => {
    const { source, slices } = largeFile();
    const progress: ReadProgress[] = [];
    const dataset = await loadDataset(source, READERS, { onProgress: (p) => progress.push(p) });
    expect(dataset.rowCount).toBe(ROWS);
    expect(dataset.text(ROWS - 1, 0)).toBe(LINE.slice(1, LINE.indexOf('",')));
    expect(dataset.text(ROWS - 1, 1)).toBe('label one');
    expect(dataset.problems.list).toEqual([]);
    expect(Math.max(...slices.map(([start, end]) => end - start))).toBeLessThanOrEqual(CHUNK_BYTES);
    // Once to find the encoding, once to read, and the head for format and delimiter.
    const bytes = slices.reduce((sum, [start, end]) => sum + end - start, 0);
    expect(bytes).toBeLessThan(source.byteLength * 2 + CHUNK_BYTES);
    expect(dataset.bytes).toBeLessThan(source.byteLength * 1.5);
    const read = progress.filter(({ phase }) => phase === 'read');
    expect(read.map(({ bytes: at }) => at)).toEqual(
      read.map((_, i) => Math.min((i + 1) * CHUNK_BYTES, source.byteLength)),
    );
  });

  it('can be cancelled in the middle, and lets the event loop run until then', async () => {
    const { source, slices } = largeFile();
    const cancel = new AbortController();
    const reason = new DOMException('cancelled', 'AbortError');
    const loading = loadDataset(source, READERS, {
      signal: cancel.signal,
      onProgress: ({ phase, bytes }) => {
        if (phase === 'read' && bytes === 4 * CHUNK_BYTES)
          setTimeout(() => cancel.abort(reason), 0);
      },
    });
    await expect(loading).rejects.toBe(reason);
    const last = slices.at(-1)?.[1] ?? 0;
    expect(last).toBeLessThan(source.byteLength);
  });

  it('refuses an empty file, a header alone and what is no text', async () => {
    await expect(load('')).rejects.toMatchObject({
      code: 'data/empty-file',
      values: { file: 'rows.csv' },
    });
    await expect(load('text,label\n')).rejects.toMatchObject({
      code: 'data/no-rows',
      message: 'rows.csv has a header (text, label) and no rows.',
    });
    for (const blank of ['\n\n', '\uFEFF', '   \n']) {
      await expect(load(blank)).rejects.toMatchObject({ code: 'data/no-rows' });
    }
    const workbook = memorySource(Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), 'rows.csv');
    await expect(loadDataset(workbook, READERS)).rejects.toMatchObject({
      code: 'data/foreign-format',
      remedy: expect.stringContaining('CSV UTF-8'),
    });
  });

  it.each([
    [
      'UTF-16 with a mark',
      joinBytes([0xff, 0xfe], encodeUtf16('text,label\n你好，世界,招呼\n', 'le')),
    ],
    ['UTF-16 without one', encodeUtf16('text,label\n你好，世界,招呼\n', 'be')],
    [
      'UTF-8 with a mark',
      joinBytes([0xef, 0xbb, 0xbf], new TextEncoder().encode('text,label\n你好，世界,招呼\n')),
    ],
  ])('reads %s without being told', async (_, bytes) => {
    const dataset = await loadDataset(memorySource(bytes, 'rows.csv'), READERS);
    expect(dataset.columns).toEqual(['text', 'label']);
    expect(table(dataset)).toEqual([['你好，世界', '招呼']]);
  });

  it('refuses bytes that are no text, whatever the name', async () => {
    const noise = Uint8Array.from({ length: 4000 }, (_, i) => (i * i * 7 + i * 13) % 29);
    for (const bytes of [noise, new Uint8Array(1000)]) {
      await expect(loadDataset(memorySource(bytes, 'rows.csv'), READERS)).rejects.toMatchObject({
        code: 'data/foreign-format',
        values: { file: 'rows.csv', what: 'binary' },
      });
    }
  });

  it('holds a file of 5,000 columns in little memory, equal names and all', async () => {
    const header = Array.from({ length: 5000 }, () => 'c').join(',');
    const line = Array.from({ length: 5000 }, (_, i) => `v${i}`).join(',');
    const dataset = await load(`${header}\n${line}\n${line}\n`, 'rows.csv', { header: true });
    expect(dataset.columns[4999]).toBe('c (5000)');
    expect(dataset.text(1, 4999)).toBe('v4999');
    expect(dataset.bytes).toBeLessThan(5000 * 1000);
    expect(dataset.problems.counts['duplicate-header']).toBe(4999);
  });

  it('lets the person overrule the encoding, and says when it only guessed', async () => {
    const bytes = encodeAs('gb18030', 'text,label\n你好,问\n');
    const source = memorySource(bytes, 'rows.csv');
    const guessed = await loadDataset(source, READERS);
    expect(guessed.problems.counts['encoding-uncertain']).toBe(1);
    const told = await loadDataset(source, READERS, { encoding: 'gbk' });
    expect(table(told)).toEqual([['你好', '问']]);
    expect(told.problems.counts['encoding-uncertain']).toBeUndefined();
  });

  it('takes the format by content where the name says nothing, and as told', async () => {
    expect((await load('[{"text":"a b","label":"x"}]', 'rows')).format).toBe('json');
    expect((await load('{"text":"a b","label":"x"}\n', 'rows')).format).toBe('jsonl');
    expect((await load('text\tlabel\na, b\tx\n', 'rows.txt')).format).toBe('tsv');
    expect((await load('text,label\na b,x\n', 'rows.txt')).format).toBe('csv');
    expect((await load('text,label\na,x\n', 'rows.json', { format: 'csv' })).rowCount).toBe(1);
    await expect(load('a', 'rows.csv', { format: 'xml' })).rejects.toMatchObject({
      code: 'data/unknown-format',
      values: { known: ['csv', 'tsv', 'json', 'jsonl', 'conll', 'txt'] },
    });
  });

  it('keeps a text of 100,000 words whole', async () => {
    const text = Array.from({ length: 100_000 }, (_, i) => `word${i}`).join(' ');
    const dataset = await load(`text,label\n"${text}, and so on",x\nshort,y\n`);
    expect(dataset.text(0, 0)).toBe(`${text}, and so on`);
    expect(dataset.problems.list).toEqual([]);
  });

  it('tells empty cells once a column, with their number and the first row', async () => {
    const dataset = await load('text,label\na,x\n,y\n  ,\nd,\n');
    expect(dataset.problems.list).toMatchObject([
      { kind: 'blank-cells', column: 'text', values: { count: 2, firstRow: 2 } },
      { kind: 'blank-cells', column: 'label', values: { count: 2, firstRow: 3 } },
    ]);
  });
});

describe('the bundled samples', () => {
  it.each([
    ['support-tickets.csv', 712],
    ['reviews.csv', 547],
  ])('%s has %i rows and no problem', async (name, rows) => {
    const bytes = readFileSync(`public/samples/${name}`);
    const dataset = await loadDataset(memorySource(bytes, name), READERS);
    expect(dataset.rowCount).toBe(rows);
    expect(dataset.problems).toEqual({ list: [], counts: {}, rowsLeftOut: 0 });
    expect(dataset.meta).toEqual({ encoding: 'utf-8', delimiter: ',', headerLine: 1 });
  });
});

describe('columnIndex', () => {
  it('names the columns there are', async () => {
    const dataset = await load('text,label\na,x\n');
    expect(columnIndex(dataset, 'label')).toBe(1);
    expect(() => columnIndex(dataset, 'sentence')).toThrow(
      expect.objectContaining({ code: 'data/unknown-column', remedy: 'Use one of text, label.' }),
    );
  });

  it('names the first of very many', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `c${i}`).join(',');
    const dataset = await load(`${names}\n${names}\n`);
    expect(() => columnIndex(dataset, 'text')).toThrow(
      expect.objectContaining({ remedy: expect.stringMatching(/c18, c19, and 4980 more\.$/) }),
    );
  });
});
