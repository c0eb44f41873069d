import { describe, expect, it } from 'vitest';
import { labelSet } from '../../../src/engine/data';
import { classExamples, load } from './support';

const ROWS = `text,label
a parcel is late,delivery
,billing
how much is it,
a parcel is late,delivery
a parcel is late,billing
the bill is wrong,billing
what is this,other
`;
const columns = { text: 'text', label: 'label' };

describe('buildExamples', () => {
  it('accounts for every row: used, or left out with a reason', async () => {
    const dataset = await load(ROWS);
    const examples = await classExamples(dataset, { columns, labels: ['billing', 'delivery'] });
    expect(
      Array.from({ length: examples.count }, (_, i) => [examples.rowNumber(i), examples.text(i)]),
    ).toEqual([
      [1, 'a parcel is late'],
      [6, 'the bill is wrong'],
    ]);
    expect([...(examples.classes ?? [])]).toEqual([1, 0]);
    expect(examples.counts).toEqual([1, 1]);
    expect(examples.problems.list.map(({ message }) => message)).toEqual([
      'Row 2, column text: empty. The row is left out.',
      'Row 3, column label: empty. The row is left out.',
      'Row 4: identical to row 1. One is kept.',
      'Row 5: same text as row 1, other label (delivery, billing). The row is left out.',
      'Row 7, column label: “other” is not one of the classes. The row is left out.',
    ]);
    expect(examples.count + examples.problems.rowsLeftOut).toBe(dataset.rowCount);
  });

  it('can keep repeated rows', async () => {
    const examples = await classExamples(await load(ROWS), {
      columns,
      labels: ['billing', 'delivery'],
      duplicates: 'keep',
    });
    expect(examples.count).toBe(4);
  });

  it('compares both texts of a pair', async () => {
    const dataset = await load('text,pair,label\na b,c d,x\na b,e f,y\na b,c d,x\na,,y\n');
    const examples = await classExamples(dataset, {
      columns: { ...columns, textPair: 'pair' },
      labels: ['x', 'y'],
    });
    expect([0, 1].map(examples.textPair)).toEqual(['c d', 'e f']);
    expect(examples.problems.counts).toMatchObject({ 'duplicate-row': 1, 'blank-text': 1 });
  });

  it('needs no labels for prediction', async () => {
    const examples = await classExamples(await load(ROWS), {
      columns: { text: 'text' },
      duplicates: 'keep',
    });
    expect(examples.classes).toBeNull();
    expect(examples.count).toBe(6);
  });

  it('tells a class with less than a third of the largest one', async () => {
    const text = Array.from(
      { length: 24 },
      (_, i) => `sentence ${i},${i < 18 ? 'big' : i < 23 ? 'small' : 'tiny'}`,
    ).join('\n');
    const dataset = await load(`text,label\n${text}\n`);
    const examples = await classExamples(dataset, {
      columns,
      labels: labelSet(dataset, 'label').labels,
    });
    expect(examples.problems.list).toMatchObject([
      {
        kind: 'rare-class',
        values: { label: 'small', count: 5, largest: 'big', largestCount: 18 },
      },
      { kind: 'rare-class', values: { label: 'tiny', count: 1 } },
    ]);
  });

  it('without a usable row is an error that says why the first was left out', async () => {
    const examples = await classExamples(await load('text,label\n,x\n,y\n'), {
      columns,
      labels: ['x', 'y'],
    });
    expect(examples.count).toBe(0);
    expect(examples.problems.list.at(-1)).toMatchObject({
      kind: 'no-examples',
      severity: 'error',
      message: 'None of the 2 rows can be used. Row 1, column text: empty. The row is left out.',
    });
  });

  it('tell how many rows were looked at, and are ended between two of them', async () => {
    const dataset = await load(`text,label\n${'a text,x\n'.repeat(9000)}`);
    const options = { columns, labels: ['x', 'y'], duplicates: 'keep' } as const;
    const told: number[] = [];
    const examples = await classExamples(dataset, {
      ...options,
      onRows: (done) => void told.push(done),
    });
    expect(examples.count).toBe(9000);
    expect(told).toEqual([0, 4096, 8192]);
    const ended = classExamples(dataset, {
      ...options,
      onRows(done) {
        if (done > 0) throw new Error('ended');
      },
    });
    await expect(ended).rejects.toThrow('ended');
  });
});
