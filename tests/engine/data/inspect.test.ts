import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import { inspect, sha256Of } from '../../../src/engine/data';
import { classes } from '../../../src/engine/data/goals/classes';
import { READERS } from '../../../src/engine/data/registry';
import { textFile } from './support';

const GOALS = { 'sequence-classification': classes };

describe('inspect', () => {
  it('describes a file as plain JSON', async () => {
    const text = 'id;text;label\n1;good day to you all;a\n2;;b\n3;one more line of text;a\n';
    const found = await inspect(textFile(text, 'rows.csv'), READERS, GOALS);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(found).toMatchObject({
      file: 'rows.csv',
      byteLength: text.length,
      sha256: createHash('sha256').update(text).digest('hex'),
      format: 'csv',
      encoding: { label: 'utf-8', confidence: 1, bom: false, reason: 'ascii' },
      delimiter: ';',
      headerLine: 1,
      rows: 3,
      guess: { task: 'sequence-classification', text: 'text', label: 'label' },
      problems: { counts: { 'blank-cells': 1 } },
    });
    expect(found.columns).toMatchObject([
      { name: 'id', kind: 'number', distinct: 3, blank: 0 },
      {
        name: 'text',
        kind: 'text',
        distinct: 2,
        blank: 1,
        meanWords: 5,
        examples: ['good day to you all', 'one more line of text'],
      },
      { name: 'label', kind: 'category', distinct: 2, blank: 0, examples: ['a', 'b'] },
    ]);
  });

  it('shows the rows before an unclosed quotation mark and the error', async () => {
    const found = await inspect(textFile('text,label\na b,x\n"c d,y\n'), READERS, GOALS);
    expect(found.rows).toBe(1);
    expect(found.problems.list).toMatchObject([
      { kind: 'unclosed-quote', severity: 'error', row: 2, line: 3 },
    ]);
    await expect(
      inspect(textFile('text,label\n"a b,x\nc d,y\n'), READERS, GOALS),
    ).rejects.toMatchObject({
      code: 'data/unclosed-quote',
      values: { row: 1, line: 2 },
    });
  });

  it.each([
    ['support-tickets.csv', 'text', 'intent', 6],
    ['reviews.csv', 'text', 'sentiment', 2],
  ])('is sure of the roles in %s', async (name, text, label, classes) => {
    const source = memorySource(readFileSync(`public/samples/${name}`), name);
    const found = await inspect(source, READERS, GOALS);
    expect(found.guess).toMatchObject({ text, label, textPair: null, safe: true });
    expect(found.columns.find((column) => column.name === label)).toMatchObject({
      kind: 'category',
      distinct: classes,
    });
    expect(found.problems.list).toEqual([]);
  });
});

describe('sha256Of', () => {
  it('equals the hash of the whole over many chunks', async () => {
    const bytes = Uint8Array.from({ length: 2_500_000 }, (_, i) => (i * 31) % 251);
    expect(await sha256Of(memorySource(bytes, 'f'))).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    );
  });
});
