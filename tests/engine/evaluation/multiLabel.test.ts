import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  meanBinaryCrossEntropy,
  sigmoid,
} from '../../../src/engine/evaluation/binaryProbabilities';
import { pairedBootstrap } from '../../../src/engine/evaluation/bootstrap';
import {
  decideLabels,
  multiLabelScores,
  multiLabelStatistic,
} from '../../../src/engine/evaluation/multiLabel';
import { oneVsRest, tallyLabels } from '../../../src/engine/evaluation/oneVsRest';
import {
  averagePrecision,
  rocAuc,
  type Tally,
  tallyRows,
} from '../../../src/engine/evaluation/ranking';
import { tuneThreshold } from '../../../src/engine/evaluation/threshold';
import { fixtureJson } from '../../support/fixtures';
import { expectNear } from './near';

/** What scikit-learn and torch said; tests/parity/label_metrics.py. */
interface Case {
  readonly name: string;
  readonly logits: number[][];
  readonly targets: number[][];
  readonly thresholds: number[];
  readonly given: number[][];
  readonly scores: Record<string, number>;
  readonly perLabel: Record<'precision' | 'recall' | 'f1' | 'support', number[]>;
  readonly rocAuc: (number | null)[];
  readonly prAuc: (number | null)[];
  readonly bestF1: (number | null)[];
  readonly loss: number;
}

const { cases } = (await fixtureJson('parity/label-metrics.json')) as { cases: Case[] };

describe.each(cases.map((item) => [item.name, item] as const))('%s', (_name, item) => {
  const logits = Float32Array.from(item.logits.flat());
  const targets = item.targets.flat();
  const labels = item.thresholds.length;
  const probabilities = sigmoid(logits);
  const given = decideLabels(probabilities, item.thresholds);
  const tallies = tallyLabels(probabilities, targets, labels);

  it('gives the labels that reach their threshold', () => {
    expect([...given]).toEqual(item.given.flat());
  });

  it('has scikit-learn’s scores, all of them and no other', () => {
    const { scores } = multiLabelScores(targets, given, labels);
    expect(Object.keys(scores).sort()).toEqual(Object.keys(item.scores).sort());
    for (const [key, wanted] of Object.entries(item.scores))
      expectNear(scores[key]?.value, wanted, key);
  });

  it('has scikit-learn’s precision, recall, F1 and support of every label', () => {
    const { perLabel } = multiLabelScores(targets, given, labels);
    perLabel.forEach((one, l) => {
      for (const key of ['precision', 'recall', 'f1', 'support'] as const)
        expectNear(one[key], item.perLabel[key][l] ?? Number.NaN, `${key} of ${l}`);
    });
  });

  it('has scikit-learn’s areas of every label, and none where a label has one side only', () => {
    for (const [area, wanted] of [
      [rocAuc, item.rocAuc],
      [averagePrecision, item.prAuc],
    ] as const)
      oneVsRest(tallies, area).perClass.forEach(({ value }, l) => {
        expectNear(value, wanted[l] ?? null, `${area.name} of ${l}`);
      });
  });

  it('has thresholds of the best F1 that scikit-learn finds, which they do give', () => {
    const tuned = tallies.map((counted) => tuneThreshold(counted as Tally));
    const { perLabel } = multiLabelScores(
      targets,
      decideLabels(
        probabilities,
        tuned.map(({ threshold }) => threshold),
      ),
      labels,
    );
    tuned.forEach(({ f1, threshold }, l) => {
      const wanted = item.bestF1[l] ?? null;
      expectNear(f1.value, wanted, `best F1 of ${l}`);
      if (wanted === null)
        expect({ threshold, f1 }).toMatchObject({ threshold: 0.5, f1: { reason: 'no-positive' } });
      else expectNear(perLabel[l]?.f1, wanted, `F1 of ${l} at its threshold`);
    });
  });

  it('has torch’s loss', () => {
    expectNear(meanBinaryCrossEntropy(logits, targets), item.loss, 'loss');
  });
});

describe('rows without an answer', () => {
  it('change nothing, and alone have no score', () => {
    const [targets, given] = [
      [1, 0, -100, -100, 0, 1],
      [1, 1, 1, 1, 0, 1],
    ];
    expect(multiLabelScores(targets, given, 2)).toEqual(
      multiLabelScores([1, 0, 0, 1], [1, 1, 0, 1], 2),
    );
    for (const [key, found] of Object.entries(multiLabelScores([-100, -100], [1, 1], 2).scores))
      expect(found, key).toEqual({ value: null, reason: 'no-rows' });
    expect(meanBinaryCrossEntropy(Float32Array.of(1, 2, 3), [1, -100, 0])).toBe(
      meanBinaryCrossEntropy(Float32Array.of(1, 3), [1, 0]),
    );
    expect(meanBinaryCrossEntropy(Float32Array.of(1), [-100])).toBeNaN();
  });
});

describe('logits far apart', () => {
  it('have a probability and a loss', () => {
    expect([...sigmoid(Float32Array.of(-1000, 0, 1000))]).toEqual([0, 0.5, 1]);
    expect(meanBinaryCrossEntropy(Float32Array.of(-1000, 1000), [1, 1])).toBe(500);
  });
});

describe('a tuned threshold', () => {
  const tune = (scores: number[], truth: number[]) =>
    tuneThreshold(tallyRows(Float64Array.from(scores), Uint8Array.from(truth)) as Tally).threshold;

  it('is 0.5 where that decides as well as any', () => {
    expect(tune([0.9, 0.8, 0.3, 0.1], [1, 1, 0, 0])).toBe(0.5);
  });

  it('is the middle of the gap where 0.5 is not in it', () => {
    expect(tune([0.4, 0.3, 0.1, 0.05], [1, 1, 0, 0])).toBeCloseTo(0.2, 12);
  });

  it('is, of equally good gaps, the one nearest 0.5, then the higher', () => {
    // F1 is 2/3 letting one row through, and letting through all of them.
    const truth = [1, 0, 0, 1];
    expect(tune([0.9, 0.6, 0.4, 0.1], truth)).toBeCloseTo(0.75, 12);
    expect(tune([0.99, 0.9, 0.5, 0.4], truth)).toBeCloseTo(0.2, 12);
    expect(tune([1, 0.75, 0.5, 0.25], truth)).toBe(0.875);
  });

  it('is never below any that decides the rows better', () => {
    const rows = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(1)), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (drawn) => {
        const scores = drawn.map(([value]) => value);
        const truth = drawn.map(([, yes]) => yes);
        if (!truth.includes(1)) return;
        const f1At = (threshold: number): number =>
          multiLabelScores(truth, decideLabels(scores, [threshold]), 1).perLabel[0]?.f1 ?? 0;
        const found = tune(scores, truth);
        const best = Math.max(...scores.map(f1At));
        expectNear(f1At(found), best, 'F1');
      }),
    );
  });
});

describe('any choice of rows', () => {
  it('scores as the rows repeated', () => {
    const bit = fc.nat(1);
    const pair = fc.tuple(bit, bit);
    const rows = fc.array(fc.tuple(pair, pair, fc.nat(3)), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(rows, (drawn) => {
        const flat = (list: typeof drawn) =>
          [list.flatMap(([truth]) => truth), list.flatMap(([, said]) => said)] as const;
        const statistic = multiLabelStatistic(...flat(drawn), 2);
        const counts = new Int32Array(statistic.cells);
        statistic.cellOf.forEach((cell, row) => {
          counts[cell] = (counts[cell] ?? 0) + (drawn[row]?.[2] ?? 0);
        });
        const repeated = drawn.flatMap((row) => Array.from({ length: row[2] }, () => row));
        const wanted = multiLabelScores(...flat(repeated), 2).scores;
        for (const [key, value] of Object.entries(statistic.scores(counts)))
          expectNear(value, wanted[key]?.value ?? null, key);
      }),
    );
  });

  it('tells a base from a tuned model', () => {
    const targets = Array.from({ length: 300 }, (_, i) => ((i * 7) % 3 === 0 ? 1 : 0));
    const base = targets.map((target, i) => (i % 4 === 0 ? 1 - target : target));
    const of = (given: number[]) => multiLabelStatistic(targets, given, 3);
    const found = pairedBootstrap(of(base), of(targets), 1);
    expect(found.f1_micro?.[0]).toBeGreaterThan(0.1);
    expect(found.hamming_loss?.[1]).toBeLessThan(-0.15);
  });
});
