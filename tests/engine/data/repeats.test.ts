import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRepeats } from '../../../src/engine/data/repeats';

describe('createRepeats', () => {
  it('finds the first entry of every text, and nothing else', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '你'), maxLength: 3 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
        const repeats = createRepeats(texts.length, (i) => texts[i] ?? '');
        texts.forEach((value, i) => {
          const first = texts.indexOf(value);
          expect(repeats.find(value)).toBe(first < i ? first : undefined);
          if (first === i) repeats.add(value, i);
        });
        expect(repeats.find('none of these')).toBeUndefined();
      }),
    );
  });

  it('tells texts apart whose hashes meet', () => {
    // In a table of 300,000 entries some ten 32-bit hashes are equal by chance.
    const count = 300_000;
    const repeats = createRepeats(count, (i) => `text ${i}`);
    for (let i = 0; i < count; i++) {
      if (repeats.find(`text ${i}`) !== undefined) throw new Error(`text ${i} is new`);
      repeats.add(`text ${i}`, i);
    }
    expect(repeats.find('text 123456')).toBe(123_456);
  });
});
