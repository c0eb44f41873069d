import { expect, it } from 'vitest';
import { rowsThat } from '../../../src/engine/session/rowList';
import type { ScoredRows } from '../../../src/engine/session/scoredRows';
import { sliceKeys, sliceRows } from '../../../src/engine/session/slices';
import { chosenRows } from '../../../src/engine/training/evaluate';
import { logitsFor, scoredFile } from '../../support/scoredFile';

const LABELS = ['cat', 'dog'];
const SHOPS = ['north', 'south', 'west'];
const breathe = async () => {};

/** 125 rows; `isWrong` says of which the tuned model has the wrong answer. The base model says cat. */
function animals(isWrong: (row: number, shop: string) => boolean): Promise<ScoredRows> {
  const rows = Array.from({ length: 125 }, (_, i) => ({
    label: i % 2,
    // Only the first five rows are of the west.
    shop: SHOPS[i < 5 ? 2 : i % 4 === 0 ? 0 : 1] as string,
  }));
  return scoredFile({
    task: 'sequence-classification',
    text: [
      'text,label,shop,number',
      ...rows.map(
        ({ label, shop }, i) =>
          `a ${LABELS[label]} ${'x '.repeat(i % 3)},${LABELS[label]},${shop},${i}`,
      ),
    ].join('\n'),
    columns: { text: 'text', label: 'label' },
    settings: { pooling: 'mean', labels: LABELS },
    logits: {
      base: rows.map(() => logitsFor(0, 0.6, 2)),
      tuned: rows.map(({ label, shop }, i) =>
        logitsFor(isWrong(i, shop) ? 1 - label : label, 0.9, 2),
      ),
    },
  });
}

const shop = { by: 'column', column: 'shop' } as const;

it('rows can be parted by their columns, those that play no role first, and by their length', async () => {
  const scored = await animals(() => false);
  expect(sliceKeys(scored, ['text', 'label']).map(({ by, column }) => column || by)).toEqual([
    'shop',
    'number',
    'tokens',
    'text',
    'label',
  ]);
});

it('a slice has the scores of its rows alone, and few rows are marked', async () => {
  const scored = await animals((row) => row % 10 === 0);
  const { slices } = await sliceRows(scored, shop, 1, breathe);
  expect(slices.map(({ name, rows, isSmall }) => [name, rows, isSmall])).toEqual([
    [{ kind: 'value', text: 'south' }, 90, false],
    [{ kind: 'value', text: 'north' }, 30, false],
    [{ kind: 'value', text: 'west' }, 5, true],
  ]);
  slices.forEach((slice, group) => {
    const rows = rowsThat(scored, { slice: { ...shop, group } });
    expect(rows.length).toBe(slice.rows);
    const right = rows.filter((row) => scored.off[row] === 0).length;
    const tuned = slice.sides.at(-1);
    expect(tuned?.scores.accuracy).toBeCloseTo(right / rows.length, 12);
    const [low = 1, high = 0] = tuned?.intervals.accuracy ?? [];
    expect(low).toBeLessThanOrEqual(right / rows.length);
    expect(high).toBeGreaterThanOrEqual(right / rows.length);
  });
});

it('a slice that is weak beyond chance is told from one that may be chance', async () => {
  const weak = await animals((row, at) => at === 'north' && row % 8 === 0);
  const found = await sliceRows(weak, shop, 1, breathe);
  expect(found.weakest).toMatchObject({ slice: 1, metric: 'accuracy' });
  expect(found.weakest?.chance).toBeLessThan(0.01);

  const even = await animals((row) => row % 10 === 1);
  const { weakest } = await sliceRows(even, shop, 1, breathe);
  expect(weakest?.chance).toBeGreaterThan(0.05);
});

it('the weakest of equal slices is no weaker than any', async () => {
  const { weakest } = await sliceRows(await animals(() => false), shop, 1, breathe);
  expect(weakest?.chance).toBe(1);
});

it('slices of numbers have the metrics of numbers', async () => {
  const rows = Array.from({ length: 80 }, (_, i) => i);
  const numbers = await scoredFile({
    task: 'regression',
    text: ['text,weight,kind', ...rows.map((i) => `cat,${i},${i % 2 ? 'odd' : 'even'}`)].join('\n'),
    columns: { text: 'text', target: 'weight' },
    settings: {
      pooling: 'mean',
      standardize: true,
      transform: 'linear',
      labels: ['weight'],
      means: [0],
      spreads: [1],
    },
    logits: { tuned: rows.map((i) => [i % 2 ? i : 40]) },
  });
  const { slices, weakest } = await sliceRows(
    numbers,
    { by: 'column', column: 'kind' },
    1,
    breathe,
  );
  expect(slices.map(({ sides }) => sides[0]?.scores.mae)).toEqual([expect.closeTo(20, 5), 0]);
  expect(weakest).toMatchObject({ slice: 0, metric: 'r2' });
  expect(weakest?.chance).toBeLessThan(0.01);
});

it('answers of chosen rows keep the units of each together', () => {
  const answered = {
    logits: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
    targets: Int32Array.of(0, 1, 2, 3),
    lengths: Uint32Array.of(1, 2, 1),
    path: Int32Array.of(9, 8, 7, 6),
    unread: 0,
    lossSum: 5,
  };
  expect(chosenRows(answered, Uint32Array.of(2, 1))).toEqual({
    logits: Float32Array.of(6, 7, 2, 3, 4, 5),
    targets: Int32Array.of(3, 1, 2),
    lengths: Uint32Array.of(1, 2),
    path: Int32Array.of(6, 8, 7),
    unread: 0,
    lossSum: null,
  });
});
