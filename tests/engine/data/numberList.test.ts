import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCountingList, createNumberList } from '../../../src/engine/data/numberList';

describe('number lists', () => {
  it('give back what was added, over their block ends', () => {
    const list = createNumberList();
    for (let i = 0; i < 40_000; i++) list.push(i * 100_003);
    expect(list.length).toBe(40_000);
    for (const i of [0, 16_383, 16_384, 39_999]) expect(list.get(i)).toBe(i * 100_003);
  });

  it('that count up hold only the places where they jump', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1 }), (steps) => {
        const list = createCountingList();
        const values: number[] = [];
        for (const step of steps) {
          values.push((values.at(-1) ?? 0) + step);
          list.push(values.at(-1) ?? 0);
        }
        expect(values.map((_, i) => list.get(i))).toEqual(values);
      }),
    );
    const rows = createCountingList();
    for (let i = 1; i <= 100_000; i++) rows.push(i);
    expect(rows.bytes).toBeLessThan(64);
  });
});
