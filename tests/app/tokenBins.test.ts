import { describe, expect, it } from 'vitest';
import { roundTicks, rowsCut, tokenBins } from '../../src/app/panels/data/tokenBins';
import { tallyTokens } from '../../src/worker/tokenTally';

const lengths = tallyTokens(Uint32Array.from([3, 5, 5, 8, 12, 40]));

describe('token lengths', () => {
  it('tally rows by their exact length', () => {
    expect(lengths).toMatchObject({ rows: 6, longest: 40 });
    expect(lengths.mean).toBeCloseTo(73 / 6, 10);
    expect(lengths.tally[5]).toBe(2);
    expect(lengths.tally.reduce((sum, rows) => sum + rows, 0)).toBe(6);
  });

  it('count what a cut takes without counting tokens again', () => {
    expect([4, 5, 8, 39, 40, 100].map((most) => rowsCut(lengths, most))).toEqual([
      5, 3, 2, 1, 0, 0,
    ]);
  });

  it('keep very long rows in the last entry', () => {
    const long = tallyTokens(Uint32Array.from([5, 100_000, 9000]));
    expect(long.longest).toBe(100_000);
    expect(rowsCut(long, 512)).toBe(2);
    expect(long.tally.length).toBeLessThan(10_000);
  });

  it('put every row into a bar, longer ones than the model reads into the last', () => {
    const { bins, end, size } = tokenBins(lengths, 16);
    expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(6);
    expect(end).toBeGreaterThanOrEqual(17);
    expect(bins.at(-1)?.rows).toBe(1);
    expect(bins.every(({ from }, i) => from === i * size)).toBe(true);
  });

  it('stand an empty dataset', () => {
    const none = tallyTokens(new Uint32Array(0));
    expect(none.mean).toBe(0);
    expect(tokenBins(none, 512).bins.every(({ rows }) => rows === 0)).toBe(true);
  });

  it('mark the axis with round numbers', () => {
    expect(roundTicks(256)).toEqual([0, 100, 200]);
    expect(roundTicks(120)).toEqual([0, 50, 100]);
    expect(roundTicks(9)).toEqual([0, 5]);
    expect(roundTicks(3)).toEqual([0, 1, 2, 3]);
  });
});
