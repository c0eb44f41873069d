import { describe, expect, it } from 'vitest';
import { choicesOf, listRows, type RowFilter, rowsThat } from '../../../src/engine/session/rowList';
import type { ScoredRows } from '../../../src/engine/session/scoredRows';
import { logitsFor, scoredFile } from '../../support/scoredFile';

const ANIMALS = ['cat', 'dog', 'fish'];

/** Five rows; the tuned model has the second, the fourth and the fifth wrong. */
const animals = await scoredFile({
  task: 'sequence-classification',
  text: [
    'text,label',
    'the red cat,cat',
    'a blue cat eats a fish,cat',
    'the dog,dog',
    '"a very, very good dog",dog',
    'fish,fish',
  ].join('\n'),
  columns: { text: 'text', label: 'label' },
  settings: { pooling: 'mean', labels: ANIMALS },
  logits: {
    base: [0, 0, 0, 0, 0].map(() => logitsFor(0, 0.5, 3)),
    tuned: [
      logitsFor(0, 0.9, 3),
      logitsFor(2, 0.6, 3),
      logitsFor(1, 0.7, 3),
      logitsFor(0, 0.8, 3),
      logitsFor(1, 0.5, 3),
    ],
  },
});

/** Row numbers in the order in which they are listed. */
function numbers(scored: ScoredRows, filter: RowFilter): number[] {
  return listRows(scored, rowsThat(scored, filter)).map(({ row }) => row);
}

describe('the rows of classes', () => {
  it('are listed with the most confident errors first', () => {
    expect(numbers(animals, { wrong: true })).toEqual([4, 2, 5]);
    expect(numbers(animals, {})).toEqual([4, 2, 5, 1, 3]);
  });

  it('say what is true, what each model said, how sure and how long', () => {
    const [row] = listRows(animals, rowsThat(animals, { wrong: true }));
    expect(row).toMatchObject({
      row: 4,
      file: 'rows.csv',
      text: 'a very, very good dog',
      label: 'dog',
      predicted: 'cat',
      before: 'cat',
      sure: expect.closeTo(0.8, 5),
      tokens: 8,
    });
  });

  it('are narrowed by true class, by predicted class and by both', () => {
    expect(numbers(animals, { truth: 'dog' })).toEqual([4, 3]);
    expect(numbers(animals, { said: 'dog' })).toEqual([5, 3]);
    expect(numbers(animals, { truth: 'dog', said: 'dog' })).toEqual([3]);
  });

  it('are narrowed by length and by text, whatever its case', () => {
    expect(numbers(animals, { atLeast: 5, atMost: 7 })).toEqual([1]);
    expect(numbers(animals, { search: 'A BLUE' })).toEqual([2]);
    expect(numbers(animals, { search: 'the', wrong: true })).toEqual([]);
  });

  it('can be narrowed by what there is', () => {
    expect(choicesOf(animals)).toEqual({
      topics: ANIMALS,
      mayBeEmpty: false,
      written: true,
      files: ['rows.csv'],
      tokens: [3, 8],
      wrong: 3,
    });
  });
});

it('rows of labels are found by each label, and by having none; more wrong labels come first', async () => {
  const scored = await scoredFile({
    task: 'multi-label',
    text: 'text,labels\nred cat,red|cat\nblue dog,blue\nfish,\n',
    columns: { text: 'text', labels: 'labels' },
    settings: { threshold: 0.5, separator: '|', labels: ['blue', 'cat', 'red'] },
    logits: {
      tuned: [
        [-1, 2, -1],
        [-1, 2, 1],
        [-3, -2, -1],
      ],
    },
  });
  expect(numbers(scored, { wrong: true })).toEqual([2, 1]);
  expect(numbers(scored, { truth: 'red' })).toEqual([1]);
  expect(numbers(scored, { said: 'cat' })).toEqual([2, 1]);
  expect(numbers(scored, { said: '' })).toEqual([3]);
  expect(choicesOf(scored)).toMatchObject({ mayBeEmpty: true, topics: ['blue', 'cat', 'red'] });
});

it('sentences are found by the types of their entities', async () => {
  const labels = ['O', 'B-ANIMAL', 'I-ANIMAL', 'B-COLOUR'];
  const say = (tag: number) => logitsFor(tag, 0.9, labels.length);
  const scored = await scoredFile({
    task: 'token-classification',
    name: 'rows.conll',
    text: 'red B-COLOUR\ncat B-ANIMAL\n\ndog B-ANIMAL\neats O\n',
    columns: { tokens: 'tokens', tags: 'tags' },
    settings: { head: 'softmax', constrained: false, scheme: 'IOB2', labels },
    logits: { tuned: [say(3), say(3), say(1), say(0)] },
  });
  expect(choicesOf(scored).topics).toEqual(['ANIMAL', 'COLOUR']);
  expect(numbers(scored, { truth: 'ANIMAL' })).toEqual([1, 2]);
  expect(numbers(scored, { said: 'ANIMAL' })).toEqual([2]);
  expect(numbers(scored, { wrong: true })).toEqual([1]);
});

it('numbers are listed with those farthest off first, and have no names', async () => {
  const scored = await scoredFile({
    task: 'regression',
    text: 'text,weight\ncat,4\ndog,20\nfish,1\n',
    columns: { text: 'text', target: 'weight' },
    settings: {
      pooling: 'mean',
      standardize: true,
      transform: 'linear',
      labels: ['weight'],
      means: [10],
      spreads: [10],
    },
    logits: { tuned: [[-0.5], [0], [-0.9]] },
  });
  expect(numbers(scored, { wrong: true })).toEqual([2, 1]);
  expect(choicesOf(scored).topics).toEqual([]);
  expect(listRows(scored, Uint32Array.of(1))[0]).toMatchObject({ label: '20', predicted: '10' });
});
