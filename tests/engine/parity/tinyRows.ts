import type { Example } from '../../../src/engine/tasks/task';
import { fixtureJson } from '../../support/fixtures';

const CASES = await fixtureJson('parity/cases.json');

/** The rows that the tiny BERT of the fixtures learns. */
export const ROWS: Example[] = CASES.rows.map(
  (row: { ids: number[]; typeIds: number[]; label: number }, i: number) => ({
    ids: Int32Array.from(row.ids),
    typeIds: Int32Array.from(row.typeIds),
    target: Int32Array.of(row.label),
    row: i,
  }),
);

/** The largest difference between numbers found and wanted. */
export function worst(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  return Array.from(found).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (wanted[i] as number))),
    0,
  );
}
