import { describe, expect, it } from 'vitest';
import { GOALS } from '../../../src/engine/data/goals/registry';
import { inspectOpened } from '../../../src/engine/session';
import { load, table, textFile } from './support';

const POEM = 'Two lines\nof one stanza\n\nand a second one\n\n\nthe third\n';

/** The task that a file is guessed for, with the reason of its text. */
async function guess(text: string, name = 'rows.csv') {
  const { guess } = await inspectOpened(await load(text, name), textFile(text, name));
  return [guess.task, guess.safe, guess.reasons.text?.code];
}

describe('a file of plain text', () => {
  it('is a document a line where no empty lines return', async () => {
    const dataset = await load('One, two, three.\nFour, five.\r\n  Six.  \n\n', 'a.txt');
    expect([dataset.format, dataset.columns]).toEqual(['txt', ['text']]);
    expect(table(dataset)).toEqual([['One, two, three.'], ['Four, five.'], ['Six.']]);
    expect([0, 1, 2].map(dataset.lineNumber)).toEqual([1, 2, 3]);
  });

  it('is what stands between empty lines where those return, its own lines kept', async () => {
    const dataset = await load(POEM, 'a.txt');
    expect(table(dataset)).toEqual([
      ['Two lines\nof one stanza'],
      ['and a second one'],
      ['the third'],
    ]);
    expect([0, 1, 2].map(dataset.lineNumber)).toEqual([1, 4, 7]);
  });

  it('stays a table where it is one, and words of CoNLL where it holds those', async () => {
    expect((await load('text,label\na b,x\nc d,y\n', 'a.txt')).format).toBe('csv');
    expect((await load('Mara B-PER\nQuell I-PER\nsings O\n. O\n\nIn O\n', 'a.txt')).format).toBe(
      'conll',
    );
  });

  it('that is empty is refused', async () => {
    await expect(load('\n \n\n', 'a.txt')).rejects.toMatchObject({ code: 'data/no-rows' });
  });
});

describe('text without answers', () => {
  const sentences = Array.from(
    { length: 30 },
    (_, i) => `the cat number ${i} sleeps on a mat of straw`,
  );

  it('is guessed to be what words are hidden in', async () => {
    expect(await guess(sentences.join('\n'), 'a.txt')).toEqual(['masked-lm', true, 'only']);
    expect(await guess(`text\n${sentences.join('\n')}\n`)).toEqual(['masked-lm', true, 'only']);
    const dated = sentences.map(
      (text, i) => `${text},2024-03-${String(1 + (i % 28)).padStart(2, '0')}`,
    );
    expect(await guess(`text,date\n${dated.join('\n')}\n`)).toEqual(['masked-lm', true, 'only']);
  });

  it('is none where a column may be the answer, clear or not', async () => {
    const labelled = sentences.map((text, i) => `${text},${i % 2 ? 'good' : 'bad'}`);
    expect((await guess(`text,label\n${labelled.join('\n')}\n`))[0]).toBe(
      'sequence-classification',
    );
    const unclear = sentences.map((text, i) => `${text},k${i % 3},m${i % 4}`);
    expect((await guess(`text,x,y\n${unclear.join('\n')}\n`))[0]).not.toBe('masked-lm');
    const numbered = sentences.map((text, i) => `${text},${i * 1.5}`);
    expect((await guess(`text,x\n${numbered.join('\n')}\n`))[0]).not.toBe('masked-lm');
  });

  it('has no names, and leaves no row out for want of an answer', async () => {
    const dataset = await load(POEM, 'a.txt');
    const { names, read } = GOALS.text.answers(dataset, { text: 'text' }, { settings: {} });
    expect([names, read(0, undefined as never)]).toEqual([[], new Int32Array(0)]);
  });
});
