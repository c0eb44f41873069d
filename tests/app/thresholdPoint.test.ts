import { describe, expect, it } from 'vitest';
import { pointAt, pointOf } from '../../src/app/panels/evaluate/thresholdPoint';

const POINTS = {
  thresholds: [0.99, 0.6, 0.5, 0.01],
  hits: [0, 2, 3, 4],
  passed: [0, 2, 4, 10],
  support: 4,
};

describe('a point of a threshold', () => {
  it('is the nearest one to where the slider stands, whatever the last bit of it', () => {
    expect(pointAt(POINTS, 0.1 * 5)).toEqual(pointOf(POINTS, 2));
    expect(pointAt(POINTS, 0.5 + 1e-9)).toEqual({
      hits: 3,
      passed: 4,
      precision: 0.75,
      recall: 0.75,
      f1: 0.75,
    });
  });

  it('has no precision where nothing passes, and no recall where no row is of the class', () => {
    expect(pointAt(POINTS, 0.99)).toMatchObject({ precision: null, recall: 0, f1: 0 });
    const none = { ...POINTS, hits: [0, 0, 0, 0], support: 0 };
    expect(pointAt(none, 0.01)).toMatchObject({ precision: 0, recall: null, f1: 0 });
    expect(pointAt(none, 0.99).f1).toBeNull();
  });
});
