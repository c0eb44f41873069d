import { describe, expect, it } from 'vitest';
import { labelSet, throwOnError } from '../../../src/engine/data';
import { load } from './support';

function withLabels(labels: readonly string[]): Promise<Awaited<ReturnType<typeof load>>> {
  return load(
    `text,label\n${labels.map((label, i) => `some text ${i},${label}`).join('\n')}\n`,
    'rows.csv',
    { header: true },
  );
}

describe('labelSet', () => {
  it('sorts labels by character, trims them and leaves blanks out', async () => {
    const set = labelSet(await withLabels(['b', ' a', 'a', '', 'B', '  ', 'b']), 'label');
    expect(set.labels).toEqual(['B', 'a', 'b']);
    expect(set.counts).toEqual([1, 2, 2]);
    expect(set.blank).toBe(2);
    expect(set.problems.list).toMatchObject([
      { kind: 'label-trimmed', values: { count: 1, label: 'a' } },
      { kind: 'label-case-variants', values: { labels: ['B', 'b'] } },
    ]);
  });

  it('sorts numbers by value', async () => {
    const set = labelSet(await withLabels(['10', '9', '-1', '9', '10']), 'label');
    expect(set.labels).toEqual(['-1', '9', '10']);
    expect(set.numeric).toBe(true);
    expect(set.problems.list).toEqual([]);
  });

  it('takes numbers and booleans of JSON as labels', async () => {
    const dataset = await load('{"t":"a","n":1,"b":true}\n{"t":"b","n":0,"b":false}\n', 'r.jsonl');
    expect(labelSet(dataset, 'n').labels).toEqual(['0', '1']);
    expect(labelSet(dataset, 'b').labels).toEqual(['false', 'true']);
  });

  it('refuses one class, no labels and 5,000 classes, and names the remedy', async () => {
    const one = labelSet(await withLabels(['spam', 'spam', '']), 'label');
    expect(() => throwOnError(one.problems, 'rows.csv')).toThrow(
      expect.objectContaining({
        code: 'data/one-class',
        message:
          'rows.csv: Column label: every label is “spam” (2 rows); classification needs at least two classes.',
        values: { file: 'rows.csv', column: 'label', label: 'spam', count: 2 },
      }),
    );
    const none = labelSet(await withLabels(['', ' ']), 'label');
    expect(none.problems.list).toMatchObject([{ kind: 'no-labels', severity: 'error' }]);
    const many = labelSet(
      await withLabels(Array.from({ length: 10_000 }, (_, i) => `c${i % 5000}`)),
      'label',
    );
    expect(() => throwOnError(many.problems, 'rows.csv')).toThrow(
      expect.objectContaining({
        code: 'data/too-many-classes',
        values: expect.objectContaining({ count: 5000, limit: 1000, capped: false }),
        remedy: expect.stringContaining('another label column'),
      }),
    );
  });

  it('stops counting at 20,000 and says “more than”', async () => {
    const set = labelSet(
      await withLabels(Array.from({ length: 21_000 }, (_, i) => `c${i}`)),
      'label',
    );
    expect(set.problems.list[0]?.values).toMatchObject({ count: 20_000, capped: true });
    expect(set.problems.list[0]?.message).toContain('more than 20000');
  });

  it('warns of numbers that look like a quantity, and of labels that hardly return', async () => {
    const prices = labelSet(
      await withLabels(Array.from({ length: 60 }, (_, i) => `${i * 2.5}`)),
      'label',
    );
    expect(prices.problems.list).toMatchObject([
      {
        kind: 'looks-like-regression',
        severity: 'warning',
        values: { distinct: 60, min: 0, max: 147.5 },
      },
    ]);
    const names = labelSet(
      await withLabels(Array.from({ length: 30 }, (_, i) => `name ${i}`)),
      'label',
    );
    expect(names.problems.list).toMatchObject([{ kind: 'labels-mostly-unique' }]);
    const stars = labelSet(
      await withLabels(Array.from({ length: 60 }, (_, i) => `${1 + (i % 5)}`)),
      'label',
    );
    expect(stars.problems.list).toEqual([]);
  });
});
