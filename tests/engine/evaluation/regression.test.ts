import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrap } from '../../../src/engine/evaluation/bootstrap';
import { spearman } from '../../../src/engine/evaluation/correlation';
import { groupRows } from '../../../src/engine/evaluation/groups';
import {
  type RegressionScores,
  regressionScores,
  regressionStatistic,
  scoresByTarget,
} from '../../../src/engine/evaluation/regression';
import { fixtureJson } from '../../support/fixtures';
import { expectNear } from './near';

type Values = Record<keyof RegressionScores, number | null>;

/** What scikit-learn and scipy said; tests/parity/regression_metrics.py. */
interface Case {
  readonly name: string;
  readonly predictions: number[][];
  readonly targets: number[][];
  readonly perTarget: Values[];
  readonly scores: Values;
}

const { cases } = (await fixtureJson('parity/regression-metrics.json')) as { cases: Case[] };

function expectScores(found: RegressionScores, wanted: Values, what: string): void {
  expect(Object.keys(found)).toEqual(Object.keys(wanted));
  for (const [key, value] of Object.entries(wanted)) {
    const { value: own, reason } = found[key as keyof Values];
    expectNear(own, value, `${key} of ${what}`);
    expect(reason !== null, `${key} of ${what}`).toBe(value === null);
  }
}

describe.each(cases.map((item) => [item.name, item] as const))('%s', (_name, item) => {
  const predictions = Float32Array.from(item.predictions.flat());
  const targets = Float32Array.from(item.targets.flat());
  const count = item.perTarget.length;

  it('has scikit-learn’s and scipy’s scores of each target, and their mean', () => {
    expectScores(regressionScores(predictions, targets, count), item.scores, 'all');
    const perTarget = scoresByTarget(predictions, targets, count);
    item.perTarget.forEach((wanted, t) => {
      expectScores(perTarget[t] as RegressionScores, wanted, `target ${t}`);
    });
  });

  it('has the same scores of a choice that takes every row once', () => {
    const statistic = regressionStatistic(predictions, targets, count);
    const found = statistic.scores(new Int32Array(statistic.cells).fill(1));
    for (const [key, value] of Object.entries(found))
      expectNear(value, item.scores[key as keyof Values], key);
  });
});

describe('any values', () => {
  const row = fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }), fc.nat(3));
  const rows = fc.array(row, { maxLength: 20 });
  const scoresOf = (list: readonly (readonly number[])[]) =>
    regressionScores(
      list.map(([p]) => p ?? 0),
      list.map(([, t]) => t ?? 0),
      1,
    );

  it('score counted rows as the rows repeated', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const statistic = regressionStatistic(
          drawn.map(([p]) => p),
          drawn.map(([, t]) => t),
          1,
        );
        const found = statistic.scores(Int32Array.from(drawn, ([, , times]) => times));
        const wanted = scoresOf(drawn.flatMap((one) => Array.from({ length: one[2] }, () => one)));
        for (const [key, value] of Object.entries(found))
          expectNear(value, wanted[key as keyof Values].value, key);
      }),
    );
  });

  it('have ranks that no growing function changes', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const [p, t] = [drawn.map(([value]) => value), drawn.map(([, value]) => value)];
        const once = new Int32Array(drawn.length).fill(1);
        const own = spearman(groupRows(p), groupRows(t), once);
        const cubes = groupRows(p.map((value) => value ** 3));
        const grown = spearman(cubes, groupRows(t.map(Math.exp)), once);
        expectNear(grown.value, own.value, 'Spearman');
        expect(grown.reason).toBe(own.reason);
      }),
    );
  });
});

describe('what is not defined', () => {
  it('is said with its reason', () => {
    const of = (predictions: number[], targets: number[]) => {
      const scores = regressionScores(predictions, targets, 1);
      return Object.fromEntries(Object.entries(scores).map(([key, { reason }]) => [key, reason]));
    };
    expect(of([1, 2, 3], [5, 5, 5])).toEqual({
      mse: null,
      rmse: null,
      mae: null,
      r2: 'constant-target',
      pearson: 'constant-target',
      spearman: 'constant-target',
    });
    expect(of([2, 2, 2], [1, 2, 3])).toMatchObject({ r2: null, spearman: 'constant-prediction' });
    expect(of([1], [2])).toMatchObject({ mse: null, r2: 'too-few-rows', pearson: 'too-few-rows' });
    expect(new Set(Object.values(of([], [])))).toEqual(new Set(['no-rows']));
    expect(new Set(Object.values(of([Number.NaN, 1], [1, 2])))).toEqual(new Set(['not-finite']));
    expect(of([Number.POSITIVE_INFINITY, 1], [1, 2])).toMatchObject({ mse: 'not-finite' });
  });

  it('is left out where it is one value of a row: the others count', () => {
    const gap = scoresByTarget([1, 9, 2, 8, 4, 7], [1, 8, Number.NaN, 6, 5, 7], 2);
    expect(gap).toEqual([
      regressionScores([1, 4], [1, 5], 1),
      regressionScores([9, 8, 7], [8, 6, 7], 1),
    ]);
  });
});

describe('an interval', () => {
  it('holds the score of the rows themselves', () => {
    const item = cases.find(({ name }) => name === 'rents far from 0') as Case;
    const statistic = regressionStatistic(item.predictions.flat(), item.targets.flat(), 1);
    const found = bootstrap(statistic, 4);
    expect(Object.keys(found)).toEqual(Object.keys(item.scores));
    for (const [key, [low, high]] of Object.entries(found)) {
      const own = item.scores[key as keyof Values] ?? Number.NaN;
      expect(low, key).toBeLessThan(own);
      expect(high, key).toBeGreaterThan(own);
    }
  });
});
