import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapIntervals } from '../../../src/engine/evaluation/bootstrap';
import {
  argmaxRows,
  classCounts,
  classificationMetrics,
  confusionMatrix,
  confusionStatistic,
  matthewsCorrelation,
  metricsFromConfusion,
} from '../../../src/engine/evaluation/classification';
import { meanCrossEntropy, softmaxRows } from '../../../src/engine/evaluation/probabilities';
import type { ClassMetrics } from '../../../src/engine/training/events';
import { fixtureJson } from '../../support/fixtures';
import { expectNear } from './near';

/** What scikit-learn and torch said; tests/parity/metrics.py. */
interface Case {
  readonly name: string;
  readonly logits: number[][];
  readonly labels: number[];
  readonly predicted: number[];
  readonly scores: Record<string, number>;
  readonly perClass: Record<keyof ClassMetrics, number[]>;
  readonly confusion: number[][];
  readonly logLoss: number;
  readonly probabilities: number[][] | null;
}

const { cases, bootstrap } = (await fixtureJson('parity/metrics.json')) as {
  cases: Case[];
  bootstrap: Record<string, never>;
};

describe.each(cases.map((item) => [item.name, item] as const))('%s', (_name, item) => {
  const logits = Float32Array.from(item.logits.flat());
  const labels = Int32Array.from(item.labels);
  const classes = item.logits[0]?.length ?? 0;
  const names = Array.from({ length: classes }, (_, c) => `class ${c}`);
  const metrics = classificationMetrics(logits, labels, names);

  it('has scikit-learn’s argmax and confusion matrix', () => {
    const predicted = argmaxRows(logits, classes);
    expect([...predicted]).toEqual(item.predicted);
    expect(confusionMatrix(labels, predicted, classes)).toEqual(item.confusion);
  });

  it('has scikit-learn’s scores, all of them and no other', () => {
    const { per_class: _, ...scalars } = metrics;
    expect(Object.keys(scalars).sort()).toEqual(Object.keys(item.scores).sort());
    for (const [key, wanted] of Object.entries(item.scores)) expectNear(scalars[key], wanted, key);
  });

  it('has scikit-learn’s precision, recall, F1 and support of every class', () => {
    const found = Object.entries(metrics.per_class as Record<string, ClassMetrics>);
    expect(found.map(([name]) => name)).toEqual(names);
    found.forEach(([name, one], c) => {
      for (const [key, values] of Object.entries(item.perClass))
        expectNear(one[key as keyof ClassMetrics], values[c] as number, `${key} of ${name}`);
    });
  });

  it('has torch’s log loss and probabilities', () => {
    expectNear(meanCrossEntropy(logits, labels, classes), item.logLoss, 'log loss');
    const probabilities = softmaxRows(logits, classes).flat();
    item.probabilities?.flat().forEach((wanted, i) => {
      expectNear(probabilities[i], wanted, `probability ${i}`);
    });
  });
});

describe('bootstrap intervals', () => {
  const { labels, predicted, seed, intervals } = bootstrap as unknown as {
    labels: number[];
    predicted: number[];
    seed: number;
    intervals: Record<string, [number, number]>;
  };

  it('are the percentiles of scikit-learn’s scores over the same resamples', () => {
    const found = bootstrapIntervals(labels, predicted, 4, seed);
    expect(Object.keys(found).sort()).toEqual(Object.keys(intervals).sort());
    for (const [key, wanted] of Object.entries(intervals)) {
      found[key]?.forEach((end, i) => {
        expectNear(end, wanted[i] as number, key);
      });
    }
  });
});

describe('any answers', () => {
  const rows = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 60 });
  const scoresOf = (drawn: readonly (readonly [number, number])[]): Record<string, unknown> => {
    const [labels, predicted] = [drawn.map(([label]) => label), drawn.map(([, said]) => said)];
    return metricsFromConfusion(confusionMatrix(labels, predicted, 5), []);
  };

  it('have an F1, precision and recall over all classes together that is their accuracy', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const found = scoresOf(drawn);
        const right = drawn.filter(([label, said]) => label === said).length / drawn.length;
        for (const key of ['accuracy', 'precision_micro', 'recall_micro', 'f1_micro'])
          expectNear(found[key], right, key);
        expectNear(found.recall_weighted, right, 'recall_weighted');
      }),
    );
  });

  it('have a statistic that scores counted rows as the rows repeated', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }), (drawn, times) => {
        const [labels, predicted] = [drawn.map(([label]) => label), drawn.map(([, said]) => said)];
        const statistic = confusionStatistic(labels, predicted, 5);
        const counts = new Int32Array(statistic.cells);
        statistic.cellOf.forEach((cell, row) => {
          counts[cell] = (counts[cell] ?? 0) + (times[row] ?? 0);
        });
        const repeated = drawn.flatMap((row, i) =>
          Array.from({ length: times[i] ?? 0 }, () => row),
        );
        const { per_class: _, ...scalars } = scoresOf(repeated);
        expect(statistic.scores(counts)).toEqual(scalars);
      }),
    );
  });
});

describe('a correlation that is not defined', () => {
  const of = (confusion: number[][]) => matthewsCorrelation(classCounts(confusion));

  it('says why', () => {
    expect(
      of([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual({ value: null, reason: 'no-rows' });
    expect(
      of([
        [3, 2],
        [0, 0],
      ]),
    ).toEqual({ value: null, reason: 'one-class' });
    expect(
      of([
        [3, 0],
        [2, 0],
      ]),
    ).toEqual({ value: null, reason: 'one-answer' });
    expect(
      of([
        [3, 0],
        [0, 2],
      ]),
    ).toEqual({ value: 1, reason: null });
  });
});

describe('no rows at all', () => {
  it('score 0, and have no loss', () => {
    const { per_class: _, ...scalars } = classificationMetrics(
      new Float32Array(0),
      new Int32Array(0),
      ['a', 'b'],
    );
    expect(Object.values(scalars)).toEqual(new Array(11).fill(0));
    expect(meanCrossEntropy(new Float32Array(0), new Int32Array(0), 2)).toBeNaN();
  });
});
