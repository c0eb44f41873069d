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

  it('gives back cells on either side of the point where few values become many', () => {
    const column = createCellColumn();
    const value = (i: number) => (i < 5000 ? `label ${i % 7}` : `text number ${i}`);
    for (let i = 0; i < 12_000; i++) column.push(value(i));
    for (let i = 0; i < 12_000; i += 37) expect(column.get(i)).toBe(value(i));
    expect(column.length).toBe(12_000);
    expect(column.text(12_000)).toBe('');
  });

  it('takes two bytes a cell where few values return', () => {
    const column = createCellColumn();
    for (let i = 0; i < 1_000_000; i++) column.push(i % 3 === 0 ? 'a rather long label' : 'b');
    expect(column.bytes).toBeLessThan(2_100_000);
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
