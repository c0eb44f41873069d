import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibration, topAnswers } from '../../../src/engine/evaluation/calibration';
import { oneVsRest, rankClasses } from '../../../src/engine/evaluation/oneVsRest';
import { softmax } from '../../../src/engine/evaluation/probabilities';
import {
  probabilityScores,
  probabilityStatistic,
} from '../../../src/engine/evaluation/probabilityScores';
import {
  averagePrecision,
  type Ranking,
  rankRows,
  rocAuc,
  tally,
  tallyRows,
  thresholdCurve,
} from '../../../src/engine/evaluation/ranking';
import { fixtureJson } from '../../support/fixtures';
import { expectAllNear, expectNear } from './near';

/** What scikit-learn said; tests/parity/probability_metrics.py. */
interface Case {
  readonly name: string;
  readonly logits: number[][];
  readonly labels: number[];
  readonly scores: Record<string, number | null>;
  readonly reliability: { rows: number[]; accuracy: number[]; confidence: number[] };
}

const { cases, curve, edges } = (await fixtureJson('parity/probability-metrics.json')) as {
  cases: Case[];
  curve: Record<'scores' | 'truth' | 'precision' | 'recall' | 'thresholds', number[]>;
  edges: { confidences: number[]; right: boolean[]; rows: number[]; error: number };
};

describe.each(cases.map((item) => [item.name, item] as const))('%s', (_name, item) => {
  const logits = Float32Array.from(item.logits.flat());
  const labels = Int32Array.from(item.labels);
  const classes = item.logits[0]?.length ?? 0;

  it('has scikit-learn’s scores, all of them and no other, and a reason where there is none', () => {
    const found = probabilityScores(logits, labels, classes);
    expect(Object.keys(found).sort()).toEqual(Object.keys(item.scores).sort());
    for (const [key, wanted] of Object.entries(item.scores)) {
      expectNear(found[key]?.value, wanted, key);
      expect(found[key]?.reason !== null, key).toBe(wanted === null);
    }
  });

  it('has the bars of scikit-learn’s reliability diagram', () => {
    const { bins } = calibration(topAnswers(softmax(logits, classes), labels, classes));
    expect(bins.map(({ rows }) => rows)).toEqual(item.reliability.rows);
    const used = bins.filter(({ rows }) => rows > 0);
    expectAllNear(
      used.map((bin) => bin.accuracy ?? Number.NaN),
      item.reliability.accuracy,
      'accuracy',
    );
    expectAllNear(
      used.map((bin) => bin.confidence ?? Number.NaN),
      item.reliability.confidence,
      'confidence',
    );
  });

  it('has the same scores of a choice that takes every row once', () => {
    const statistic = probabilityStatistic(logits, labels, classes);
    const found = statistic.scores(new Int32Array(statistic.cells).fill(1));
    for (const [key, value] of Object.entries(found))
      expectNear(value, item.scores[key] ?? null, key);
  });
});

describe('a confidence on the edge of two bars', () => {
  it('belongs to the lower one, as in scikit-learn', () => {
    const { bins, error } = calibration(edges);
    expect(bins.map(({ rows }) => rows)).toEqual(edges.rows);
    expectNear(error.value, edges.error, 'error');
  });
});

describe('scores by threshold', () => {
  it('are scikit-learn’s precision-recall curve', () => {
    const found = thresholdCurve(tally(ranked(curve.scores, curve.truth)));
    expectAllNear(found.thresholds.toReversed(), curve.thresholds, 'threshold');
    // scikit-learn ends its curve with a point that no threshold gives: precision 1, recall 0.
    expectAllNear(found.precision.toReversed(), curve.precision.slice(0, -1), 'precision');
    expectAllNear(found.recall.toReversed(), curve.recall.slice(0, -1), 'recall');
  });

  it('have an F1 between precision and recall, and rows that only grow', () => {
    const { precision, recall, f1, passed } = thresholdCurve(
      tally(ranked(curve.scores, curve.truth)),
    );
    f1.forEach((value, i) => {
      const pair = [precision[i] as number, recall[i] as number];
      expect(value).toBeGreaterThanOrEqual(Math.min(...pair) - 1e-12);
      expect(value).toBeLessThanOrEqual(Math.max(...pair) + 1e-12);
      expect(passed[i]).toBeGreaterThan(passed[i - 1] ?? 0);
    });
  });
});

function ranked(scores: readonly number[], truth: readonly number[]): Ranking {
  return rankRows(scores, Uint8Array.from(truth)) as Ranking;
}

describe('areas under curves', () => {
  const rows = fc.array(fc.tuple(fc.nat(6), fc.nat(1), fc.nat(3)), {
    minLength: 1,
    maxLength: 40,
  });

  it('of counted rows are those of the rows repeated', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const counts = Int32Array.from(drawn, ([, , count]) => count);
        const all = ranked(
          drawn.map(([value]) => value),
          drawn.map(([, truth]) => truth),
        );
        const repeated = drawn.flatMap((row) => Array.from({ length: row[2] }, () => row));
        const written = ranked(
          repeated.map(([value]) => value),
          repeated.map(([, truth]) => truth),
        );
        for (const area of [rocAuc, averagePrecision]) {
          const found = area(tally(all, counts));
          const wanted = area(tally(written));
          expectNear(found.value, wanted.value, area.name);
          expect(found.reason).toBe(wanted.reason);
        }
      }),
    );
  });

  it('are those of rows that are only counted', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const values = drawn.map(([value]) => value);
        const truth = Uint8Array.from(drawn, ([, one]) => one);
        expect(tallyRows(Float64Array.from(values), truth)).toEqual(
          tally(ranked(values, [...truth])),
        );
      }),
    );
    expect(tallyRows(Float64Array.of(0.5, Number.NaN), Uint8Array.of(1, 0))).toBeNull();
  });

  it('are the share of pairs in the right order, ties counting half', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const values = drawn.map(([value]) => value);
        const pairs = drawn.flatMap(([above, yes]) =>
          drawn.filter(([, no]) => yes && !no).map(([below]) => Math.sign(above - below)),
        );
        const found = rocAuc(
          tally(
            ranked(
              values,
              drawn.map(([, truth]) => truth),
            ),
          ),
        );
        const sum = pairs.reduce((total, sign) => total + (sign + 1) / 2, 0);
        expectNear(found.value, pairs.length > 0 ? sum / pairs.length : null, 'AUC');
      }),
    );
  });
});

describe('what is not defined', () => {
  const of = (logits: number[], labels: number[], classes: number) =>
    probabilityScores(Float32Array.from(logits), Int32Array.from(labels), classes);

  it('is said with its reason: one class in the labels', () => {
    expect(of([0, 1, 1, 0], [1, 1], 2).roc_auc).toEqual({ value: null, reason: 'no-negative' });
    const none = of([0, 1, 1, 0], [0, 0], 2);
    expect(none.roc_auc).toEqual({ value: null, reason: 'no-positive' });
    expect(none.pr_auc).toEqual({ value: null, reason: 'no-positive' });
  });

  it('is said with its reason: no row with a label', () => {
    for (const { value, reason } of Object.values(of([0, 1], [-100], 2)))
      expect({ value, reason }).toEqual({ value: null, reason: 'no-rows' });
  });

  it('is said with its reason: a logit that is no number', () => {
    for (const [key, { reason }] of Object.entries(of([Number.NaN, 0, 1, 0], [0, 1], 2)))
      expect(reason, key).toBe('not-finite');
  });

  it('leaves a class without rows out of the mean, and says which', () => {
    const item = cases.find(({ name }) => name === 'a class without rows') as Case;
    const classes = 3;
    const probabilities = softmax(Float32Array.from(item.logits.flat()), classes);
    const rankings = rankClasses(probabilities, item.labels, classes);
    const { perClass, macro } = oneVsRest(
      rankings.map((ranking) => ranking && tally(ranking)),
      rocAuc,
    );
    expect(perClass.map(({ reason }) => reason)).toEqual([null, null, 'no-positive']);
    expect(macro.value).toBeCloseTo(
      ((perClass[0]?.value ?? 0) + (perClass[1]?.value ?? 0)) / 2,
      12,
    );
  });
});
