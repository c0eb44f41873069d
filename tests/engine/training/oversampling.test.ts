import { describe, expect, it } from 'vitest';
import { epochLength, epochOrder } from '../../../src/engine/training/order';
import { drawsByClass } from '../../../src/engine/training/oversampling';

/** 7, 3, 0 and 1 rows of four classes, mixed. */
const CLASSES = Int32Array.of(0, 1, 0, 0, 3, 0, 1, 0, 0, 1, 0);
const ALL = { rows: CLASSES.length, classes: CLASSES };

function timesOf(order: Uint32Array): number[] {
  const times = new Array<number>(CLASSES.length).fill(0);
  for (const row of order) times[row] = (times[row] ?? 0) + 1;
  return times;
}

describe('an epoch with as many rows of each class', () => {
  it('has as many of each as the largest has, and every row at least once', () => {
    for (let epoch = 0; epoch < 5; epoch++) {
      const order = epochOrder(ALL, epoch, 42, true);
      expect(order).toHaveLength(epochLength(ALL));
      const counts = [0, 0, 0, 0];
      for (const row of order)
        counts[CLASSES[row] as number] = (counts[CLASSES[row] as number] ?? 0) + 1;
      expect(counts).toEqual([7, 7, 0, 7]);
      const times = timesOf(order);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
      // Seven of three rows: one of them three times, the others twice; never one four times.
      expect([1, 6, 9].map((row) => times[row]).sort()).toEqual([2, 2, 3]);
    }
  });

  it('is drawn from the seed and the epoch alone', () => {
    const order = (epoch: number, seed: number) => epochOrder(ALL, epoch, seed, true);
    expect(order(3, 42)).toEqual(order(3, 42));
    expect(order(3, 42)).not.toEqual(order(4, 42));
    expect(order(3, 42)).not.toEqual(order(3, 43));
    const thrice = new Set(
      Array.from({ length: 12 }, (_, epoch) => timesOf(order(epoch, 42)).lastIndexOf(3)),
    );
    expect(thrice.size).toBeGreaterThan(1);
  });

  it('keeps the order of the file where rows are not shuffled, a row beside itself', () => {
    const order = [...epochOrder(ALL, 0, 42, false)];
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order.filter((row) => row === 4)).toHaveLength(7);
  });

  it('takes a row of each class as often, on average, as its size asks', () => {
    expect([...drawsByClass(CLASSES)]).toEqual([1, 7 / 3, 0, 7]);
    const epochs = 300;
    const times = new Array<number>(CLASSES.length).fill(0);
    for (let epoch = 0; epoch < epochs; epoch++)
      timesOf(epochOrder(ALL, epoch, 1, true)).forEach((count, row) => {
        times[row] = (times[row] ?? 0) + count;
      });
    for (const row of [1, 6, 9]) expect((times[row] ?? 0) / epochs).toBeCloseTo(7 / 3, 0);
  });

  it('is every row once where classes are equal already', () => {
    const classes = Int32Array.of(1, 0, 0, 1);
    expect([...epochOrder({ rows: 4, classes }, 2, 7, false)]).toEqual([0, 1, 2, 3]);
  });
});
