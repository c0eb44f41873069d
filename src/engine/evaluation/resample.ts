import type { Random } from '../core/rng';
import { binomial } from './binomial';

/** Scores by name, null where one is not defined. */
export type Scores = Readonly<Record<string, number | null>>;

/**
 * Scores that can be asked of any choice of rows. Rows that count alike share a cell: all right
 * answers of one class, say, or one row alone.
 */
export interface Statistic {
  /** Cell of each row that counts, [R]. */
  readonly cellOf: Int32Array;
  readonly cells: number;
  /** Scores of `counts[cell]` rows of each cell. */
  scores(counts: Int32Array): Scores;
}

/** Cells of rows. */
export interface Cells {
  /** Cell of each row that counts, [R]. */
  readonly cellOf: Int32Array;
  /** The first row of each cell. */
  readonly first: readonly number[];
}

/** Puts rows with the same key into one cell, in order of appearance; null leaves a row out. */
export function cellsOf(rows: number, key: (row: number) => number | string | null): Cells {
  const known = new Map<number | string, number>();
  const first: number[] = [];
  const cellOf = new Int32Array(rows);
  let counted = 0;
  for (let row = 0; row < rows; row++) {
    const own = key(row);
    if (own === null) continue;
    let cell = known.get(own);
    if (cell === undefined) {
      cell = first.push(row) - 1;
      known.set(own, cell);
    }
    cellOf[counted++] = cell;
  }
  return { cellOf: cellOf.subarray(0, counted), first };
}

/** How many rows one draw of a binomial costs as much as. */
const ROWS_A_DRAW = 10;

/** Rows of each cell when every row is taken once, [cells]. */
export function onceEach(cellOf: Int32Array, cells: number): Int32Array {
  const sizes = new Int32Array(cells);
  for (const cell of cellOf) sizes[cell] = (sizes[cell] as number) + 1;
  return sizes;
}

/**
 * Draws as many rows as there are, with replacement, again and again: each call fills `counts` with
 * rows drawn of each cell. Where rows are many and cells few, the counts themselves are drawn, each
 * binomial given those before it: the same multinomial, in a time that does not grow with the rows.
 */
export function resampler(
  cellOf: Int32Array,
  cells: number,
  random: Random,
): (counts: Int32Array) => void {
  const rows = cellOf.length;
  if (rows <= cells * ROWS_A_DRAW) {
    const drawn = new Int32Array(rows);
    return (counts) => {
      random.fillIntegers(drawn, rows);
      countDrawn(cellOf, drawn, counts);
    };
  }
  const sizes = onceEach(cellOf, cells);
  return (counts) => {
    let left = rows;
    let eligible = rows;
    for (let cell = 0; cell < cells; cell++) {
      const size = sizes[cell] as number;
      const drawn = eligible > 0 ? binomial(random, left, size / eligible) : 0;
      counts[cell] = drawn;
      left -= drawn;
      eligible -= size;
    }
  };
}

function countDrawn(cellOf: Int32Array, drawn: Int32Array, counts: Int32Array): void {
  counts.fill(0);
  for (let i = 0; i < drawn.length; i++) {
    const cell = cellOf[drawn[i] as number] as number;
    counts[cell] = (counts[cell] as number) + 1;
  }
}

/** Mean of a value of each cell, [cells], over `counts` rows of each; null without rows. */
export function weightedMean(values: ArrayLike<number>, counts: Int32Array): number | null {
  let sum = 0;
  let rows = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell] as number;
    sum += count * (values[cell] as number);
    rows += count;
  }
  return rows > 0 ? sum / rows : null;
}
