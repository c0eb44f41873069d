import { firstAlike, type RowTexts } from '../data';
import type { PreparedSplit } from './preparedData';

/** A row to be scored whose texts are those of a row that was trained on; see {@link firstAlike}. */
export interface TrainedRow {
  /** Its place in the split. */
  readonly row: number;
  /** Of the first such row among the training rows. */
  readonly trainRow: number;
}

/** The rows of a split that a model was trained on; their score says little about new texts. */
export async function trainedRows(
  train: PreparedSplit,
  split: PreparedSplit,
  breathe: () => Promise<void>,
): Promise<TrainedRow[]> {
  const found = await firstAlike(textsOf(train), textsOf(split), breathe);
  return Array.from(found).flatMap((trainRow, row) => (trainRow < 0 ? [] : [{ row, trainRow }]));
}

function textsOf(split: PreparedSplit): RowTexts {
  return {
    count: split.rows,
    text: (row) => split.row(row).text(),
    textPair: (row) => split.row(row).pair(),
  };
}

/** A split without some of its rows. */
export function withoutRows(split: PreparedSplit, rows: readonly TrainedRow[]): PreparedSplit {
  const left = new Set(rows.map(({ row }) => row));
  const all = Uint32Array.from({ length: split.rows }, (_, row) => row);
  return split.only(all.filter((row) => !left.has(row)));
}
