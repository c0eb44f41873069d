import { describe, expect, it } from 'vitest';
import { perplexity, tokenAccuracy } from '../../../src/engine/evaluation/tokens';

describe('perplexity', () => {
  it('of guessing among n tokens is n', () => {
    expect(perplexity(Math.log(30_522)).value).toBeCloseTo(30_522, 7);
    expect(perplexity(0)).toEqual({ value: 1, reason: null });
  });

  it('is not defined without tokens, nor beyond the largest number', () => {
    expect(perplexity(Number.NaN)).toEqual({ value: null, reason: 'no-rows' });
    expect(perplexity(800)).toEqual({ value: null, reason: 'not-finite' });
  });
});

describe('accuracy of tokens', () => {
  it('counts those with a label and no other', () => {
    expect(tokenAccuracy([5, 7, 9, 2], [5, -100, 8, 2]).value).toBeCloseTo(2 / 3, 12);
  });

  it('is not defined where none has a label', () => {
    expect(tokenAccuracy([1, 2], [-100, -100])).toEqual({ value: null, reason: 'no-rows' });
  });
});
