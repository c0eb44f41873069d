import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessTask } from '../../../src/engine/data/goals/guessTask';
import { tags } from '../../../src/engine/data/goals/tags';
import { createProblemLog } from '../../../src/engine/data/problems';
import { readEntities } from '../../../src/engine/tags/convertTags';
import { placedWords } from '../../../src/engine/text/splitWords';
import { load } from './support';

const TEXT = 'Mara Quell sings in Pell.';
/** [0, 10) is Mara Quell, [20, 24) is Pell. */
const TAGS = ['B-PER', 'I-PER', 'O', 'O', 'B-LOC', 'O'];

/** The tags of a file's first row by the columns that are guessed, and every message. */
async function read(text: string, name = 'rows.jsonl', settings = {}) {
  const dataset = await load(text, name);
  const guess = tags.guess(dataset);
  expect(guess.safe).toBe(true);
  const answers = tags.answers(dataset, guess.roles, { settings });
  const log = createProblemLog();
  const rows = Array.from({ length: dataset.rowCount }, (_, row) => answers.read(row, log));
  return {
    roles: guess.roles,
    answers,
    words: tags.text(dataset, guess.roles).words?.(0),
    tags: rows.map((row) => row && Array.from(row, (tag) => answers.names[tag])),
    messages: log.report().list.map(({ message }) => message),
    columns: answers.problems.list.map(({ message }) => message),
  };
}

function line(spans: readonly unknown[], text = TEXT): string {
  return `${JSON.stringify({ text, spans })}\n`;
}

const OTHER = line([[0, 4, 'PER']], 'Mara sings well.');

describe('spans of characters', () => {
  const FILES: readonly (readonly [what: string, name: string, text: string])[] = [
    [
      'doccano',
      'rows.jsonl',
      JSON.stringify({
        id: 1,
        text: TEXT,
        label: [
          [0, 10, 'PER'],
          [20, 24, 'LOC'],
        ],
      }),
    ],
    [
      'doccano with relations',
      'rows.jsonl',
      JSON.stringify({
        text: TEXT,
        entities: [
          { id: 1, label: 'PER', start_offset: 0, end_offset: 10 },
          { id: 2, label: 'LOC', start_offset: 20, end_offset: 24 },
        ],
        relations: [],
      }),
    ],
    [
      'spaCy',
      'rows.json',
      JSON.stringify([
        {
          text: TEXT,
          entities: [
            [20, 24, 'LOC'],
            [0, 10, 'PER'],
          ],
        },
      ]),
    ],
    [
      'Prodigy',
      'rows.jsonl',
      JSON.stringify({
        text: TEXT,
        tokens: [{ text: 'Mara', start: 0, end: 4, id: 0 }],
        spans: [
          { start: 0, end: 10, token_start: 0, label: 'PER' },
          { start: 20, end: 24, label: 'LOC' },
        ],
        answer: 'accept',
      }),
    ],
    [
      'Label Studio',
      'rows.json',
      JSON.stringify([
        {
          id: 7,
          annotations: [
            { id: 1, was_cancelled: true, result: [] },
            {
              id: 2,
              result: [
                { type: 'choices', value: { choices: ['news'] } },
                {
                  type: 'labels',
                  value: { start: 0, end: 10, text: 'Mara Quell', labels: ['PER'] },
                },
                { type: 'labels', value: { start: 20, end: 24, text: 'Pell', labels: ['LOC'] } },
              ],
            },
          ],
          data: { text: TEXT },
          created_at: '2026-11-25T10:00:00.000000Z',
        },
      ]),
    ],
    [
      'Label Studio, small',
      'rows.json',
      JSON.stringify([
        {
          text: TEXT,
          id: 3,
          label: [
            { start: 0, end: 10, text: 'Mara Quell', labels: ['PER'] },
            { start: 20, end: 24, text: 'Pell', labels: ['LOC'] },
          ],
        },
      ]),
    ],
    [
      'a cell of JSON in CSV',
      'rows.csv',
      `text,label\n"${TEXT}","[[0, 10, ""PER""], [20, 24, ""LOC""]]"\n"${TEXT} Again.","[]"\n`,
    ],
    [
      'a cell of Python’s tuples in CSV',
      'rows.csv',
      `text,entities\n"${TEXT}","[(0, 10, 'PER'), (20, 24, 'LOC')]"\n"${TEXT} Again.","[]"\n`,
    ],
  ];

  it.each(FILES)('of %s are found and become tags of words', async (_, name, text) => {
    const { tags: found, words, answers } = await read(text, name);
    expect(words).toEqual(['Mara', 'Quell', 'sings', 'in', 'Pell', '.']);
    expect(found[0]).toEqual(TAGS);
    expect(answers.names).toEqual(['O', 'B-LOC', 'B-PER', 'I-LOC', 'I-PER']);
    expect(answers.settled).toEqual({ scheme: 'IOB2' });
  });

  it('make a file one of tags, before its columns could be classes', async () => {
    const dataset = await load(OTHER.repeat(30), 'rows.jsonl');
    expect(guessTask(dataset, { 'token-classification': tags })).toMatchObject({
      task: 'token-classification',
      tokens: 'text',
      tags: 'spans',
      safe: true,
    });
  });

  it('count emoji as one character, and say so', async () => {
    const { tags: found, columns } = await read(line([[3, 7, 'PER']], '😀 Mara 🎤 sings.'));
    expect(found[0]).toEqual(['O', 'B-PER', 'O', 'O', 'O']);
    expect(columns).toContain(
      'Column spans: places are counted in characters (code points), it seems; it matters in 1 rows with emoji and the like.',
    );
  });

  it('are counted in UTF-16 where the text they repeat says so, or where it is set', async () => {
    const spans = [{ start: 4, end: 8, text: 'Mara', label: 'PER' }];
    const said = await read(line(spans, '😀😀Mara sings.'));
    expect(said.tags[0]).toEqual(['O', 'O', 'B-PER', 'O', 'O']);
    const set = await read(line([[5, 9, 'PER']], '😀😀 Mara sings.'), 'rows.jsonl', {
      offsets: 'utf-16',
    });
    expect(set.tags[0]).toEqual(['O', 'O', 'B-PER', 'O', 'O']);
    expect(set.messages).toEqual([]);
  });

  it('that cut a word are widened to it, with a note', async () => {
    const { tags: found, messages } = await read(line([[2, 8, 'PER']]));
    expect(found[0]?.slice(0, 3)).toEqual(['B-PER', 'I-PER', 'O']);
    expect(messages).toEqual([
      'Row 1, column spans: the span “ra Que” (PER) cuts a word; it is widened to “Mara Quell”.',
    ]);
  });

  it('that mark no word, or stand there twice, are passed over with a note', async () => {
    const twice = [
      [0, 4, 'PER'],
      [4, 5, 'PER'],
      [7, 7, 'LOC'],
      [0, 5, 'PER'],
    ];
    const { tags: found, messages } = await read(line(twice));
    expect(found[0]).toEqual(['B-PER', 'O', 'O', 'O', 'O', 'O']);
    expect(messages).toEqual([
      'Row 1, column spans: the span 4 to 5 (PER) marks no word; it is passed over.',
      'Row 1, column spans: the span 7 to 7 (LOC) marks no word; it is passed over.',
      'Row 1, column spans: “Mara” is marked as PER twice; it counts once.',
    ]);
  });

  const FAULTS: readonly (readonly [string, readonly unknown[], string])[] = [
    [
      'overlap',
      [
        [0, 10, 'PER'],
        [5, 16, 'ORG'],
      ],
      '“Mara Quell” (PER) and “Quell sings” (ORG) share a word, and a word has one tag. The row is left out.',
    ],
    [
      'lie in one another',
      [
        [0, 10, 'PER'],
        [5, 10, 'SUR'],
      ],
      '“Mara Quell” (PER) and “Quell” (SUR) share a word, and a word has one tag. The row is left out.',
    ],
    [
      'are of two types',
      [{ start: 0, end: 4, labels: ['PER', 'ORG'] }],
      '“Mara” (PER) and “Mara” (ORG) share a word, and a word has one tag. The row is left out.',
    ],
    [
      'lie outside the text',
      [[20, 40, 'LOC']],
      'the span 20 to 40 (LOC) does not lie in the text, which has 25 characters. The row is left out.',
    ],
    [
      'end before they begin',
      [[10, 4, 'PER']],
      'the span 10 to 4 (PER) does not lie in the text, which has 25 characters. The row is left out.',
    ],
    [
      'say another text',
      [{ start: 0, end: 4, text: 'Pell', label: 'LOC' }],
      'the span 0 to 4 marks “Mara” and says “Pell”. The row is left out.',
    ],
    [
      'have no place',
      [{ start: 0, label: 'PER' }],
      'a span without whole numbers and a type: {"start":0,"label":"PER"}. The row is left out.',
    ],
    [
      'have no type',
      [[0, 4, '']],
      'a span without whole numbers and a type: [0,4,""]. The row is left out.',
    ],
  ];

  it.each(FAULTS)('that %s leave their row out, named', async (_, spans, message) => {
    const { tags: found, messages } = await read(OTHER + line(spans));
    expect(found).toEqual([['B-PER', 'O', 'O', 'O'], null]);
    expect(messages).toEqual([`Row 2, column spans: ${message}`]);
  });

  it('that are missing leave their row out; an empty list teaches that nothing is marked', async () => {
    const none = '{"text":"Nothing here."}\n{"text":"Nothing at all.","spans":[]}\n';
    const { tags: found, messages } = await read(OTHER + none);
    expect(found.slice(1)).toEqual([null, ['O', 'O', 'O', 'O']]);
    expect(messages).toEqual(['Row 2, column spans: empty. The row is left out.']);
  });

  it('that Prodigy’s user rejected or passed over leave their row out', async () => {
    const row = (answer: string) =>
      `${JSON.stringify({ text: TEXT, spans: [{ start: 0, end: 10, label: 'PER' }], answer })}\n`;
    const { tags: found, messages } = await read(row('accept') + row('reject') + row('ignore'));
    expect(found.map((tags) => tags !== null)).toEqual([true, false, false]);
    expect(messages).toEqual([
      'Row 2, column spans: its marks were not accepted (answer: reject). The row is left out.',
      'Row 3, column spans: its marks were not accepted (answer: ignore). The row is left out.',
    ]);
  });

  it('mark single characters of Chinese', async () => {
    const { words, tags: found } = await read(line([[0, 2, 'PER']], '张三在北京唱歌。Mara也去'));
    expect(words).toEqual([...'张三在北京唱歌。', 'Mara', '也', '去']);
    expect(found[0]?.slice(0, 3)).toEqual(['B-PER', 'I-PER', 'O']);
  });
});

const WORD = fc.constantFrom('Mara', 'sings', '7:30', '😀', '北', 'co-op', '𝒳y', '.', 'naïve');
const SENTENCE = fc.array(
  fc.record({
    words: fc.array(WORD, { minLength: 1, maxLength: 3 }),
    type: fc.constantFrom('PER', 'LOC', 'Job Title', null),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('spans made of words', () => {
  it.each(['code-points', 'utf-16'] as const)(
    'come back as they were, counted in %s',
    async (offsets) => {
      await fc.assert(
        fc.asyncProperty(SENTENCE, async (parts) => {
          const length = (text: string) => (offsets === 'utf-16' ? text.length : [...text].length);
          let text = '';
          const spans: [number, number, string][] = [];
          for (const { words, type } of parts) {
            if (text !== '') text += ' ';
            const start = length(text);
            text += words.join(' ');
            if (type !== null) spans.push([start, length(text), type]);
          }
          fc.pre(spans.length > 0);
          const { tags: found, messages } = await read(line(spans, text), 'rows.jsonl', {
            offsets,
          });
          expect(messages).toEqual([]);
          const placed = placedWords(text);
          const back = readEntities(found[0] as string[], 'IOB2').map(({ start, end, type }) => [
            length(text.slice(0, placed[start]?.start)),
            length(text.slice(0, placed[end - 1]?.end)),
            type,
          ]);
          expect(back).toEqual(spans);
        }),
        { numRuns: 60 },
      );
    },
  );
});
