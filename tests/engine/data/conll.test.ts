import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tags } from '../../../src/engine/data/goals/tags';
import { createProblemLog } from '../../../src/engine/data/problems';
import { counts, load, table } from './support';

const TWO = 'Mara B-PER\nQuell I-PER\nsings O\n. O\n\nIn O\nPell B-LOC\n';

describe('a CoNLL file', () => {
  it('is a sentence a row, its words and tags as lists', async () => {
    const dataset = await load(TWO, 'rows.conll');
    expect(dataset.format).toBe('conll');
    expect(dataset.columns).toEqual(['tokens', 'tags']);
    expect(table(dataset)).toEqual([
      ['["Mara","Quell","sings","."]', '["B-PER","I-PER","O","O"]'],
      ['["In","Pell"]', '["O","B-LOC"]'],
    ]);
    expect([0, 1].map(dataset.lineNumber)).toEqual([1, 6]);
  });

  it('is known by what it holds, and CSV and TSV stay what they are', async () => {
    expect((await load(TWO, 'rows.txt')).format).toBe('conll');
    expect((await load('text\tlabel\na b\tx\nc d\ty\n', 'rows.tsv')).format).toBe('tsv');
    expect((await load('text,label\na b,x\nc d,y\n', 'rows.txt')).format).toBe('csv');
  });

  it('may have four columns, Windows lines, documents and comments', async () => {
    const text =
      '-DOCSTART- -X- -X- O\r\n\r\n# a note\r\nEU NNP B-NP B-ORG\r\nrejects VBZ B-VP O\r\n\r\n\r\n';
    const dataset = await load(text, 'rows.conll');
    expect(dataset.columns).toEqual(['tokens', 'pos', 'chunk', 'tags']);
    expect(table(dataset)).toEqual([
      ['["EU","rejects"]', '["NNP","VBZ"]', '["B-NP","B-VP"]', '["B-ORG","O"]'],
    ]);
  });

  it('of CoNLL-U leaves ranges and empty nodes beside the words', async () => {
    const line = (id: string, form: string, pos: string) =>
      `${id}\t${form}\t_\t${pos}${'\t_'.repeat(6)}`;
    const text = [
      '# text = im Haus',
      line('1-2', 'im', '_'),
      line('1', 'in', 'ADP'),
      line('2', 'dem', 'DET'),
      line('2.1', 'x', '_'),
      line('3', 'Haus', 'NOUN'),
    ].join('\n');
    const dataset = await load(text, 'rows.conllu');
    expect(dataset.columns.slice(0, 3)).toEqual(['tokens', 'lemma', 'upos']);
    expect(dataset.cell(0, 0)).toEqual(['in', 'dem', 'Haus']);
    expect(dataset.cell(0, 2)).toEqual(['ADP', 'DET', 'NOUN']);
  });

  it('names the sentence with a line of other columns, and reads the others', async () => {
    const dataset = await load('a O\nb\nc O\n\nd O\n', 'rows.conll');
    expect(dataset.rowCount).toBe(1);
    expect(counts(dataset)).toMatchObject({ 'odd-token-line': 1 });
    expect(dataset.problems.list[0]).toMatchObject({
      row: 1,
      line: 1,
      message: 'Row 1: line 2 has 1 columns where 2 were expected. The sentence is left out.',
    });
  });

  it('holds a sentence of 3,000 words', async () => {
    const dataset = await load(`${'word O\n'.repeat(3000)}\nend O\n`, 'rows.conll');
    expect((dataset.cell(0, 0) as unknown[]).length).toBe(3000);
  });

  it('gives back what was written, for any words', async () => {
    const word = fc
      .stringMatching(/^[\p{L}\p{N}.,'-]{1,8}$/u)
      .filter((text) => text !== '-DOCSTART-');
    const sentence = fc.array(word, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(sentence, { minLength: 1, maxLength: 5 }), async (sentences) => {
        const text = sentences
          .map((words) => words.map((one) => `${one}\tO`).join('\n'))
          .join('\n\n');
        const dataset = await load(text, 'rows.conll', { format: 'conll', encoding: 'utf-8' });
        expect(sentences.map((_, row) => dataset.cell(row, 0))).toEqual(sentences);
      }),
      { numRuns: 50 },
    );
  });
});

describe('tagged words', () => {
  const columns = { tokens: 'tokens', tags: 'tags' };

  it('are tags by name, O first, whatever holds the lists', async () => {
    for (const [text, name] of [
      [TWO, 'rows.conll'],
      [
        '{"tokens":["Mara","Quell","sings","."],"tags":["B-PER","I-PER","O","O"]}\n{"tokens":["In","Pell"],"tags":["O","B-LOC"]}\n',
        'rows.jsonl',
      ],
      [
        "tokens,tags\n\"['Mara', 'Quell', 'sings', '.']\",\"['B-PER', 'I-PER', 'O', 'O']\"\n\"['In', 'Pell']\",\"['O', 'B-LOC']\"\n",
        'rows.csv',
      ],
      ['tokens,tags\nMara Quell sings .,B-PER I-PER O O\nIn Pell,O B-LOC\n', 'rows.csv'],
    ] as const) {
      const dataset = await load(text, name);
      const read = tags.answers(dataset, columns, { settings: {} });
      expect(read.names, name).toEqual(['O', 'B-LOC', 'B-PER', 'I-PER']);
      expect(read.read(1, createProblemLog()), name).toEqual(Int32Array.of(0, 1));
      expect(tags.text(dataset, columns).words?.(0), name).toEqual(['Mara', 'Quell', 'sings', '.']);
    }
  });

  it('of another count than the words, or that training has not seen, leave the row out', async () => {
    const text =
      '{"tokens":["a","b"],"tags":["O"]}\n{"tokens":["a"],"tags":["B-X"]}\n{"tokens":["a"],"tags":["O"]}\n';
    const dataset = await load(text, 'rows.jsonl');
    const read = tags.answers(dataset, columns, { names: ['O', 'B-Y'], settings: {} });
    const log = createProblemLog();
    expect([0, 1, 2].map((row) => read.read(row, log))).toEqual([null, null, Int32Array.of(0)]);
    expect(log.report().list.map(({ message }) => message)).toEqual([
      'Row 1, column tags: 2 words and 1 tags. The row is left out.',
      'Row 2, column tags: the tag “B-X” is not in the training rows. The row is left out.',
    ]);
  });

  it('that are numbers without names are refused', async () => {
    const dataset = await load('{"tokens":["a","b"],"tags":[0,3]}\n', 'rows.jsonl');
    expect(() => tags.answers(dataset, columns, { settings: {} })).toThrow(
      expect.objectContaining({ code: 'data/numbered-tags' }),
    );
  });

  it('are found by their lists of equal lengths', async () => {
    expect(tags.guess(await load(TWO, 'rows.conll'))).toMatchObject({ roles: columns, safe: true });
    const prose = await load('text,label\nsome words,x\nother words,y\n');
    expect(tags.guess(prose)).toMatchObject({ roles: {}, safe: false });
  });
});
