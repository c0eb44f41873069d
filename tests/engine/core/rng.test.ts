import { describe, expect, it } from 'vitest';
import { createRandom, restoreRandom } from '../../../src/engine/core/rng';

describe('numbers drawn many at a time', () => {
  it('are those drawn one by one, and go on where they end', () => {
    const one = createRandom(7, 3);
    const many = createRandom(7, 3);
    const filled = new Int32Array(50);
    many.fillIntegers(filled, 9);
    expect([...filled]).toEqual(Array.from({ length: 50 }, () => one.integer(9)));
    expect(many.state()).toEqual(one.state());
    expect(many.uniform()).toBe(one.uniform());
  });

  it('go on across the end of the counter', () => {
    const near = { key: 5, counter: 0x7ffffffe, spare: null };
    const [one, many] = [restoreRandom(near), restoreRandom(near)];
    const filled = new Int32Array(4);
    many.fillIntegers(filled, 1000);
    expect([...filled]).toEqual(Array.from({ length: 4 }, () => one.integer(1000)));
    expect(many.state()).toEqual(one.state());
  });
});
