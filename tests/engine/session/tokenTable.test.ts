import { expect, it } from 'vitest';
import { createTokenTable, type RowTokens } from '../../../src/engine/session/tokenTable';

/** Rows of many lengths; those from the hundredth on are pairs of texts now and then. */
function rowsOf(count: number, highest: number): RowTokens[] {
  return Array.from({ length: count }, (_, row) => {
    const length = row === 7 ? 50_000 : (row * 13) % 40;
    return {
      ids: Int32Array.from({ length }, (_, i) => highest - ((row * 7 + i) % highest)),
      typeIds: Int32Array.from({ length }, (_, i) => Number(row >= 100 && row % 3 === 0 && i > 2)),
    };
  });
}

it.each([60_000, 200_000])('rows keep their tokens and types of %d ids', (vocabSize) => {
  const rows = rowsOf(300, vocabSize - 1);
  const asked: number[] = [];
  const table = createTokenTable(rows.length, vocabSize, (row) => {
    asked.push(row);
    return rows[row] as RowTokens;
  });
  for (const _ of rows) table.add();
  expect([...table.lengths]).toEqual(rows.map(({ ids }) => ids.length));
  expect(rows.map((_, row) => table.row(row))).toEqual(rows);
  expect(asked).toEqual(rows.map((_, row) => row));
});

it('rows beyond the bytes that are kept are tokenised again when asked for', () => {
  const rows = rowsOf(20_000, 1000);
  let asked = 0;
  const encode = (row: number) => {
    asked += 1;
    return rows[row] as RowTokens;
  };
  const table = createTokenTable(rows.length, 1001, encode, 1 << 17);
  for (const _ of rows) table.add();
  expect(table.bytes).toBeLessThan(2 * ((1 << 17) + 4 * rows.length));
  asked = 0;
  expect(table.row(3)).toEqual(rows[3]);
  expect(asked).toBe(0);
  expect(table.row(19_999)).toEqual(rows[19_999]);
  expect(asked).toBe(1);
});
