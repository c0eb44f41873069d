import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../src/engine/core/errors';
import { loadTokenizer } from '../../../src/engine/text/tokenizer';
import { bundledFile, bundledTokenizer } from './bundledTokenizer';

interface Cases {
  single: { text: string; ids: number[]; decoded: string }[];
  pairs: {
    text: string;
    pair: string;
    maxTokens: number | null;
    ids: number[];
    typeIds: number[];
    fullLength: number;
  }[];
  truncated: { text: string; maxTokens: number; ids: number[] }[];
}

const CASES_URL = new URL('../../fixtures/tokenizers/all-minilm-l6-v2/cases.json', import.meta.url);
const cases = JSON.parse(readFileSync(CASES_URL, 'utf8')) as Cases;
const tokenizer = bundledTokenizer();

describe('the bundled tokenizer against the Rust library', () => {
  it('gives equal ids for every hostile text', () => {
    const found = cases.single.map(({ text }) => [text, [...tokenizer.encode(text).ids]]);
    expect(found).toEqual(cases.single.map(({ text, ids }) => [text, ids]));
  });

  it('decodes ids to equal text', () => {
    const found = cases.single.map(({ ids }) => tokenizer.decode(ids));
    expect(found).toEqual(cases.single.map(({ decoded }) => decoded));
  });

  it('gives equal ids, types and full lengths for pairs, truncated to every length', () => {
    const found = cases.pairs.map(({ text, pair, maxTokens }) => {
      const { ids, typeIds, fullLength } = tokenizer.encode(text, pair, { maxTokens });
      return { text, pair, maxTokens, ids: [...ids], typeIds: [...typeIds], fullLength };
    });
    expect(found).toEqual(cases.pairs);
  });

  it('truncates single texts alike', () => {
    const found = cases.truncated.map(({ text, maxTokens }) => {
      return { text, maxTokens, ids: [...tokenizer.encode(text, null, { maxTokens }).ids] };
    });
    expect(found).toEqual(cases.truncated);
  });
});

describe('a tokenizer', () => {
  it('ignores the truncation and padding that its file carries', () => {
    const { ids, truncated } = tokenizer.encode('word '.repeat(300));
    expect(ids.length).toBe(302);
    expect(truncated).toBe(false);
    expect(tokenizer.encode('word').ids.length).toBe(3);
  });

  it('reports truncation and the length without it', () => {
    const encoding = tokenizer.encode('word '.repeat(300), null, { maxTokens: 10 });
    expect(encoding.ids.length).toBe(10);
    expect([encoding.truncated, encoding.fullLength]).toEqual([true, 302]);
    const whole = tokenizer.encode('one two', null, { maxTokens: 4 });
    expect([whole.truncated, whole.fullLength]).toEqual([false, 4]);
  });

  it('knows its special ids, vocabulary size and limit', () => {
    const { special, vocabSize, modelMaxTokens } = tokenizer;
    expect(special).toEqual({
      cls: 101,
      sep: 102,
      pad: 0,
      mask: 103,
      unk: 100,
      bos: null,
      eos: null,
    });
    expect([vocabSize, modelMaxTokens]).toEqual([30522, 512]);
    expect(tokenizer.tokens([101, 7592, 99999])).toEqual(['[CLS]', 'hello', '']);
  });

  it('finds special ids without tokenizer_config.json', () => {
    const alone = loadTokenizer(bundledFile('tokenizer.json'), null);
    expect(alone.special).toEqual(tokenizer.special);
    expect(alone.modelMaxTokens).toBeNull();
  });

  it('refuses a limit below its special tokens, naming both numbers', () => {
    const encode = () => tokenizer.encode('a', 'b', { maxTokens: 2 });
    expect(encode).toThrow(EngineError);
    expect(encode).toThrow(/At most 2 tokens .* 3 special tokens/);
  });

  it.each([
    ['not JSON', '{', /not valid JSON/],
    ['a list', '3', /no JSON object/],
    ['no model', '{}', /no model/],
    [
      'an unknown normalizer',
      '{"model":{"type":"WordPiece","vocab":{}},"normalizer":{"type":"X"}}',
      /X/,
    ],
  ])('names the fault of a tokenizer.json that is %s', (_, text, message) => {
    expect(() => loadTokenizer(text, null)).toThrow(EngineError);
    expect(() => loadTokenizer(text, null)).toThrow(message);
  });
});
