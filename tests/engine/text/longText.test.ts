import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutRule, textPieces } from '../../../src/engine/text/longText';
import { loadTokenizer } from '../../../src/engine/text/tokenizer';
import { bundledFile, bundledTokenizer } from './bundledTokenizer';

const tokenizer = bundledTokenizer();

/** Words of every kind with single and multiple white space between them. */
const longText = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'word',
        '[SEP]',
        'a\u0301',
        '\u0301x',
        '你好',
        'ΑΣ',
        '\u0085',
        '\u0000',
        'x'.repeat(99),
        '😀',
        '...',
      ),
      fc.constantFrom(' ', ' ', '  ', '\n', '\u00a0', '\ufeff ', ''),
    ),
    { minLength: 900, maxLength: 1400 },
  )
  .map((parts) => parts.flat().join(''));

describe('a long text', () => {
  it('is cut into pieces that make up the text', () => {
    fc.assert(
      fc.property(longText, (text) => {
        expect([...textPieces(text, 'before-space')].join('')).toBe(text);
      }),
      { numRuns: 20 },
    );
  });

  it('gives the ids it gives uncut, where cutting is allowed', () => {
    const spanning = JSON.parse(bundledFile('tokenizer.json'));
    const spacedToken = { ...spanning.added_tokens[0], id: 30522, content: 'never here' };
    spanning.added_tokens.push(spacedToken);
    const uncut = loadTokenizer(JSON.stringify(spanning), null);
    expect(cutRule(spanning)).toBe('never');
    fc.assert(
      fc.property(longText, (text) => {
        expect(tokenizer.encode(text).ids).toEqual(uncut.encode(text).ids);
      }),
      { numRuns: 5 },
    );
  });

  it('of 100,000 words is truncated from its beginning alone, and still counted in full', () => {
    const text = 'unaffable words '.repeat(50_000);
    expect(textPieces(text, 'before-space').next().value?.length).toBeLessThan(5000);
    const encoding = tokenizer.encode(text, null, { maxTokens: 128 });
    expect(encoding.ids).toEqual(
      tokenizer.encode(text.slice(0, 2000), null, { maxTokens: 128 }).ids,
    );
    expect(encoding.fullLength).toBe(4 * 50_000 + 2);
  });

  it('that two long texts make is cut as if both were counted in full', () => {
    const long = 'a '.repeat(9000);
    const longer = 'b '.repeat(9001);
    const kept = (text: string, pair: string) => {
      const { ids } = tokenizer.encode(text, pair, { maxTokens: 12 });
      return [ids.indexOf(102) - 1, ids.length - ids.indexOf(102) - 2];
    };
    expect(kept(long, longer)).toEqual([4, 5]);
    expect(kept(longer, long)).toEqual([5, 4]);
  });
});

/** A byte-level BPE tokenizer over single bytes and a few merges, as GPT-2's files are made. */
function byteLevelFile(preTokenizers: readonly object[]) {
  const printable = (byte: number) =>
    (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad && byte <= 0xff);
  let next = 0x100;
  const chars = Array.from({ length: 256 }, (_, byte) => {
    return String.fromCharCode(printable(byte) ? byte : next++);
  });
  const merges = ['Ġ w', 'o r', 'Ġw or', 'Ġ Ġ', 'Ċ Ċ', 'd Ġ', 'Ġ d', '1 2'];
  const tokens = [...chars, ...merges.map((merge) => merge.replace(' ', ''))];
  return {
    added_tokens: [{ id: 300, content: '<|end|>', special: true, normalized: false }],
    normalizer: null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: preTokenizers },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: Object.fromEntries(tokens.map((t, i) => [t, i])), merges },
  };
}

it.each([
  ['byte-level BPE', [{ type: 'ByteLevel', add_prefix_space: false, use_regex: true }]],
  [
    'byte-level BPE after single digits',
    [
      { type: 'Digits', individual_digits: true },
      { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
    ],
  ],
])('a long text of every kind of word gives the ids it gives uncut, with %s', (_, stages) => {
  const file = byteLevelFile(stages);
  const spaced = { id: 301, content: 'never here', special: true, normalized: false };
  const cut = loadTokenizer(JSON.stringify(file), null);
  const uncut = loadTokenizer(
    JSON.stringify({ ...file, added_tokens: [...file.added_tokens, spaced] }),
    null,
  );
  expect([cutRule(file), cut.encode('a wor').ids.length]).toEqual(['before-space', 2]);
  const text = fc
    .array(
      fc.tuple(
        fc.constantFrom('word', "don't", '12', 'x1', '...', '你好', '\u0301', '<|end|>', '\u0085'),
        fc.constantFrom(' ', ' ', '  ', '\n', ' \n', '\u00a0 ', ''),
      ),
      { minLength: 2500, maxLength: 3500 },
    )
    .map((parts) => parts.flat().join(''));
  fc.assert(
    fc.property(text, (value) => {
      expect(cut.encode(value).ids).toEqual(uncut.encode(value).ids);
    }),
    { numRuns: 10 },
  );
});

describe('cutting', () => {
  const bert = {
    normalizer: { type: 'BertNormalizer' },
    pre_tokenizer: { type: 'BertPreTokenizer' },
  };
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, use_regex: true };

  it.each([
    ['BERT', bert, 'before-space'],
    ['byte-level BPE', { pre_tokenizer: byteLevel }, 'before-space'],
    [
      'digits before byte-level BPE',
      { pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Digits' }, byteLevel] } },
      'before-space',
    ],
    ['Metaspace', { pre_tokenizer: { type: 'Metaspace' } }, 'never'],
    ['a prefix space', { pre_tokenizer: { ...byteLevel, add_prefix_space: true } }, 'never'],
    ['an unknown normalizer', { ...bert, normalizer: { type: 'Prepend' } }, 'never'],
    ['no pre-tokenizer', { pre_tokenizer: null }, 'never'],
    ['an added token with a space', { ...bert, added_tokens: [{ content: 'a b' }] }, 'never'],
  ])('with %s', (_, file, rule) => {
    expect(cutRule(file)).toBe(rule);
  });

  it('happens before a lone space only', () => {
    const text = `${'x'.repeat(5000)}  y z`;
    expect([...textPieces(text, 'before-space')]).toEqual([`${'x'.repeat(5000)}  y`, ' z']);
    expect([...textPieces(text, 'never')]).toEqual([text]);
  });
});
