import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CellGroups, groupCells } from '../../../src/engine/data/cellGroups';

function sizes({ names, groupOf }: CellGroups): number[] {
  return names.map((_, group) => groupOf.filter((own) => own === group).length);
}

describe('cells', () => {
  it('of few values are parted by value, the most frequent first, the empty ones last', () => {
    const groups = groupCells(['b', 'a', ' b ', '', 'c', 'b', 'a', ' ']) as CellGroups;
    expect(groups.names).toEqual([
      { kind: 'value', text: 'b' },
      { kind: 'value', text: 'a' },
      { kind: 'value', text: 'c' },
      { kind: 'empty' },
    ]);
    expect(sizes(groups)).toEqual([3, 2, 1, 2]);
  });

  it('of many values that return keep the most frequent; the others are one group', () => {
    const cells = Array.from({ length: 200 }, (_, i) => `value ${i % 2 ? i % 50 : 0}`);
    const groups = groupCells(cells) as CellGroups;
    expect(groups.names).toHaveLength(20);
    expect(groups.names[0]).toEqual({ kind: 'value', text: 'value 0' });
    expect(groups.names.at(-1)).toEqual({ kind: 'other', values: 7 });
    expect(sizes(groups).at(-1)).toBe(7 * 4);
  });

  it('of many numbers are parted into ranges with as many rows each', () => {
    const cells = Array.from({ length: 100 }, (_, i) => String(100 - i));
    const groups = groupCells(cells) as CellGroups;
    expect(groups.names[0]).toEqual({ kind: 'range', low: '1', high: '20' });
    expect(groups.names.at(-1)).toEqual({ kind: 'range', low: '81', high: '100' });
    expect(sizes(groups)).toEqual([20, 20, 20, 20, 20]);
  });

  it('of many dates are parted into ranges of time', () => {
    const cells = Array.from({ length: 28 }, (_, i) => `2026-02-${String(i + 1).padStart(2, '0')}`);
    const groups = groupCells(cells) as CellGroups;
    expect(groups.names[0]).toEqual({ kind: 'range', low: '2026-02-01', high: '2026-02-06' });
    expect(groups.names).toHaveLength(5);
  });

  it('of one value, or of texts that hardly return, are not parted', () => {
    expect(groupCells(['x', 'x', 'x'])).toBeNull();
    for (const length of [3, 12, 60])
      expect(groupCells(Array.from({ length }, (_, i) => `text ${i}`))).toBeNull();
  });

  it('are each in one group; a range holds what lies within, and equal numbers stay together', () => {
    const numbers = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 80, maxLength: 200 });
    fc.assert(
      fc.property(numbers, (values) => {
        const groups = groupCells(values.map(String));
        if (!groups) return;
        values.forEach((value, i) => {
          const name = groups.names[groups.groupOf[i] as number];
          if (name?.kind === 'range') {
            expect(Number(name.low)).toBeLessThanOrEqual(value);
            expect(Number(name.high)).toBeGreaterThanOrEqual(value);
          } else expect(name).toEqual({ kind: 'value', text: String(value) });
        });
        expect(sizes(groups).every((size) => size > 0)).toBe(true);
      }),
    );
  });
});
