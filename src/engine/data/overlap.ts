import { createProblemLog, type ProblemReport } from './problems';
import { createRepeats } from './repeats';

/** Rows by their texts. */
export interface RowTexts {
  readonly count: number;
  text(row: number): string;
  /** The second text; null where there is none. */
  textPair(row: number): string | null;
}

/** Rows that are looked at between two turns of other work. */
const ROWS_A_TURN = 4096;

/**
 * For each row of `others` the first of `train` with the same texts, −1 for none, [others]. Texts are the
 * same whatever their case, their forms of characters (NFKC) and the white space between their words; of
 * pairs both must be. `breathe` is awaited now and then, and ends the search by throwing.
 */
export async function firstAlike(
  train: RowTexts,
  others: RowTexts,
  breathe: () => Promise<void> = async () => {},
): Promise<Int32Array> {
  const repeats = createRepeats(train.count, (row) => keyOf(train, row));
  for (let row = 0; row < train.count; row++) {
    if (row % ROWS_A_TURN === 0) await breathe();
    const key = keyOf(train, row);
    if (repeats.find(key) === undefined) repeats.add(key, row);
  }
  const found = new Int32Array(others.count);
  for (let row = 0; row < others.count; row++) {
    if (row % ROWS_A_TURN === 0) await breathe();
    found[row] = repeats.find(keyOf(others, row)) ?? -1;
  }
  return found;
}

function keyOf(rows: RowTexts, row: number): string {
  return `${plain(rows.text(row))}\0${plain(rows.textPair(row) ?? '')}`;
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

type NumberedTexts = RowTexts & { rowNumber(row: number): number };

/**
 * Tells validation texts that stand in the training examples as well: their score says little about
 * new texts. For a validation file of its own, or a split that keeps repeated rows.
 */
export async function findOverlap(
  train: NumberedTexts,
  validation: NumberedTexts,
): Promise<ProblemReport> {
  const problems = createProblemLog();
  (await firstAlike(train, validation)).forEach((found, row) => {
    if (found < 0) return;
    const values = { trainRow: train.rowNumber(found) };
    problems.add('split-overlap', values, { row: validation.rowNumber(row) });
  });
  return problems.report();
}
