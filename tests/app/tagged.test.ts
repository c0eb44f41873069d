import { describe, expect, it } from 'vitest';
import { stretchesOf } from '../../src/app/components/tagged';

const said = (words: readonly string[], tags: readonly string[]) =>
  stretchesOf(words, tags).map(({ text, type }) => (type === null ? text : `[${text}|${type}]`));

describe('a tagged sentence', () => {
  it('has the words of an entity together, whatever the scheme', () => {
    const words = ['in', 'New', 'York', 'Mara', 'sings'];
    for (const tags of [
      ['O', 'B-LOC', 'I-LOC', 'B-PER', 'O'],
      ['O', 'I-LOC', 'I-LOC', 'I-PER', 'O'],
      ['O', 'B-LOC', 'E-LOC', 'S-PER', 'O'],
      ['O', 'B-LOC', 'L-LOC', 'U-PER', 'O'],
    ])
      expect(said(words, tags)).toEqual(['in', '[New York|LOC]', '[Mara|PER]', 'sings']);
  });

  it('has types of several words, and words with spaces in them', () => {
    expect(said(['New York', 'chief', 'editor'], ['B-LOC', 'B-Job Title', 'I-Job Title'])).toEqual([
      '[New York|LOC]',
      '[chief editor|Job Title]',
    ]);
  });

  it('sets no spaces between Chinese characters, and one beside other words', () => {
    expect(said([...'张三在', 'Mara', ...'家。'], ['B-PER', 'I-PER', 'O', 'O', 'O', 'O'])).toEqual([
      '[张三|PER]',
      '在 Mara 家。',
    ]);
  });

  it('ends where tags or words do', () => {
    expect(said(['a', 'b'], ['B-X'])).toEqual(['[a|X]', 'b']);
    expect(said([], [])).toEqual([]);
  });
});
