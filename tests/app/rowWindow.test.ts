import { describe, expect, it } from 'vitest';
import { ROW_HEIGHT, rowWindow, WINDOW_ROWS } from '../../src/app/panels/data/rowWindow';

describe('the window of a table', () => {
  it('holds the row in sight and some around it, wherever it is scrolled to', () => {
    for (const total of [1, 12, 500, 100_000, 5_000_000]) {
      const { height } = rowWindow(0, total);
      for (const share of [0, 0.31, 0.5, 0.999]) {
        const { first, start } = rowWindow(height * share, total);
        expect(first).toBeGreaterThanOrEqual(start);
        expect(first + 12).toBeLessThanOrEqual(start + WINDOW_ROWS);
        expect(first).toBeLessThan(total);
      }
    }
  });

  it('asks for the same rows while scrolling a little', () => {
    expect(rowWindow(50 * ROW_HEIGHT, 1000).start).toBe(rowWindow(60 * ROW_HEIGHT, 1000).start);
  });

  it('puts each row where it belongs', () => {
    const view = rowWindow(100 * ROW_HEIGHT, 1000);
    expect(view.offset(100)).toBe(100 * ROW_HEIGHT);
    expect(view.offset(view.start)).toBe(view.start * ROW_HEIGHT);
  });

  it('stays below the height that browsers lay out, and still reaches the last row', () => {
    const total = 3_000_000;
    const { height } = rowWindow(0, total);
    expect(height).toBeLessThanOrEqual(12_000_000);
    expect(rowWindow(height, total).first).toBe(total - 1);
    const view = rowWindow(height / 2, total);
    expect(view.offset(view.first)).toBeCloseTo(height / 2, -2);
  });

  it('stands a table without rows', () => {
    expect(rowWindow(0, 0)).toMatchObject({ first: 0, start: 0, height: 0 });
  });
});
