import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCellColumn } from '../../../src/engine/data/cells';
import type { Cell } from '../../../src/engine/data/reader';

describe('createCellColumn', () => {
  it('gives back every cell, lone surrogates and absent ones included', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('\ud800', '\udc00', 'a', '\uFEFF', '\0') }),
      fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Cell),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(fc.array(cell), (cells) => {
        const column = createCellColumn();
        for (const value of cells) column.push(value);
        expect(column.length).toBe(cells.length);
        cells.forEach((value, i) => {
          expect(column.get(i)).toEqual(value);
        });
        expect(column.get(cells.length)).toBeUndefined();
      }),
    );
  });

  it('reads cells that lie across its blocks', () => {
    const column = createCellColumn();
    const texts = Array.from({ length: 7 }, (_, i) => `${'語'.repeat(150_000 + i)}${i}`);
    for (const text of texts) column.push(text);
    texts.forEach((text, i) => {
      expect(column.get(i) === text).toBe(true);
    });
    expect(column.bytes).toBeLessThan(texts.join('').length * 3 + (2 << 20));
  });
});
