import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import { checkJob, openDataset, openModel, prepareJob } from '../../../src/engine/session';
import { tinyBertFiles } from '../../support/tinyBert';

const file = (text: string, name: string) =>
  openDataset(memorySource(new TextEncoder().encode(text), name));

/** A job on a file of tags and one to validate on, as Start prepares it. */
async function prepare(
  train: readonly [name: string, text: string],
  validation: readonly [name: string, text: string],
  task: object = {},
) {
  const job = checkJob({
    version: 1,
    model: 'tiny',
    data: { train: train[0], validation: validation[0] },
    task: { id: 'token-classification', ...task },
    method: { id: 'full' },
    training: { maxTokens: 32 },
  });
  const model = await openModel({ id: 'tiny', label: 'Tiny', files: await tinyBertFiles() });
  const datasets = {
    train: await file(train[1], train[0]),
    validation: await file(validation[1], validation[0]),
  };
  const { parts, problems } = await prepareJob({ job, model, datasets });
  const { labels } = parts.data;
  const said = (split: typeof parts.data.train | null) =>
    [...(split?.examples ?? [])].map(({ target }) =>
      Array.from(target)
        .filter((tag) => tag >= 0)
        .map((tag) => labels[tag])
        .join(' '),
    );
  return {
    parts,
    problems,
    train: said(parts.data.train),
    validation: said(parts.data.validation),
  };
}

const SPANS = [
  { text: 'red cat runs', label: [[0, 7, 'PET']] },
  { text: 'a dog sleeps', label: [[2, 5, 'PET']] },
]
  .map((row) => `${JSON.stringify(row)}\n`)
  .join('');
const IOB1 = [
  { text: ['blue', 'fish', 'eats'], label: ['I-PET', 'I-PET', 'O'] },
  { text: ['b', 'cat', 'dog'], label: ['O', 'I-PET', 'B-PET'] },
]
  .map((row) => `${JSON.stringify(row)}\n`)
  .join('');

describe('files of tags', () => {
  it('are learned and scored in the scheme asked for, whatever each is written in', async () => {
    const found = await prepare(['a.jsonl', SPANS], ['b.jsonl', IOB1], { scheme: 'BIOES' });
    expect(found.train).toEqual(['B-PET E-PET O', 'O S-PET O']);
    expect(found.validation).toEqual(['B-PET E-PET O', 'O S-PET S-PET']);
    expect(found.parts.data.labels).toEqual(['O', 'B-PET', 'E-PET', 'I-PET', 'S-PET']);
    expect(found.parts.job.task).toMatchObject({
      scheme: 'BIOES',
      labels: ['O', 'B-PET', 'E-PET', 'I-PET', 'S-PET'],
    });
    expect(found.problems.counts).toMatchObject({ 'tag-scheme-changed': 1 });
  });

  it('are those of the training file’s scheme where none is asked for', async () => {
    const found = await prepare(['a.jsonl', SPANS], ['b.jsonl', IOB1]);
    expect(found.validation).toEqual(['B-PET I-PET O', 'O B-PET B-PET']);
    expect(found.parts.job.task).toMatchObject({ scheme: 'IOB2' });
  });

  it('teach the same again where the job names what was found', async () => {
    const faulty = `${IOB1}{"text":["red","dog"],"label":["B-PET","I-CAR"]}\n`;
    const [files, again] = [['a.jsonl', faulty] as const, ['b.jsonl', SPANS] as const];
    const first = await prepare(files, again);
    const { id: _, ...settled } = first.parts.job.task;
    const second = await prepare(files, again, settled);
    expect(second.train).toEqual(first.train);
    expect(second.validation).toEqual(first.validation);
    expect(second.parts.job.task).toEqual(first.parts.job.task);
  });
});
