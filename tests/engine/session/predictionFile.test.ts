import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { predictionFile } from '../../../src/engine/session/predictionFile';
import type { ScoredRows } from '../../../src/engine/session/scoredRows';
import { logitsFor, scoredFile } from '../../support/scoredFile';

function read(scored: ScoredRows): Record<string, string>[] {
  const text = [...predictionFile(scored)].map((piece) => piece.text).join('');
  return Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;
}

it('a file of classes has every row in its order, with texts and chances of both models', async () => {
  const scored = await scoredFile({
    task: 'sequence-classification',
    text: 'text,label,pair\n"a ""cat"", red",cat,"=1+1\nx"\nthe dog,dog,good\n',
    columns: { text: 'text', textPair: 'pair', label: 'label' },
    settings: { pooling: 'mean', labels: ['cat', 'dog'] },
    logits: {
      base: [logitsFor(0, 0.5, 2), logitsFor(0, 0.6, 2)],
      tuned: [logitsFor(1, 0.75, 2), logitsFor(1, 0.9, 2)],
    },
  });
  const [first, second] = read(scored);
  expect(first).toMatchObject({
    row: '1',
    file: 'rows.csv',
    text: 'a "cat", red',
    text_pair: "'=1+1\nx",
    true: 'cat',
    base: 'cat',
    tuned: 'dog',
  });
  expect(Number(first?.tuned_sure)).toBeCloseTo(0.75, 6);
  expect(Number(first?.['tuned:cat'])).toBeCloseTo(0.25, 6);
  expect(second).toMatchObject({ row: '2', true: 'dog', base: 'cat', tuned: 'dog' });
});

it('labels are JSON lists, also where there are none', async () => {
  const scored = await scoredFile({
    task: 'multi-label',
    text: 'text,labels\nred cat,"red|big, old"\nfish,\n',
    columns: { text: 'text', labels: 'labels' },
    settings: { threshold: 0.5, separator: '|', labels: ['big, old', 'red'] },
    logits: {
      prediction: [
        [1, 1],
        [-1, -2],
      ],
    },
  });
  const rows = read(scored);
  expect(rows.map((row) => row.true)).toEqual(['["big, old","red"]', '[]']);
  expect(rows.map((row) => row.prediction)).toEqual(['["big, old","red"]', '[]']);
  expect(Number(rows[1]?.['prediction:red'])).toBeCloseTo(1 / (1 + Math.exp(2)), 6);
});

it('a sentence is its words beside a list of as many tags', async () => {
  const labels = ['O', 'B-X'];
  const scored = await scoredFile({
    task: 'token-classification',
    name: 'rows.conll',
    text: 'red O\ncat B-X\n\ndog B-X\n',
    columns: { tokens: 'tokens', tags: 'tags' },
    settings: { head: 'softmax', constrained: false, scheme: 'IOB2', labels },
    logits: { tuned: [logitsFor(0, 0.9, 2), logitsFor(0, 0.8, 2), logitsFor(1, 0.7, 2)] },
  });
  const [first, second] = read(scored);
  expect(first).toMatchObject({
    words: '["red","cat"]',
    true: '["O","B-X"]',
    tuned: '["O","O"]',
  });
  expect(Number(first?.tuned_sure)).toBeCloseTo(0.8, 6);
  expect(second).toMatchObject({ words: '["dog"]', true: '["B-X"]', tuned: '["B-X"]' });
});

it('numbers are numbers, a column for each where there are several', async () => {
  const scored = await scoredFile({
    task: 'regression',
    text: 'text,rent,rooms\ncat,-4,2\ndog,20,3\n',
    columns: { text: 'text', target: 'rent', target2: 'rooms' },
    settings: {
      pooling: 'mean',
      standardize: true,
      transform: 'linear',
      labels: ['rent', 'rooms'],
      means: [0, 0],
      spreads: [1, 1],
    },
    logits: {
      tuned: [
        [-0.5, 2],
        [20, 3],
      ],
    },
  });
  expect(read(scored)[0]).toEqual({
    row: '1',
    file: 'rows.csv',
    text: 'cat',
    'true:rent': '-4',
    'true:rooms': '2',
    'tuned:rent': '-0.5',
    'tuned:rooms': '2',
  });
});
