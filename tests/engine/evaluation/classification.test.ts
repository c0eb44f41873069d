import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bootstrapIntervals } from '../../../src/engine/evaluation/bootstrap';
import {
  argmaxRows,
  classificationMetrics,
  confusionMatrix,
} from '../../../src/engine/evaluation/classification';
import { meanCrossEntropy, softmaxRows } from '../../../src/engine/evaluation/probabilities';
import type { ClassMetrics } from '../../../src/engine/training/events';

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

const FIXTURE = join(import.meta.dirname, '../../fixtures/parity/metrics.json');
const { cases, bootstrap }: { cases: Case[]; bootstrap: Record<string, never> } = JSON.parse(
  readFileSync(FIXTURE, 'utf8'),
);
const TOLERANCE = 1e-9;

function expectNear(found: unknown, wanted: number, what: string): void {
  expect(found, what).toBeTypeOf('number');
  expect(Math.abs((found as number) - wanted), what).toBeLessThanOrEqual(TOLERANCE);
}

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

describe('no rows at all', () => {
  it('score 0, and have no loss', () => {
    const { per_class: _, ...scalars } = classificationMetrics(
      new Float32Array(0),
      new Int32Array(0),
      ['a', 'b'],
    );
    expect(Object.values(scalars)).toEqual(new Array(7).fill(0));
    expect(meanCrossEntropy(new Float32Array(0), new Int32Array(0), 2)).toBeNaN();
  });
});
