import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertTags, readEntities, writeTags } from '../../../src/engine/tags/convertTags';
import { type Entity, strictEntities } from '../../../src/engine/tags/entities';
import { faultsOf, recogniseScheme } from '../../../src/engine/tags/tagScheme';
import { mayFollow, parseTag, SCHEMES } from '../../../src/engine/tags/tags';

/** Entities in order that do not overlap, and the number of tokens. */
const sentence = fc
  .array(
    fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 4 }), fc.constantFrom('PER', 'LOC', 'A-B', '_')),
    {
      maxLength: 6,
    },
  )
  .map((drawn) => {
    let token = 0;
    const entities = drawn.map(([gap, length, type]): Entity => {
      const start = token + gap;
      token = start + length;
      return { type, start, end: token };
    });
    return { entities, length: token + 1 };
  });
const scheme = fc.constantFrom(...SCHEMES);
const tagOf = fc.constantFrom('O', 'B-X', 'I-X', 'B-Y', 'I-Y', 'E-X', 'S-Y', 'B', 'I');

describe('tags', () => {
  it('keep their entities through any scheme', () => {
    fc.assert(
      fc.property(sentence, scheme, scheme, ({ entities, length }, from, to) => {
        const tags = writeTags(entities, length, from);
        expect(readEntities(tags, from)).toEqual(entities);
        const converted = convertTags(tags, from, to);
        expect(readEntities(converted, to)).toEqual(entities);
        expect(convertTags(converted, to, from)).toEqual(tags);
      }),
    );
  });

  it('written in a scheme break none of its rules', () => {
    fc.assert(
      fc.property(sentence, scheme, ({ entities, length }, to) => {
        expect(faultsOf([writeTags(entities, length, to)], to)).toEqual({ count: 0, first: null });
      }),
    );
  });

  it('that break no rule say the same to the letter as with good will', () => {
    fc.assert(
      fc.property(fc.array(tagOf, { maxLength: 6 }), scheme, (tags, by) => {
        const knows = tags.every((tag) => !'ES'.includes(tag.charAt(0)) || by === 'BIOES');
        if (!knows || faultsOf([tags], by).count > 0) return;
        expect(strictEntities(tags, by)).toEqual(readEntities(tags, by));
      }),
    );
  });

  it('that are not well formed become what they were read as', () => {
    expect(convertTags(['I-PER', 'I-PER', 'I-LOC', 'O'], 'IOB2', 'BIOES')).toEqual([
      'B-PER',
      'E-PER',
      'S-LOC',
      'O',
    ]);
  });

  it('of two entities side by side are told apart in each scheme', () => {
    const pair = [
      { type: 'X', start: 0, end: 2 },
      { type: 'X', start: 2, end: 3 },
    ];
    const written = Object.fromEntries(SCHEMES.map((to) => [to, writeTags(pair, 4, to).join(' ')]));
    expect(written).toEqual({
      IOB1: 'I-X I-X B-X O',
      IOB2: 'B-X I-X B-X O',
      BIOES: 'B-X E-X S-X O',
      BILOU: 'B-X L-X U-X O',
    });
  });

  it('are read in two parts, however odd', () => {
    expect(['B-PER', 'I-A-B', 'O', 'B', 'BPER', ''].map(parseTag)).toEqual([
      { prefix: 'B', type: 'PER' },
      { prefix: 'I', type: 'A-B' },
      { prefix: 'O', type: '_' },
      { prefix: 'B', type: '_' },
      { prefix: 'B', type: 'PER' },
      { prefix: 'O', type: '_' },
    ]);
  });

  it('may follow each other as the scheme says', () => {
    const may = (by: (typeof SCHEMES)[number], before: string, after: string) =>
      mayFollow(by, parseTag(before), parseTag(after));
    expect(may('IOB2', 'O', 'I-X')).toBe(false);
    expect(may('IOB2', 'B-X', 'I-Y')).toBe(false);
    expect(may('IOB1', 'O', 'I-X')).toBe(true);
    expect(may('IOB1', 'O', 'B-X')).toBe(false);
    expect(may('IOB1', 'I-X', 'B-X')).toBe(true);
    expect(may('BIOES', 'B-X', 'O')).toBe(false);
    expect(may('BIOES', 'B-X', 'E-X')).toBe(true);
    expect(may('BIOES', 'E-X', 'I-X')).toBe(false);
    expect(may('BILOU', 'U-X', 'B-X')).toBe(true);
    expect(may('BILOU', 'I-X', 'U-X')).toBe(false);
  });
});

describe('the scheme of a corpus', () => {
  const of = (...lines: string[]) => recogniseScheme(lines.map((line) => line.split(' ')));

  it.each([
    ['IOB2', 'B-X I-X O B-Y'],
    ['IOB1', 'I-X I-X O I-Y'],
    ['IOB1', 'I-X B-X O'],
    ['BIOES', 'B-X E-X O S-Y'],
    ['BILOU', 'B-X I-X L-X U-Y'],
    ['BIOES', 'S-X O S-X'],
    ['IOB2', 'B O B I'],
  ])('is %s of %s', (wanted, line) => {
    expect(of(line)).toMatchObject({ scheme: wanted, reason: 'fits', firstFault: null, odd: [] });
  });

  it('is the one its sentences were written in, where they tell', () => {
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 4 }), scheme, (drawn, by) => {
        const tags = drawn.map(({ entities, length }) => writeTags(entities, length, by));
        const found = recogniseScheme(tags);
        expect(found.faults[by]).toBe(0);
        expect(found.reason).toBe(
          drawn.some(({ entities }) => entities.length) ? 'fits' : 'no-entities',
        );
        const read = (sentence: readonly string[]) =>
          readEntities(sentence, found.scheme ?? 'IOB2');
        expect(tags.map(read)).toEqual(drawn.map(({ entities }) => entities));
      }),
    );
  });

  it('is the one that the fewest tags break, and the first of them is named', () => {
    const found = of('B-X I-X O', 'O I-Y I-Y', 'B-X O B-Y');
    expect(found).toMatchObject({ scheme: 'IOB2', reason: 'fewest-faults' });
    expect(found.faults).toMatchObject({ IOB2: 1, IOB1: 3 });
    expect(found.firstFault).toEqual({ sentence: 1, token: 1, before: 'O', tag: 'I-Y' });
    expect(of('B-X E-X B-Y').firstFault).toEqual({
      sentence: 0,
      token: 3,
      before: 'B-Y',
      tag: 'O',
    });
  });

  it('is none of tags that name no beginning, as parts of speech', () => {
    expect(of('DET NOUN VERB O')).toMatchObject({
      scheme: null,
      reason: 'no-prefixes',
      odd: ['DET', 'NOUN', 'VERB'],
    });
    expect(of('S V E B')).toMatchObject({ scheme: null, reason: 'no-prefixes' });
  });

  it('is none of tags that fit no scheme together, and those are named', () => {
    expect(of('B-X I-X LOC O')).toMatchObject({ scheme: null, reason: 'mixed-tags', odd: ['LOC'] });
    expect(of('B-X L-X E-X O')).toMatchObject({ scheme: null, reason: 'mixed-tags', odd: ['L-X'] });
  });

  it('is IOB2 where nothing tells', () => {
    expect(of('O O O')).toMatchObject({ scheme: 'IOB2', reason: 'no-entities' });
    expect(recogniseScheme([])).toMatchObject({ scheme: 'IOB2', reason: 'no-entities' });
  });
});
