import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/engine/core/rng';
import { IGNORED } from '../../../src/engine/core/target';
import { hideTokens } from '../../../src/engine/tasks/masking';
import type { Vocabulary } from '../../../src/engine/tasks/task';

const [CLS, SEP, MASK] = [1, 2, 3];

/** Ids below 10 are special, those from 500 on go on with a word. */
const VOCABULARY: Vocabulary = {
  size: 1000,
  mask: MASK,
  isSpecial: (id) => id < 10,
  continues: (id) => id >= 500,
  token: String,
  text: String,
};

const TEXT = Int32Array.from([CLS, ...Array.from({ length: 62 }, (_, i) => 20 + i), SEP]);

/** A text hidden many times over: [what is shown, what was there] of each hidden place. */
function hideMany(ids: Int32Array, share: number, wholeWords = false, times = 2000) {
  return Array.from({ length: times }, (_, stream) => {
    const found = hideTokens(ids, { share, wholeWords }, VOCABULARY, createRandom(5, stream));
    const places = [...found.target.keys()].filter((i) => found.target[i] !== IGNORED);
    return { ...found, places };
  });
}

describe('hidden tokens', () => {
  it('are the share that was asked for, 80 % as the mask, 10 % as another, 10 % as they are', () => {
    const drawn = hideMany(TEXT, 0.15);
    const hidden = drawn.flatMap(({ ids, target, places }) =>
      places.map((i) => (ids[i] === MASK ? 'mask' : ids[i] === target[i] ? 'same' : 'other')),
    );
    expect(hidden.length / (62 * drawn.length)).toBeCloseTo(0.15, 2);
    const shareOf = (kind: string): number =>
      hidden.filter((one) => one === kind).length / hidden.length;
    expect(shareOf('mask')).toBeCloseTo(0.8, 1.5);
    expect(shareOf('other')).toBeCloseTo(0.1, 1.5);
    expect(shareOf('same')).toBeCloseTo(0.1, 1.5);
  });

  it('are asked for as they were, and all others are left as they are', () => {
    for (const { ids, target, places } of hideMany(TEXT, 0.3, false, 50)) {
      for (const i of places) expect(target[i]).toBe(TEXT[i]);
      TEXT.forEach((id, i) => {
        if (!places.includes(i)) expect(ids[i]).toBe(id);
      });
      expect([ids[0], ids.at(-1)]).toEqual([CLS, SEP]);
    }
  });

  it('are never special ones, nor shown as any but the mask', () => {
    const ids = Int32Array.from([CLS, 4, 30, 5, MASK, SEP]);
    for (const { ids: shown, places } of hideMany(ids, 0.5)) {
      expect(places).toEqual([2]);
      expect((shown[2] as number) === MASK || (shown[2] as number) >= 10).toBe(true);
    }
  });

  it('are at least one, whatever the share, and none where nothing has a meaning', () => {
    expect(
      hideMany(Int32Array.from([CLS, 30, 31, SEP]), 0.01).every(({ places }) => places.length > 0),
    ).toBe(true);
    expect(
      hideMany(Int32Array.from([CLS, SEP]), 0.5).every(({ places }) => places.length === 0),
    ).toBe(true);
  });

  it('are whole words where those are asked for', () => {
    const ids = Int32Array.from([CLS, 20, 500, 501, 21, 502, 22, SEP]);
    const seen = new Set(hideMany(ids, 0.2, true).map(({ places }) => places.join()));
    const words = ['1,2,3', '4,5', '6'];
    expect([...seen].filter((places) => !words.some((word) => places.includes(word)))).toEqual([]);
    expect(seen.has('1,2,3') && seen.has('4,5') && seen.has('6')).toBe(true);
    expect([...seen].some((places) => places === '1' || places === '1,2')).toBe(false);
  });

  it('are the same for the same random numbers', () => {
    expect(hideMany(TEXT, 0.15, false, 5)).toEqual(hideMany(TEXT, 0.15, false, 5));
  });
});
