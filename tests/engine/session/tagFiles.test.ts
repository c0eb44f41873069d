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
  const messages = problems.list.map(({ file: name, message }) => `${name}: ${message}`);
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
    messages,
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

/** Token lists as JSONL. */
function lists(rows: readonly (readonly [words: readonly string[], tags: readonly string[]])[]) {
  return rows.map(([text, label]) => `${JSON.stringify({ text, label })}\n`).join('');
}

const GOOD = [
  [
    ['red', 'cat', 'runs'],
    ['B-PET', 'I-PET', 'O'],
  ],
  [
    ['a', 'dog', 'eats'],
    ['O', 'B-PET', 'O'],
  ],
] as const;

describe('odd files of tags', () => {
  const file = (rows: Parameters<typeof lists>[0], name = 'a.jsonl') =>
    [name, lists(rows)] as const;

  it('without any B- are read as IOB1, and say so', async () => {
    const rows = file([
      [
        ['red', 'cat', 'runs'],
        ['I-PET', 'I-PET', 'O'],
      ],
      [['a'], ['O']],
    ]);
    const { messages, parts } = await prepare(rows, rows);
    expect(messages).toContain('a.jsonl: Column label: tags in the scheme IOB1, of the types PET.');
    expect(parts.data.labels).toEqual(['O', 'I-PET']);
  });

  it('with another number of tags than words leave those rows out, and name both counts', async () => {
    const rows = file([
      ...GOOD,
      [
        ['one', 'two'],
        ['O', 'O', 'B-PET'],
      ],
    ]);
    const { messages, train } = await prepare(rows, file(GOOD, 'b.jsonl'));
    expect(train).toHaveLength(2);
    expect(messages).toContain(
      'a.jsonl: Row 3, column label: 2 words and 3 tags. The row is left out.',
    );
  });

  it('with a tag in validation that training does not know name it and leave its row out', async () => {
    const other = file(
      [
        ...GOOD,
        [
          ['a', 'fish'],
          ['O', 'B-FISH'],
        ],
      ],
      'b.jsonl',
    );
    const { messages, validation } = await prepare(file(GOOD), other);
    expect(validation).toHaveLength(2);
    expect(messages).toContain(
      'b.jsonl: Row 3, column label: the tag “B-FISH” is not in the training rows. The row is left out.',
    );
  });

  it('with empty sentences leave them out, row by row', async () => {
    const rows = file([
      ...GOOD,
      [[], []],
      [
        ['', ' '],
        ['O', 'O'],
      ],
    ]);
    const { messages, train, problems } = await prepare(rows, file(GOOD, 'b.jsonl'));
    expect(train).toHaveLength(2);
    expect(problems.rowsLeftOut).toBe(2);
    expect(messages).toEqual(
      expect.arrayContaining([
        'a.jsonl: Row 3, column text: empty. The row is left out.',
        'a.jsonl: Row 4, column text: empty. The row is left out.',
      ]),
    );
  });

  it('with a sentence of 3,000 words learn all of them, in windows', async () => {
    const words = Array.from({ length: 3000 }, (_, i) => ['red', 'cat', 'runs'][i % 3] as string);
    const tags = words.map((word) => ({ red: 'B-PET', cat: 'I-PET' })[word] ?? 'O');
    const rows = file([...GOOD, [words, tags]]);
    const { train, parts } = await prepare(rows, rows);
    expect(train.length).toBeGreaterThan(100);
    expect(train.slice(2).join(' ')).toBe(tags.join(' '));
    expect(Math.max(...parts.data.train.lengths)).toBeLessThanOrEqual(32);
    expect(parts.data.train.rows).toBe(3);
  });

  it('with words that have no token keep their rows, and count the words', async () => {
    const rows = file([
      ...GOOD,
      [
        ['a', '\u200b', 'cat', '\u0007'],
        ['O', 'O', 'B-PET', 'O'],
      ],
    ]);
    const { messages, train } = await prepare(rows, file(GOOD, 'b.jsonl'));
    expect(train[2]).toBe('O B-PET');
    expect(messages).toContain(
      'a.jsonl: 2 words have no token (control characters, spaces of no width and the like): nothing is learned of them, and O is what is predicted.',
    );
  });

  it('of one tag alone, or without any row that can be used, are refused by name', async () => {
    const alone = prepare(
      file([
        [
          ['a', 'cat'],
          ['O', 'O'],
        ],
      ]),
      file(GOOD, 'b.jsonl'),
    );
    await expect(alone).rejects.toMatchObject({
      code: 'data/one-tag',
      message: 'a.jsonl: Column label: every tag is “O” (2 words); there is nothing to tell apart.',
    });
    const unusable = prepare(file(GOOD), file([[['a'], ['O', 'O']]], 'b.jsonl'));
    await expect(unusable).rejects.toMatchObject({
      code: 'data/no-examples',
      message: expect.stringContaining('1 words and 2 tags'),
    });
  });

  it('that cannot be written in the scheme asked for are refused with the reason', async () => {
    const speech = file([
      [
        ['red', 'cat'],
        ['ADJ', 'NOUN'],
      ],
      [['cat'], ['NOUN']],
    ]);
    await expect(prepare(speech, speech, { scheme: 'BIOES' })).rejects.toMatchObject({
      code: 'data/tags-not-marks',
      message: expect.stringContaining('ADJ, NOUN do not say where something begins'),
      remedy: expect.stringMatching(/B-/),
    });
  });
});
