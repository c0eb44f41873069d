import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bootstrap } from '../../../src/engine/evaluation/bootstrap';
import { regressionScores, regressionStatistic } from '../../../src/engine/evaluation/regression';
import { onceEach } from '../../../src/engine/evaluation/resample';

interface Case {
  readonly name: string;
  readonly targets: number;
  readonly truth: readonly number[];
  readonly said: readonly number[];
  readonly scores: Readonly<Record<string, number>>;
}

const cases = JSON.parse(
  readFileSync('tests/fixtures/parity/regression-metrics.json', 'utf8'),
) as Case[];

describe('regression scores', () => {
  it.each(cases)('equal scikit-learn and scipy: $name', ({ targets, truth, said, scores }) => {
    const found = regressionScores(said, truth, targets);
    for (const [name, value] of Object.entries(scores))
      expect(Math.abs(Number(found[name]?.value) - value), name).toBeLessThan(1e-9);
    const statistic = regressionStatistic(said, truth, targets);
    const once = statistic.scores(onceEach(statistic.cellOf, statistic.cells));
    for (const [name, value] of Object.entries(scores))
      expect(Math.abs(Number(once[name]) - value), name).toBeLessThan(1e-9);
  });

  it('of a target that does not vary has no R² and no correlation, and says why', () => {
    const found = regressionScores([1, 2, 3], [5, 5, 5], 1);
    expect(found.r2).toEqual({ value: null, reason: 'constant-target' });
    expect(found.pearson).toEqual({ value: null, reason: 'constant-target' });
    expect(found.mae?.value).toBe(3);
    expect(regressionScores([], [], 1).mse).toEqual({ value: null, reason: 'no-rows' });
    expect(regressionScores([1], [2], 1).r2).toEqual({ value: null, reason: 'too-few-rows' });
  });

  it('of a resample are those of its rows written out', () => {
    const [truth, said] = [
      [1, 2, 4, 8],
      [1, 3, 3, 9],
    ];
    const statistic = regressionStatistic(said, truth, 1);
    const counts = Int32Array.of(2, 0, 1, 3);
    const rows = [0, 0, 2, 3, 3, 3];
    const written = regressionScores(
      rows.map((row) => said[row] as number),
      rows.map((row) => truth[row] as number),
      1,
    );
    for (const [name, value] of Object.entries(statistic.scores(counts)))
      expect(value, name).toBeCloseTo(Number(written[name]?.value), 12);
  });

  it('lie within their intervals', () => {
    const { truth, said, targets, scores } = cases[0] as Case;
    for (const [name, [low, high]] of Object.entries(
      bootstrap(regressionStatistic(said, truth, targets), 1),
    )) {
      expect(scores[name], name).toBeGreaterThanOrEqual(low);
      expect(scores[name], name).toBeLessThanOrEqual(high);
    }
  });
});
