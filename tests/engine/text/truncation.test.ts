import fc from 'fast-check';
import { expect, it } from 'vitest';
import { longestFirst } from '../../../src/engine/text/truncation';

it.each([
  [3, 4, 10, [3, 4]],
  [3, 9, 10, [3, 7]],
  [9, 3, 10, [7, 3]],
  [9, 9, 10, [5, 5]],
  [9, 9, 11, [5, 6]],
  [12, 9, 11, [6, 5]],
  [5, 0, 0, [0, 0]],
])('%i and %i tokens in a budget of %i keep %j', (first, second, budget, kept) => {
  expect(longestFirst(first, second, budget)).toEqual(kept);
});

it('keeps the budget full, and never more than there is', () => {
  const length = fc.nat(40);
  fc.assert(
    fc.property(length, length, length, (first, second, budget) => {
      const [a, b] = longestFirst(first, second, budget);
      expect(a + b).toBe(Math.min(budget, first + second));
      expect(a <= first && b <= second).toBe(true);
    }),
  );
});
