import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SAME_WORD } from '../../../src/engine/core/target';
import { splitWords } from '../../../src/engine/text/splitWords';
import { wordWindows } from '../../../src/engine/text/wordWindows';
import { bundledTokenizer } from './bundledTokenizer';

describe('windows over words', () => {
  it('count every word once, read no more than fits, and overlap', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 9, max: 40 }), (all, budget) => {
        const windows = wordWindows(all, budget);
        const counted = windows.flatMap(({ countFrom, countTo }) =>
          Array.from({ length: countTo - countFrom }, (_, i) => countFrom + i),
        );
        expect(counted).toEqual(all.map((_, i) => i));
        for (const { from, to, countFrom, countTo } of windows) {
          expect(all.slice(from, to).reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(budget);
          expect(countFrom).toBeGreaterThanOrEqual(from);
          expect(countTo).toBeLessThanOrEqual(to);
        }
      }),
    );
  });

  it('are one where the words fit', () => {
    expect(wordWindows([3, 3, 3], 9)).toEqual([{ from: 0, to: 3, countFrom: 0, countTo: 3 }]);
  });
});

describe('words as tokens', () => {
  it('begin where transformers’ word_ids say, special tokens and other parts without', async () => {
    const tokenizer = await bundledTokenizer();
    const words = ['Mara', 'unbelievably', 'sang', '!', '\u0001', '北京', '2026'];
    const [window, ...others] = tokenizer.encodeWords(words, 64);
    expect(others).toEqual([]);
    const pieces = words.map((word) => tokenizer.encode(word).ids.length - 2);
    const expected = [
      -1,
      ...pieces.flatMap((count, word) =>
        Array.from({ length: count }, (_, i) => (i ? SAME_WORD : word)),
      ),
      -1,
    ];
    expect([...(window?.words ?? [])]).toEqual(expected);
    expect([...(window?.unread ?? [])]).toEqual([4]);
  });

  it('that have none are told by the window that answers for them, each once', async () => {
    const tokenizer = await bundledTokenizer();
    const words = Array.from({ length: 300 }, (_, i) => (i % 7 === 3 ? '\u200b' : 'harbour'));
    const windows = tokenizer.encodeWords(words, 32);
    expect(windows.flatMap(({ unread }) => [...unread])).toEqual(
      words.flatMap((word, i) => (word === '\u200b' ? [i] : [])),
    );
    for (const row of [['\u200b'], []]) {
      const [only] = tokenizer.encodeWords(row, 32);
      expect(only?.words).toEqual(Int32Array.of(-1, -1));
      expect(only?.unread).toEqual(Int32Array.from(row, (_, i) => i));
    }
  });

  it('longer than a window are cut, and keep their first token', async () => {
    const tokenizer = await bundledTokenizer();
    const windows = tokenizer.encodeWords(['red', 'x7'.repeat(40), 'cat'], 16);
    expect(Math.max(...windows.map(({ ids }) => ids.length))).toBe(16);
    expect(windows.flatMap(({ words }) => [...words].filter((word) => word >= 0))).toEqual([
      0, 1, 2,
    ]);
    expect(windows.flatMap(({ unread }) => [...unread])).toEqual([]);
  });

  it('of a document of 3,000 words stand in windows that answer for each once', async () => {
    const tokenizer = await bundledTokenizer();
    const words = Array.from(
      { length: 3000 },
      (_, i) => ['harbour', 'of', 'Quellbridge', '.'][i % 4] ?? '',
    );
    const windows = tokenizer.encodeWords(words, 128);
    expect(windows.length).toBeGreaterThan(30);
    expect(Math.max(...windows.map(({ ids }) => ids.length))).toBeLessThanOrEqual(128);
    expect(windows.flatMap(({ words: own }) => [...own].filter((word) => word >= 0))).toEqual(
      words.map((_, i) => i),
    );
  });
});

describe('the words of a plain text', () => {
  it('are parted as corpora part them', () => {
    expect(splitWords('“Mara Quell’s wing,” (opened) on 3 May, at 7:30!')).toEqual([
      '“',
      'Mara',
      'Quell',
      '’s',
      'wing',
      ',',
      '”',
      '(',
      'opened',
      ')',
      'on',
      '3',
      'May',
      ',',
      'at',
      '7:30',
      '!',
    ]);
    expect(splitWords(' \n ')).toEqual([]);
    expect(splitWords('...')).toEqual(['.', '.', '.']);
  });
});
