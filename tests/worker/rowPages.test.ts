import { expect, it } from 'vitest';
import { memorySource } from '../../src/engine/core/bytes';
import { openDataset } from '../../src/engine/index';
import { openedDataset, pageOf } from '../../src/worker/rowPages';
import { tallyTokens } from '../../src/worker/tokenTally';

async function opened(rows: number) {
  const lines = Array.from({ length: rows }, (_, i) => `Text ${i},${i % 2 ? 'x' : 'y'}`);
  const bytes = new TextEncoder().encode(['text,label', ...lines].join('\n'));
  return openedDataset(await openDataset(memorySource(bytes, 'rows.csv')));
}

it('a page is a stretch of the rows, with their numbers in the file', async () => {
  const entry = await opened(100);
  const { total, rows } = pageOf(entry, { start: 98, count: 10 });
  expect(total).toBe(100);
  expect(rows.map(({ row, cells }) => [row, ...cells])).toEqual([
    [99, 'Text 98', 'y'],
    [100, 'Text 99', 'x'],
  ]);
});

it('a search finds text in any column whatever its case', async () => {
  const entry = await opened(30);
  const found = pageOf(entry, { start: 0, count: 50, search: 'TEXT 2' });
  expect(found.rows.map(({ row }) => row)).toEqual([3, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
});

it('rows with a problem and rows that are too long are found', async () => {
  const entry = await opened(10);
  entry.tokens = Uint32Array.from({ length: 10 }, (_, i) => i);
  entry.troubled = new Map([['nul', new Set([4])]]);
  const numbers = (query: object) =>
    pageOf(entry, { start: 0, count: 10, ...query }).rows.map(({ row }) => row);
  expect(numbers({ problem: 'nul' })).toEqual([5]);
  expect(numbers({ problem: '' })).toEqual([5]);
  expect(numbers({ longerThan: 7 })).toEqual([9, 10]);
});

it('token counts are tallied by length, those no model reads as one', () => {
  const tally = tallyTokens(Uint32Array.of(3, 3, 5, 20_000));
  expect(tally).toMatchObject({ rows: 4, mean: 20_011 / 4, longest: 20_000 });
  expect(tally.tally[3]).toBe(2);
  expect(tally.tally[5]).toBe(1);
  expect(tally.tally.at(-1)).toBe(1);
});
