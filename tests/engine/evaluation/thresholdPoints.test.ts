import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/engine/core/rng';
import { rocAuc, type Tally, tallyRows } from '../../../src/engine/evaluation/ranking';
import { thresholdPoints } from '../../../src/engine/evaluation/thresholdPoints';

function counted(scores: readonly number[], truth: readonly number[]): Tally {
  return tallyRows(Float64Array.from(scores), Uint8Array.from(truth)) as Tally;
}

const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.nat(1)), { maxLength: 300 });

describe('points of a threshold', () => {
  it('say exactly how many rows pass, how many of them rightly', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 999 }), (drawn, at) => {
        const scores = drawn.map(([score]) => score / 1000);
        const truth = drawn.map(([, one]) => one);
        const points = thresholdPoints(counted(scores, truth), at / 1000);
        expect(points.thresholds).toContain(at / 1000);
        points.thresholds.forEach((threshold, i) => {
          const passed = drawn.filter(([score]) => score / 1000 >= threshold);
          expect(points.passed[i]).toBe(passed.length);
          expect(points.hits[i]).toBe(passed.filter(([, one]) => one).length);
        });
      }),
    );
  });

  it('are few of many rows, where a slider can stand and along recall', () => {
    const random = createRandom(3, 1);
    const truth = Array.from({ length: 20_000 }, () => random.integer(2));
    // Nearly all probabilities lie where the slider has only two places.
    const scores = truth.map((one) => 0.99 + 0.009 * random.uniform() * (0.5 + one / 2));
    const points = thresholdPoints(counted(scores, truth), 0.37);
    expect(points.thresholds.length).toBeLessThanOrEqual(200);
    expect(points.thresholds).toContain(0.01);
    const recalls = points.hits.map((hits) => hits / points.support);
    const gaps = recalls.slice(1).map((recall, i) => recall - (recalls[i] as number));
    expect(Math.max(...gaps)).toBeLessThan(0.011);
    expect(points).toMatchObject({ rows: 20_000, rocAuc: rocAuc(counted(scores, truth)) });
  });

  it('have no recall where no row is of the class, and say so', () => {
    const points = thresholdPoints(counted([0.2, 0.7], [0, 0]), 0.5);
    expect(points).toMatchObject({ support: 0, prAuc: { value: null, reason: 'no-positive' } });
    expect(points.passed[points.thresholds.indexOf(0.5)]).toBe(1);
  });
});
