import { expect, it } from 'vitest';
import { histogramOf } from '../../../src/engine/evaluation/histogram';

it('every value is counted once, the largest in the last bin', () => {
  const { edges, counts } = histogramOf([0, 1, 1.5, 23.9, 24], 'linear');
  expect(edges).toEqual(Array.from({ length: 25 }, (_, i) => i));
  expect(counts[0]).toBe(1);
  expect(counts[1]).toBe(2);
  expect(counts[23]).toBe(2);
  expect(counts.reduce((a, b) => a + b)).toBe(5);
});

it('ratios are equal where the numbers are learned as logarithms, and the ends are exact', () => {
  const { edges, counts } = histogramOf([10, 100, 1000, 10_000], 'log');
  const ratios = edges.slice(1).map((edge, i) => edge / (edges[i] as number));
  for (const ratio of ratios) expect(ratio).toBeCloseTo(1000 ** (1 / 24), 9);
  expect([edges[0], edges.at(-1)]).toEqual([10, 10_000]);
  expect(counts.reduce((a, b) => a + b)).toBe(4);
});

it('a constant is one bin, what is not finite is left out, and nothing gives nothing', () => {
  expect(histogramOf([7, 7, Number.NaN], 'linear')).toEqual({ edges: [7, 7], counts: [2] });
  expect(histogramOf([0, 5], 'log').edges[0]).toBe(0);
  expect(histogramOf([], 'linear')).toEqual({ edges: [], counts: [] });
});
