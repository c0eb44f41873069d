import { describe, expect, it } from 'vitest';
import { type Dataset, resolveColumns } from '../../../src/engine/data';
import { classes } from '../../../src/engine/data/goals/classes';
import { load } from './support';

const resolve = (dataset: Dataset, given = {}) => resolveColumns(dataset, given, classes);

const SENTENCES = [
  'The parcel has not come and nobody answers the phone',
  'Please cancel my order before it is sent out',
  'How do I change the address on my account',
  'The lamp broke on the second evening of use',
];

/** Rows of a header and a function from row number to fields. */
function rows(header: string, line: (i: number) => string, count = 40): string {
  return `${header}\n${Array.from({ length: count }, (_, i) => line(i)).join('\n')}\n`;
}

const sentence = (i: number) => `${SENTENCES[i % 4]} number ${i}`;

describe('a guess at the columns', () => {
  it('picks text and label by name and content and passes over ids, dates and numbers', async () => {
    const dataset = await load(
      rows(
        'id,text,intent,channel,created,amount',
        (i) =>
          `T-${i},${sentence(i)},${i % 3 ? 'help' : 'buy'},${i % 2 ? 'mail' : 'chat'},2026-01-${10 + (i % 20)},${i * 1.5}`,
      ),
    );
    const guess = classes.guess(dataset);
    expect(guess).toMatchObject({ roles: { text: 'text', label: 'intent' }, safe: true });
    expect(guess.reasons.text).toMatchObject({
      code: 'name-and-content',
      values: { column: 'text', distinct: 40 },
    });
    expect(guess.reasons.label?.message).toBe(
      '“intent” is a usual name for it, and it has 2 values that return.',
    );
  });

  it('finds Chinese columns by Chinese names and by content', async () => {
    const text = (i: number) => `这家餐厅的服务非常好，菜也很新鲜，第${i}次来`;
    const named = await load(
      rows('编号,内容,类别', (i) => `${i},${text(i)},${i % 2 ? '正面' : '负面'}`),
    );
    expect(classes.guess(named)).toMatchObject({
      roles: { text: '内容', label: '类别' },
      safe: true,
    });
    const unnamed = await load(rows('甲,乙', (i) => `${i % 2 ? '正面' : '负面'},${text(i)}`));
    expect(classes.guess(unnamed)).toMatchObject({ roles: { text: '乙', label: '甲' } });
  });

  it('finds a pair of texts', async () => {
    const dataset = await load(
      rows('sentence1,sentence2,label', (i) => `${sentence(i)},${sentence(i + 1)},${i % 2}`),
    );
    expect(classes.guess(dataset)).toMatchObject({
      roles: { text: 'sentence1', textPair: 'sentence2', label: 'label' },
      safe: true,
    });
  });

  it('is not safe when two columns could be the label', async () => {
    const dataset = await load(
      rows(
        'text,colour,size',
        (i) => `${sentence(i)},${i % 2 ? 'red' : 'blue'},${i % 3 ? 'big' : 'small'}`,
      ),
    );
    const guess = classes.guess(dataset);
    expect(guess.safe).toBe(false);
    expect(guess.reasons.label?.code).toBe('ambiguous');
  });

  it('finds no label where every column is varied, and none in a file of one column', async () => {
    const prose = await load(
      rows('title,body', (i) => `${sentence(i)},${sentence(i + 1)} and more`),
    );
    expect(classes.guess(prose).roles).not.toHaveProperty('label');
    expect(classes.guess(prose).safe).toBe(false);
    const single = await load(rows('text', sentence));
    expect(classes.guess(single)).toMatchObject({ roles: { text: 'text' }, safe: false });
    expect(classes.guess(single).reasons.label?.code).toBe('none');
  });

  it('takes named columns of a dataset of four rows', async () => {
    const dataset = await load(rows('text,label', (i) => `${sentence(i)},${i % 2 ? 'a' : 'b'}`, 4));
    expect(classes.guess(dataset)).toMatchObject({
      roles: { text: 'text', label: 'label' },
      safe: true,
    });
  });
});

describe('resolveColumns', () => {
  it('follows what is named and fills in the rest where that is safe', async () => {
    const dataset = await load(
      rows(
        'text,intent,channel',
        (i) => `${sentence(i)},${i % 2 ? 'a' : 'b'},${i % 3 ? 'c' : 'd'}`,
      ),
    );
    expect(resolve(dataset)).toEqual({ text: 'text', label: 'intent' });
    expect(resolve(dataset, { label: 'channel' })).toEqual({
      text: 'text',
      label: 'channel',
    });
    expect(resolve(dataset, { text: 'intent', label: 'channel' })).toEqual({
      text: 'intent',
      label: 'channel',
    });
  });

  it('needs the unclear role only', async () => {
    const dataset = await load(
      rows(
        'text,colour,size',
        (i) => `${sentence(i)},${i % 2 ? 'red' : 'blue'},${i % 3 ? 'big' : 'small'}`,
      ),
    );
    expect(() => resolve(dataset)).toThrow(
      expect.objectContaining({
        code: 'data/unsure-columns',
        remedy: expect.stringContaining('text, colour, size'),
      }),
    );
    expect(resolve(dataset, { label: 'size' })).toEqual({ text: 'text', label: 'size' });
  });

  it('refuses unknown columns and one column in two roles', async () => {
    const dataset = await load(rows('text,label', (i) => `${sentence(i)},${i % 2}`));
    expect(() => resolve(dataset, { label: 'class' })).toThrow(
      expect.objectContaining({ code: 'data/unknown-column' }),
    );
    expect(() => resolve(dataset, { text: 'text', label: 'text' })).toThrow(
      expect.objectContaining({ code: 'data/same-column' }),
    );
  });
});
