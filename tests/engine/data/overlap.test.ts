import { describe, expect, it } from 'vitest';
import { findOverlap, firstAlike, type RowTexts } from '../../../src/engine/data';
import { classExamples, load } from './support';

/** Rows of texts; of pairs where two are given. */
function rows(...texts: (string | readonly [string, string])[]): RowTexts {
  const at = (row: number) => texts[row] ?? '';
  return {
    count: texts.length,
    text: (row) => (typeof at(row) === 'string' ? (at(row) as string) : (at(row)[0] ?? '')),
    textPair: (row) => (typeof at(row) === 'string' ? null : (at(row)[1] ?? '')),
  };
}

describe('rows with the texts of training rows', () => {
  it('are found whatever case, width of characters and white space', async () => {
    const train = rows('Where is my parcel?', 'ＡＢＣ café', 'other');
    const test = rows('  where IS\nmy\tparcel? ', 'abc cafe\u0301', 'where is my parcel', 'OTHER');
    expect([...(await firstAlike(train, test))]).toEqual([0, 1, -1, 2]);
  });

  it('are told as the first such row', async () => {
    expect([...(await firstAlike(rows('a', 'b', 'B'), rows('b', 'B')))]).toEqual([1, 1]);
  });

  it('count as pairs only where both texts are the same', async () => {
    const train = rows(['one', 'two'], ['one', 'three']);
    const test = rows(['One', 'Three'], ['two', 'one'], ['one', ''], 'one');
    expect([...(await firstAlike(train, test))]).toEqual([1, -1, -1, -1]);
  });

  it('are looked for until that is ended', async () => {
    const ended = firstAlike(rows('a'), rows('a'), () => Promise.reject(new Error('ended')));
    await expect(ended).rejects.toThrow('ended');
  });
});

describe('findOverlap', () => {
  it('copes with a text that stands in every row', async () => {
    const same = {
      count: 20_000,
      text: () => 'the same',
      textPair: () => null,
      rowNumber: (row: number) => row + 1,
    };
    const found = await findOverlap(same, same);
    expect(found.counts['split-overlap']).toBe(20_000);
    expect(found.list[0]?.values).toEqual({ trainRow: 1 });
  });

  it('names the validation rows whose text was trained on', async () => {
    const options = { columns: { text: 'text', label: 'label' }, labels: ['x', 'y'] };
    const train = await classExamples(await load('text,label\none,x\ntwo,y\nthree,x\n'), options);
    const validation = await classExamples(await load('text,label\nfour,x\ntwo,y\n'), options);
    expect((await findOverlap(train, validation)).list).toMatchObject([
      { kind: 'split-overlap', row: 2, values: { trainRow: 2 } },
    ]);
  });
});
