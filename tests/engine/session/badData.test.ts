import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import {
  checkJob,
  EngineError,
  type LoadedModel,
  openDataset,
  openModel,
  type PreparedJob,
  prepareJob,
} from '../../../src/engine/index';
import { tinyBertFiles } from '../../support/tinyBert';

const model: Promise<LoadedModel> = tinyBertFiles().then((files) =>
  openModel({ id: 'tiny', label: 'Tiny', files }),
);

/** Prepares a job on a file's text, as Start does. */
async function prepare(
  text: string,
  columns: object | null = null,
  labels: readonly string[] = [],
): Promise<PreparedJob> {
  const job = checkJob({
    version: 1,
    model: 'tiny',
    data: { train: 'rows.csv', ...(columns && { columns }) },
    task: { id: 'sequence-classification', labels },
    method: { id: 'full' },
    training: { maxTokens: 32 },
  });
  const train = await openDataset(memorySource(new TextEncoder().encode(text), 'rows.csv'));
  return prepareJob({ job, model: await model, datasets: { train } });
}

async function refusal(text: string, columns: object | null = null): Promise<EngineError> {
  const error = await prepare(text, columns).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  const refused = error as EngineError;
  expect(refused.message).toContain('rows.csv');
  expect(refused.remedy).toMatch(/\.$/);
  return refused;
}

/** A file whose label is made from the row's number. */
function labelled(rows: number, label: (row: number) => string | number | undefined): string {
  const lines = Array.from({ length: rows }, (_, i) => `cat ${i} runs,${label(i)}`);
  return ['text,label', ...lines].join('\n');
}

const BOTH = { text: 'text', label: 'label' };

describe('a label column that cannot be learned is refused with its name and the remedy', () => {
  it('of one class', async () => {
    const error = await refusal(
      labelled(20, () => 'cat'),
      BOTH,
    );
    expect(error).toMatchObject({
      code: 'data/one-class',
      values: { file: 'rows.csv', column: 'label', label: 'cat', count: 20 },
    });
  });

  it('of 5,000 classes', async () => {
    const error = await refusal(
      labelled(5000, (i) => `c${i}`),
      BOTH,
    );
    expect(error).toMatchObject({
      code: 'data/too-many-classes',
      values: { column: 'label', count: 5000, limit: 1000, capped: false },
    });
  });

  it('of blanks alone', async () => {
    const error = await refusal(
      labelled(20, () => ' '),
      BOTH,
    );
    expect(error).toMatchObject({
      code: 'data/no-labels',
      values: { column: 'label', rows: 20 },
    });
  });

  it('that is not in the file', async () => {
    const error = await refusal(
      labelled(20, (i) => i % 2),
      { text: 'text', label: 'class' },
    );
    expect(error).toMatchObject({
      code: 'data/unknown-column',
      values: { column: 'class', known: ['text', 'label'] },
    });
  });

  it('that is not there to guess', async () => {
    const error = await refusal('text\na red cat runs\na blue dog eats\n');
    expect(error).toMatchObject({ code: 'data/unsure-columns', values: { label: null } });
  });
});

it('a job that names one class is refused', async () => {
  const rows = labelled(20, (i) => ['cat', 'dog'][i % 2]);
  await expect(prepare(rows, BOTH, ['cat'])).rejects.toMatchObject({ code: 'job/one-class' });
});

describe('what can be learned all the same is, and is told', () => {
  it('numbers as classes, in the order of their values', async () => {
    const { parts } = await prepare(
      labelled(60, (i) => [10, 9, 2][i % 3] ?? 0),
      BOTH,
    );
    expect(parts.data.labels).toEqual(['2', '9', '10']);
  });

  it('numbers that look like a quantity, with a warning', async () => {
    const { problems } = await prepare(
      labelled(60, (i) => (i / 2).toFixed(1)),
      BOTH,
    );
    expect(problems.list.find(({ kind }) => kind === 'looks-like-regression')).toMatchObject({
      column: 'label',
      severity: 'warning',
      values: { distinct: 60, min: 0, max: 29.5 },
    });
  });

  it('rows with a blank label are left out by row', async () => {
    const { parts, problems } = await prepare(
      labelled(40, (i) => (i === 6 ? '' : ['cat', 'dog'][i % 2])),
      BOTH,
    );
    expect(parts.data.train.examples.length + (parts.data.validation?.examples.length ?? 0)).toBe(
      39,
    );
    expect(problems.list.find(({ kind }) => kind === 'blank-label')).toMatchObject({
      row: 7,
      line: 8,
      column: 'label',
      action: 'left out',
    });
  });

  it('rows that its reader left out are told with the file, beside those left out later', async () => {
    const rows = labelled(20, (i) => (i === 3 ? '' : ['cat', 'dog'][i % 2]));
    const { problems } = await prepare(`${rows}\none,too,many\n`, BOTH);
    expect(problems.rowsLeftOut).toBe(2);
    expect(problems.list.filter(({ action }) => action === 'left out')).toMatchObject([
      { kind: 'too-many-fields', file: 'rows.csv', row: 21 },
      { kind: 'blank-label', file: 'rows.csv', row: 4 },
    ]);
  });

  it('a text of 100,000 words is cut at the length limit', async () => {
    const long = 'cat runs '.repeat(50_000);
    const { parts } = await prepare(
      `text,label\n${long},cat\n${labelled(10, (i) => ['cat', 'dog'][i % 2] ?? '').slice(11)}`,
      BOTH,
    );
    const held = parts.data.validation?.lengths ?? [];
    expect(Math.max(...parts.data.train.lengths, ...held)).toBe(32);
  });
});
