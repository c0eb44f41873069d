import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { NO_TARGET } from '../../../src/engine/core/target';
import type { Example } from '../../../src/engine/tasks/task';
import {
  batchesOfStep,
  type EpochRows,
  epochOrder,
  planSteps,
} from '../../../src/engine/training/order';
import {
  chooseCapacity,
  packExamples,
  splitToCapacity,
  tokenCount,
} from '../../../src/engine/training/packing';

function examplesOf(lengths: readonly number[]): Example[] {
  return lengths.map((length, row) => ({
    ids: Int32Array.from({ length }, (_, i) => row * 1000 + i),
    typeIds: new Int32Array(length),
    target: NO_TARGET,
    row,
  }));
}

const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 });

describe('packing', () => {
  test.prop([lengths])('lays sequences end to end and loses no token', (sizes) => {
    const { counts, inputs } = packExamples(examplesOf(sizes));
    expect(counts).toEqual({ N: sizes.reduce((a, b) => a + b, 0), S: sizes.length });
    sizes.forEach((size, s) => {
      const start = inputs.segments[2 * s] ?? -1;
      expect(inputs.segments[2 * s + 1]).toBe(size);
      expect(inputs.starts[s]).toBe(start);
      expect(inputs.ids[start]).toBe(s * 1000);
      expect(inputs.positions[start + size - 1]).toBe(size - 1);
    });
  });

  test.prop([lengths, fc.integer({ min: 60, max: 200 }), fc.integer({ min: 1, max: 9 })])(
    'splits to a capacity in order, every part within it',
    (sizes, N, S) => {
      const examples = examplesOf(sizes);
      const groups = [...splitToCapacity(examples, { N, S })];
      expect(groups.flat()).toEqual(examples);
      for (const group of groups) {
        expect(tokenCount(group)).toBeLessThanOrEqual(N);
        expect(group.length).toBeLessThanOrEqual(S);
      }
    },
  );

  it('refuses a sequence beyond the capacity, naming its row', () => {
    expect(() => [...splitToCapacity(examplesOf([3, 9]), { N: 8, S: 4 })]).toThrow(/row 1/);
  });

  it('has room for the longest text there may be and for an average batch', () => {
    const { N, S } = chooseCapacity(new Uint32Array(100).fill(20), 16, 128);
    expect(N).toBeGreaterThanOrEqual(320);
    expect(S).toBe(16);
    expect(chooseCapacity(Uint32Array.of(2), 16, 128)).toEqual({ N: 128, S: 1 });
  });
});

function rowsOf(rows: number): EpochRows {
  return { rows, classes: null };
}

describe('the order of rows', () => {
  it('is a new permutation in every epoch, the same for the same seed', () => {
    const [a, b, again] = [
      epochOrder(rowsOf(50), 0, 1, true),
      epochOrder(rowsOf(50), 1, 1, true),
      epochOrder(rowsOf(50), 0, 1, true),
    ];
    expect(a).not.toEqual(b);
    expect(a).toEqual(again);
    expect([...a].sort((x, y) => x - y)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...epochOrder(rowsOf(4), 3, 1, false)]).toEqual([0, 1, 2, 3]);
  });

  it('shows every row once an epoch, accumulated or not', () => {
    for (const gradientAccumulation of [1, 2, 3]) {
      const settings = { epochs: 2, maxSteps: null, batchSize: 4, gradientAccumulation };
      const { stepsPerEpoch, totalSteps } = planSteps(23, settings);
      const order = epochOrder(rowsOf(23), 0, 7, true);
      const seen = Array.from({ length: stepsPerEpoch }, (_, step) =>
        batchesOfStep(order, step, settings),
      ).flat();
      expect(seen.flatMap((batch) => [...batch])).toEqual([...order]);
      expect(totalSteps).toBe(2 * stepsPerEpoch);
    }
  });
});
