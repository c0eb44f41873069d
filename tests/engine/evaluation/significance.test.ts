import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/engine/core/rng';
import { binomial } from '../../../src/engine/evaluation/binomial';
import {
  bootstrap,
  bootstrapIntervals,
  pairedBootstrap,
} from '../../../src/engine/evaluation/bootstrap';
import { confusionStatistic } from '../../../src/engine/evaluation/classification';
import { discordant, mcnemarExact } from '../../../src/engine/evaluation/mcnemar';
import { resampler, weightedMean } from '../../../src/engine/evaluation/resample';
import { score, undefinedScore } from '../../../src/engine/evaluation/score';
import { type Comparison, judge } from '../../../src/engine/evaluation/verdict';
import { fixtureJson } from '../../support/fixtures';
import { expectNear } from './near';

/** What scipy said; tests/parity/significance.py. */
const { binomials, accuracies, mcnemar } = (await fixtureJson('parity/significance.json')) as {
  binomials: { trials: number; chance: number; low: number; masses: number[] }[];
  accuracies: { rows: number; right: number; interval: [number, number] }[];
  mcnemar: { onlyBase: number; onlyTuned: number; p: number }[];
};

describe('draws of a binomial', () => {
  const DRAWS = 20_000;

  it.each(binomials)('fall as scipy’s masses of $trials trials at $chance', (item) => {
    const random = createRandom(3, 1);
    const found = new Map<number, number>();
    for (let i = 0; i < DRAWS; i++) {
      const k = binomial(random, item.trials, item.chance);
      expect(Number.isInteger(k) && k >= 0 && k <= item.trials).toBe(true);
      found.set(k, (found.get(k) ?? 0) + 1);
    }
    const cells = item.masses.map(
      (mass, i) => [found.get(item.low + i) ?? 0, mass * DRAWS] as const,
    );
    const large = cells.filter(([, wanted]) => wanted >= 5);
    const distance = large.reduce((sum, [is, wanted]) => sum + (is - wanted) ** 2 / wanted, 0);
    // χ² of right draws has this mean and deviation; four of them above happens once in 10,000.
    expect(distance).toBeLessThan(large.length + 4 * Math.sqrt(2 * large.length));
    const within = cells.reduce((sum, [is]) => sum + is, 0);
    expect(within / DRAWS).toBeGreaterThan(0.99);
  });

  it('of the certain and the impossible are certain', () => {
    const random = createRandom(1, 1);
    expect([binomial(random, 9, 1), binomial(random, 9, 0), binomial(random, 0, 0.5)]).toEqual([
      9, 0, 0,
    ]);
  });
});

describe('a resample', () => {
  it('has as many rows as there are, none from an empty cell, few cells or many', () => {
    const sizes = fc.array(fc.nat(40), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sizes, fc.integer(), (drawn, seed) => {
        const cellOf = Int32Array.from(drawn.flatMap((size, cell) => Array(size).fill(cell)));
        const draw = resampler(cellOf, drawn.length, createRandom(seed, 2));
        const counts = new Int32Array(drawn.length);
        for (let sample = 0; sample < 3; sample++) {
          draw(counts);
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(cellOf.length);
          expect([...counts].every((count, cell) => count === 0 || (drawn[cell] ?? 0) > 0)).toBe(
            true,
          );
        }
      }),
    );
  });
});

describe('an interval', () => {
  it.each(accuracies)('of $right right of $rows is the binomial’s', ({ rows, right, interval }) => {
    const labels = new Int32Array(rows);
    const said = labels.map((_, i) => (i < right ? 0 : 1));
    const found = bootstrapIntervals(labels, said, 2, 42).accuracy;
    const deviation = Math.sqrt(((right / rows) * (1 - right / rows)) / rows);
    // The end of 1,000 resamples strays by 0.08 deviations, and is a whole number of rows.
    interval.forEach((end, i) => {
      expect(Math.abs((found?.[i] ?? 0) - end)).toBeLessThan(0.3 * deviation + 1 / rows);
    });
  });

  it('is the same for the same seed, and another for another', () => {
    const [labels, said] = [Array.from({ length: 40 }, (_, i) => i % 3), Array(40).fill(1)];
    const of = (seed: number) => bootstrapIntervals(labels, said, 3, seed);
    expect(of(7)).toEqual(of(7));
    expect(of(7)).not.toEqual(of(8));
  });

  it('leaves out resamples without a score, and is none where most have none', () => {
    const statistic = (isDefined: (count: number) => boolean) => ({
      cellOf: Int32Array.from({ length: 50 }, (_, i) => i % 2),
      cells: 2,
      scores: (counts: Int32Array) => ({
        always: 1,
        some: isDefined(counts[0] ?? 0) ? (counts[0] ?? 0) : null,
      }),
    });
    const mostly = bootstrap(
      statistic((count) => count > 22),
      1,
    );
    expect(mostly.some?.[0]).toBe(23);
    expect(
      Object.keys(
        bootstrap(
          statistic((count) => count > 30),
          1,
        ),
      ),
    ).toEqual(['always']);
  });
});

describe('McNemar’s exact test', () => {
  it.each(mcnemar)('of $onlyBase against $onlyTuned rows has scipy’s p-value', (item) => {
    expectNear(mcnemarExact(item), item.p, 'p');
    const relative = Math.abs(mcnemarExact(item) / item.p - 1);
    expect(relative).toBeLessThan(1e-8);
  });

  it('counts rows that only one model gets right, and none without a label', () => {
    const labels = [0, 1, 1, 0, -100, 1];
    const base = [0, 1, 0, 1, -100, 0];
    const tuned = [1, 1, 1, 0, 0, 0];
    expect(discordant(labels, base, tuned)).toEqual({ onlyBase: 1, onlyTuned: 2 });
  });
});

describe('base against tuned', () => {
  const rows = 400;
  const labels = Int32Array.from({ length: rows }, (_, i) => i % 2);
  const wrongEvery = (step: number) =>
    labels.map((label, i) => (i % step === 0 ? 1 - label : label));
  const accuracy = (said: ArrayLike<number>) => confusionStatistic(labels, said, 2);

  it('differ by the rows that one answers otherwise, and by no other', () => {
    const base = wrongEvery(10);
    const tuned = base.map((said, i) => (i % 40 === 0 ? 1 - said : said));
    const [low, high] = pairedBootstrap(accuracy(base), accuracy(tuned), 5).accuracy ?? [0, 0];
    // Ten rows of 400 are right besides: 0.025, with the deviation of ten in 400.
    const deviation = Math.sqrt((0.025 * 0.975) / rows);
    expect(low).toBeGreaterThan(0);
    expect(Math.abs(low - (0.025 - 1.96 * deviation))).toBeLessThan(0.4 * deviation);
    expect(Math.abs(high - (0.025 + 1.96 * deviation))).toBeLessThan(0.4 * deviation);
  });

  it('that answer alike differ by nothing in every resample', () => {
    const found = pairedBootstrap(accuracy(wrongEvery(7)), accuracy(wrongEvery(7)), 1);
    expect(
      Object.values(found)
        .flat()
        .every((end) => end === 0),
    ).toBe(true);
  });

  it('scored on other rows are refused', () => {
    const fewer = confusionStatistic([0, 1], [0, 1], 2);
    expect(() => pairedBootstrap(accuracy(labels), fewer, 1)).toThrow(/400 rows.*on 2/);
  });

  it('have a difference of means that is the mean of differences', () => {
    const of = (error: (row: number) => number) => {
      const errors = Float64Array.from({ length: 60 }, (_, i) => error(i));
      return {
        cellOf: Int32Array.from(errors, (_, i) => i),
        cells: errors.length,
        scores: (counts: Int32Array) => ({ mae: weightedMean(errors, counts) }),
      };
    };
    const first = of((i) => (i * 7) % 5);
    const second = of(() => 0);
    const { mae } = pairedBootstrap(first, second, 3);
    const own = bootstrap(first, 3).mae ?? [0, 0];
    expectNear(mae?.[0], -own[1], 'low');
    expect(Math.abs((mae?.[1] ?? 0) + own[0])).toBeLessThan(0.1);
  });
});

describe('the verdict', () => {
  const compare = (changes: Partial<Comparison>) =>
    judge({
      metric: 'accuracy',
      base: score(0.86),
      tuned: score(0.912),
      interval: [0.031, 0.073],
      pValue: 0.001,
      rows: 500,
      ...changes,
    });

  it('says by how much it is better, and how sure', () => {
    const { code, difference, plusMinus } = compare({});
    expect(code).toBe('better');
    expectNear(difference, 0.052, 'difference');
    expectNear(plusMinus, 0.021, '±');
  });

  it('is worse where an error grew', () => {
    const grown = { base: score(10), tuned: score(14), interval: [2, 6] as const, pValue: null };
    expect(compare({ ...grown, metric: 'rmse' }).code).toBe('worse');
    expect(compare({ ...grown, metric: 'r2' }).code).toBe('better');
  });

  it('is worse where a share fell', () => {
    const fallen = { base: score(0.9), tuned: score(0.8), interval: [-0.15, -0.05] as const };
    expect(compare(fallen).code).toBe('worse');
  });

  it('is undecided where the interval holds 0, where there is none, or where McNemar is not sure', () => {
    expect(compare({ interval: [-0.01, 0.11] }).code).toBe('undecided');
    expect(compare({ interval: null }).code).toBe('undecided');
    expect(compare({ pValue: 0.07 }).code).toBe('undecided');
  });

  it('names what keeps it from a verdict', () => {
    expect(compare({ tuned: score(0.86) }).code).toBe('equal');
    expect(compare({ rows: 12 }).code).toBe('few-rows');
    const none = compare({ base: undefinedScore('one-class') });
    expect(none).toMatchObject({ code: 'undefined', difference: null });
    expect(none.base.reason).toBe('one-class');
  });
});

describe('resamples', () => {
  it('are a thousand, and fewer where every row is a cell of its own and there are many', () => {
    const drawn = (cells: number): number => {
      let count = 0;
      const cellOf = Int32Array.from({ length: cells }, (_, row) => row);
      const scores = () => ({ calls: count++ });
      bootstrap({ cellOf, cells, scores }, 1);
      return count;
    };
    expect([10, 40_000, 90_000].map(drawn)).toEqual([1000, 250, 200]);
  });
});
