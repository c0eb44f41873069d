import { describe, expect, it } from 'vitest';
import { bootstrap } from '../../../src/engine/evaluation/bootstrap';
import type { Reading } from '../../../src/engine/evaluation/spanCounts';
import { spanScores, spanStatistic } from '../../../src/engine/evaluation/spans';
import { entitiesOf, strictEntities } from '../../../src/engine/tags/entities';
import type { Scheme } from '../../../src/engine/tags/tags';
import { fixtureJson } from '../../support/fixtures';
import { expectNear } from './near';

/** What seqeval said; tests/parity/span_metrics.py. */
interface Fixture {
  readonly readings: {
    readonly scheme: Scheme;
    readonly tags: string[];
    readonly default: [string, number, number][] | null;
    readonly strict: [string, number, number][];
  }[];
  readonly corpora: {
    readonly name: string;
    readonly truth: string[][];
    readonly predicted: string[][];
    readonly scored: {
      readonly reading: Reading;
      readonly scores: Record<string, number | null>;
      readonly perType: Record<'precision' | 'recall' | 'f1' | 'support', number[]>;
    }[];
  }[];
}

const { readings, corpora } = (await fixtureJson('parity/span-metrics.json')) as Fixture;

const listed = (entities: ReturnType<typeof entitiesOf>) =>
  entities.map(({ type, start, end }) => [type, start, end]);

describe('entities of any tags', () => {
  it.each(['IOB1', 'IOB2', 'BIOES'])(
    'in the letters of %s are those of seqeval’s default',
    (name) => {
      const own = readings.filter(({ scheme }) => scheme === name);
      expect(own.length).toBeGreaterThanOrEqual(40);
      for (const { tags, default: wanted } of own)
        expect(listed(entitiesOf(tags)), tags.join(' ')).toEqual(wanted);
    },
  );

  it.each(['IOB1', 'IOB2', 'BIOES', 'BILOU'])(
    'by the letter of %s are seqeval’s strict',
    (name) => {
      const own = readings.filter(({ scheme }) => scheme === name);
      expect(own.length).toBeGreaterThanOrEqual(40);
      for (const { tags, scheme, strict } of own)
        expect(listed(strictEntities(tags, scheme)), tags.join(' ')).toEqual(strict);
    },
  );
});

describe.each(corpora.map((item) => [item.name, item] as const))('%s', (_name, item) => {
  const { truth, predicted, scored } = item;

  it.each(scored)('read as $reading has seqeval’s scores, all of them and no other', (wanted) => {
    const { scores } = spanScores(truth, predicted, wanted.reading);
    expect(Object.keys(scores).sort()).toEqual(Object.keys(wanted.scores).sort());
    for (const [key, value] of Object.entries(wanted.scores)) {
      expectNear(scores[key]?.value, value, key);
      expect(scores[key]?.reason, key).toBe(value === null ? 'no-entities' : null);
    }
  });

  it.each(scored)('read as $reading has seqeval’s scores of every type', (wanted) => {
    const found = Object.values(spanScores(truth, predicted, wanted.reading).perType);
    for (const [key, values] of Object.entries(wanted.perType)) {
      expect(found.length).toBe(values.length);
      found.forEach((one, i) => {
        expectNear(one[key as keyof typeof one], values[i] ?? Number.NaN, `${key} of ${i}`);
      });
    }
  });

  it('has the scores of sentences repeated when they count more than once', () => {
    const statistic = spanStatistic(truth, predicted);
    const counts = new Int32Array(statistic.cells);
    const times = (sentence: number): number => (sentence * 5) % 3;
    statistic.cellOf.forEach((cell, sentence) => {
      counts[cell] = (counts[cell] ?? 0) + times(sentence);
    });
    const repeat = (list: string[][]): string[][] =>
      list.flatMap((tags, i) => Array.from({ length: times(i) }, () => tags));
    const wanted = spanScores(repeat(truth), repeat(predicted)).scores;
    for (const [key, value] of Object.entries(statistic.scores(counts)))
      expectNear(value, wanted[key]?.value ?? null, key);
  });
});

describe('span scores', () => {
  it('name types in order, with what was predicted', () => {
    const { perType } = spanScores([['B-PER', 'B-LOC']], [['B-PER', 'B-PER']]);
    expect(perType).toEqual({
      LOC: { precision: 0, recall: 0, f1: 0, support: 1, predicted: 0 },
      PER: { precision: 0.5, recall: 1, f1: 2 / 3, support: 1, predicted: 2 },
    });
  });

  it('of no sentence are not defined', () => {
    const { scores, perType } = spanScores([], []);
    expect(scores.f1).toEqual({ value: null, reason: 'no-entities' });
    expect(scores.accuracy).toEqual({ value: null, reason: 'no-rows' });
    expect(perType).toEqual({});
  });

  it('refuse a sentence with other tags than tokens, and name it', () => {
    expect(() => spanScores([['O'], ['O', 'O']], [['O'], ['O']])).toThrow(
      'sentence 2 has 2 true and 1 predicted tags',
    );
    expect(() => spanScores([['O'], ['O']], [['O']])).toThrow('sentence 2 has 1 true and 0');
  });

  it('have an interval around them, of resampled sentences', () => {
    const truth = Array.from({ length: 200 }, () => ['B-PER', 'O']);
    const predicted = truth.map((tags, i) => (i % 4 === 0 ? ['O', 'O'] : tags));
    const { recall, f1 } = bootstrap(spanStatistic(truth, predicted), 1);
    const deviation = Math.sqrt((0.75 * 0.25) / 200);
    expect(Math.abs((recall?.[0] ?? 0) - (0.75 - 1.96 * deviation))).toBeLessThan(deviation / 2);
    expect(Math.abs((recall?.[1] ?? 0) - (0.75 + 1.96 * deviation))).toBeLessThan(deviation / 2);
    expect(f1?.[0]).toBeGreaterThan(recall?.[0] ?? 1);
  });
});
