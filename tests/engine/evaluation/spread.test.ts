import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadOf } from '../../../src/engine/evaluation/spread';

describe('spreadOf', () => {
  it('divides by one less than there are, as numpy.std(ddof=1) and statistics.stdev do', () => {
    // statistics.stdev([0.84, 0.86, 0.81, 0.9, 0.84])
    const spread = spreadOf([0.84, 0.86, 0.81, 0.9, 0.84]);
    expect(spread?.mean).toBeCloseTo(0.85, 14);
    expect(spread?.deviation).toBeCloseTo(0.033166247903554, 14);
    expect(spread?.count).toBe(5);
  });

  it('knows no deviation of one value, and nothing of none', () => {
    expect(spreadOf([0.5])).toEqual({ mean: 0.5, deviation: null, count: 1 });
    expect(spreadOf([])).toBeNull();
  });

  it('follows shift and scale', () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2 });
    fc.assert(
      fc.property(values, fc.double({ min: -9, max: 9, noNaN: true }), (given, shift) => {
        const before = spreadOf(given);
        const after = spreadOf(given.map((value) => 3 * value + shift));
        expect(after?.mean).toBeCloseTo(3 * (before?.mean ?? 0) + shift, 9);
        expect(after?.deviation).toBeCloseTo(3 * (before?.deviation ?? 0), 9);
      }),
    );
  });
});
