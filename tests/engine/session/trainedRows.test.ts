import { expect, it } from 'vitest';
import { joinSplits } from '../../../src/engine/session/joinSplits';
import { trainedRows, withoutRows } from '../../../src/engine/session/trainedRows';
import { splitOfFile } from '../../support/scoredFile';

const settings = { pooling: 'mean', labels: ['cat', 'dog'] };
const columns = { text: 'text', label: 'label' };
const split = (name: string, ...rows: string[]) =>
  splitOfFile({
    task: 'sequence-classification',
    name,
    text: ['text,label', ...rows].join('\n'),
    columns,
    settings,
  });
const breathe = async () => {};

const train = await split('train.csv', 'a red cat,cat', 'the dog,dog');
const first = await split('one.csv', 'A  RED cat,cat', 'a blue cat,cat');
const second = await split('two.csv', 'green dog,dog', 'good dog,dog', 'The dog,dog');
const both = joinSplits([first, second]);

it('files are joined in order, and each row knows its file', () => {
  const rows = Array.from({ length: both.rows }, (_, i) => both.row(i));
  expect(rows.map(({ dataset, number }) => `${dataset.name} ${number}`)).toEqual([
    'one.csv 1',
    'one.csv 2',
    'two.csv 1',
    'two.csv 2',
    'two.csv 3',
  ]);
});

it('sequences of joined files are those of each, told apart by their row', () => {
  const examples = [...both.examples];
  expect(examples.map((example) => [...example.ids])).toEqual(
    [...first.examples, ...second.examples].map(({ ids }) => [...ids]),
  );
  expect(new Set(examples.map(({ row }) => row)).size).toBe(5);
  expect(examples.map((example) => both.text(example))).toEqual([
    'A  RED cat',
    'a blue cat',
    'green dog',
    'good dog',
    'The dog',
  ]);
  expect(examples.map((example) => both.rowNumber(example))).toEqual([1, 2, 1, 2, 3]);
  expect([...both.lengths]).toEqual(examples.map(({ ids }) => ids.length));
});

it('rows that were trained on are found in every file, and left out of the split', async () => {
  const trained = await trainedRows(train, both, breathe);
  expect(trained).toEqual([
    { row: 0, trainRow: 0 },
    { row: 4, trainRow: 1 },
  ]);
  const rest = withoutRows(both, trained);
  expect(rest.rows).toBe(3);
  expect([...rest.examples].map((example) => rest.text(example))).toEqual([
    'a blue cat',
    'green dog',
    'good dog',
  ]);
  expect(await trainedRows(train, rest, breathe)).toEqual([]);
});
