import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dataset, type Examples, splitExamples } from '../../../src/engine/data';

/** Examples with only what a split looks at. */
function withClasses(classes: readonly number[]): Examples {
  const size = Math.max(0, ...classes) + 1;
  const labels = Array.from({ length: size }, (_, i) => `class ${i}`);
  return {
    dataset: {} as Dataset,
    file: 'rows.csv',
    count: classes.length,
    rows: Uint32Array.from(classes, (_, i) => i),
    classes: Int32Array.from(classes),
    labels,
    counts: labels.map((_, i) => classes.filter((index) => index === i).length),
    problems: { list: [], counts: {}, rowsLeftOut: 0 },
    target: (i) => Int32Array.of(classes[i] ?? 0),
    text: (i) => `text ${i}`,
    textPair: () => null,
    words: () => null,
    rowNumber: (i) => i + 1,
  };
}

const classes = fc.array(fc.nat(5), { minLength: 2, maxLength: 120 });
const fraction = fc.double({ min: 0.01, max: 0.9, noNaN: true });

describe('splitExamples', () => {
  it('puts every example on one side, and every class of two or more in train', () => {
    fc.assert(
      fc.property(classes, fraction, fc.integer(), fc.boolean(), (given, share, seed, stratify) => {
        const examples = withClasses(given);
        const { train, validation } = splitExamples(examples, { fraction: share, seed, stratify });
        expect([...train, ...validation].sort((a, b) => a - b)).toEqual(given.map((_, i) => i));
        expect(train.length).toBeGreaterThan(0);
        if (!stratify) return;
        for (const index of new Set(given)) {
          expect(train.some((i) => given[i] === index)).toBe(true);
        }
      }),
    );
  });

  it('keeps every class within one example of its share', () => {
    fc.assert(
      fc.property(classes, fraction, fc.integer(), (given, share, seed) => {
        const { validation } = splitExamples(withClasses(given), { fraction: share, seed });
        const wanted = Math.min(given.length - 1, Math.ceil(share * given.length - 1e-9));
        for (const index of new Set(given)) {
          const size = given.filter((other) => other === index).length;
          const held = [...validation].filter((i) => given[i] === index).length;
          expect(held).toBeLessThan((size * wanted) / given.length + 1);
        }
      }),
    );
  });

  it('holds out as many as scikit-learn does: 107 of 712, 83 of 547 at 15 %', () => {
    const sizes = [182, 159, 119, 97, 91, 64];
    const tickets = withClasses(sizes.flatMap((size, i) => Array<number>(size).fill(i)));
    const split = splitExamples(tickets, { fraction: 0.15, seed: 1 });
    expect(split.validation).toHaveLength(107);
    expect(
      sizes.map(
        (_, i) => split.validation.filter((example) => tickets.classes?.[example] === i).length,
      ),
    ).toEqual([27, 24, 18, 14, 14, 10]);
    const reviews = withClasses(Array.from({ length: 547 }, (_, i) => (i < 299 ? 0 : 1)));
    expect(splitExamples(reviews, { fraction: 0.15, seed: 1 }).validation).toHaveLength(83);
  });

  it('is the same for a seed and another for another', () => {
    const examples = withClasses(Array.from({ length: 100 }, (_, i) => i % 3));
    const draw = (seed: number) => [...splitExamples(examples, { fraction: 0.2, seed }).validation];
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('tells classes that are on one side only', () => {
    const { problems } = splitExamples(withClasses([0, 0, 0, 0, 0, 0, 0, 0, 1]), {
      fraction: 0.2,
      seed: 1,
    });
    expect(problems.list).toMatchObject([
      { kind: 'class-only-in-train', values: { label: 'class 1', count: 1 } },
    ]);
  });

  it('refuses a share outside 0 to 1, and one example', () => {
    for (const share of [0, 1, -1, Number.NaN]) {
      expect(() => splitExamples(withClasses([0, 1]), { fraction: share, seed: 1 })).toThrow(
        expect.objectContaining({ code: 'data/bad-fraction' }),
      );
    }
    expect(() => splitExamples(withClasses([0]), { fraction: 0.5, seed: 1 })).toThrow(
      expect.objectContaining({
        code: 'data/too-few-rows',
        message: expect.stringContaining('rows.csv'),
      }),
    );
  });

  it('tells when every class keeps its only row, so that validation is empty', () => {
    const { validation, problems } = splitExamples(withClasses([0, 1, 2]), {
      fraction: 0.5,
      seed: 1,
    });
    expect(validation).toHaveLength(0);
    expect(problems.counts).toEqual({ 'no-validation-rows': 1, 'class-only-in-train': 3 });
  });
});

describe('folds', () => {
  const several = fc.integer({ min: 2, max: 12 });
  const foldsOf = (given: readonly number[], folds: number, seed: number, stratify: boolean) =>
    Array.from({ length: folds }, (_, i) =>
      splitExamples(withClasses(given), { fold: i + 1, folds, seed, stratify }),
    );

  it('hold every example once in validation, and train on all the others', () => {
    fc.assert(
      fc.property(classes, several, fc.integer(), fc.boolean(), (given, k, seed, stratify) => {
        const folds = Math.min(k, given.length);
        const splits = foldsOf(given, folds, seed, stratify);
        const all = given.map((_, i) => i);
        const held = splits.flatMap(({ validation }) => [...validation]);
        expect(held.sort((a, b) => a - b)).toEqual(all);
        for (const { train, validation } of splits)
          expect([...train, ...validation].sort((a, b) => a - b)).toEqual(all);
        const sizes = splits.map(({ validation }) => validation.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('share every class to within one example where they are stratified', () => {
    fc.assert(
      fc.property(classes, several, fc.integer(), (given, k, seed) => {
        const splits = foldsOf(given, Math.min(k, given.length), seed, true);
        for (const index of new Set(given)) {
          const counts = splits.map(
            ({ validation }) => validation.filter((i) => given[i] === index).length,
          );
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('are dealt by the seed alone, and anew by another', () => {
    const given = Array.from({ length: 60 }, (_, i) => i % 3);
    const held = (seed: number) =>
      foldsOf(given, 5, seed, true).map(({ validation }) => [...validation]);
    expect(held(7)).toEqual(held(7));
    expect(held(7)).not.toEqual(held(8));
  });

  it('are refused where there are more of them than rows, or no such one', () => {
    const few = withClasses([0, 1, 0]);
    const asked = (fold: number, folds: number) => () =>
      splitExamples(few, { fold, folds, seed: 1 });
    expect(asked(1, 4)).toThrow('rows.csv: 3 of its rows can be used, too few for 4 folds.');
    expect(asked(4, 3)).toThrow('There is no fold 4 of 3.');
    expect(asked(3, 3)().validation).toHaveLength(1);
  });
});
