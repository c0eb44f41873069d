import { describe, expect, it } from 'vitest';
import { makeProblem, mergeReports, PROBLEM_KINDS, problemError } from '../../../src/engine/data';
import { createProblemLog } from '../../../src/engine/data/problems';

describe('problems', () => {
  it('every kind of severity error names a remedy', () => {
    for (const [kind, rule] of Object.entries(PROBLEM_KINDS)) {
      const remedy = 'remedy' in rule ? rule.remedy : '';
      expect([kind, rule.severity === 'error' && remedy === '']).toEqual([kind, false]);
    }
  });

  it('say where they are: row and column, line alone, or neither', () => {
    expect(
      makeProblem('blank-label', {}, { row: 214, line: 300, column: 'category' }).message,
    ).toBe('Row 214, column category: empty. The row is left out.');
    expect(makeProblem('blank-line', {}, { line: 7 }).message).toBe(
      'Line 7: empty. The line is skipped.',
    );
    const alone = makeProblem('class-only-in-train', { label: 'b', count: 1 });
    expect(alone.message).toBe('“b” has 1 rows, none of them in validation.');
    expect(makeProblem('no-examples', { rows: 3 }).message).toBe('None of the 3 rows can be used.');
  });

  it('become errors with their place, values and remedy', () => {
    const problem = makeProblem('one-class', { label: 'a', count: 4 }, { column: 'label' });
    const error = problemError(problem, 'rows.csv');
    expect(error).toMatchObject({
      code: 'data/one-class',
      values: { file: 'rows.csv', column: 'label', label: 'a', count: 4 },
      remedy: expect.stringContaining('another label column'),
    });
  });

  it('of successive stages add up', () => {
    const reading = createProblemLog();
    const picking = createProblemLog();
    reading.add('too-many-fields', { expected: 2, found: 3 }, { row: 1 });
    reading.add('blank-line', {}, { line: 5 });
    picking.add('blank-text', {}, { row: 2 });
    const { list, counts, rowsLeftOut } = mergeReports(reading.report(), picking.report());
    expect(list.map(({ kind }) => kind)).toEqual(['too-many-fields', 'blank-line', 'blank-text']);
    expect(counts).toEqual({ 'too-many-fields': 1, 'blank-line': 1, 'blank-text': 1 });
    expect(rowsLeftOut).toBe(2);
  });
});
