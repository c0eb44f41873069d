/**
 * Metrics are kept in blocks of typed arrays, one array a column: a database row for every step
 * would cost a millisecond each.
 */

/** Rows of one block. */
export const BLOCK_ROWS = 200;

/** One step's numbers; every row of a series should have the same keys, `step` among them. */
export type MetricRow = Readonly<Record<string, number>> & { readonly step: number };

export interface MetricBlock {
  readonly runId: string;
  readonly series: string;
  /** 0, 1, 2, … within the series. */
  readonly index: number;
  /** Rows in use. */
  readonly length: number;
  /** Arrays of `length` numbers. */
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** A whole series: one array a column, all of equal length. */
export type MetricSeries = Readonly<Record<string, Float64Array>>;

/** The blocks to write when `rows` follow `last` (null: the series is empty). */
export function* appendRows(
  { runId, series }: { readonly runId: string; readonly series: string },
  last: MetricBlock | null,
  rows: readonly MetricRow[],
): Generator<MetricBlock> {
  let block = last ?? { runId, series, index: 0, length: 0, columns: {} };
  for (let done = 0; done < rows.length; ) {
    if (block.length === BLOCK_ROWS) {
      block = { runId, series, index: block.index + 1, length: 0, columns: {} };
    }
    const taken = rows.slice(done, done + BLOCK_ROWS - block.length);
    block = extend(block, taken);
    done += taken.length;
    yield block;
  }
}

function extend(block: MetricBlock, rows: readonly MetricRow[]): MetricBlock {
  const length = block.length + rows.length;
  const keys = new Set([...Object.keys(block.columns), ...rows.flatMap(Object.keys)]);
  const columns: Record<string, Float64Array> = {};
  for (const key of keys) {
    // A column that a row lacks is NaN there.
    const values = new Float64Array(length).fill(Number.NaN);
    values.set(block.columns[key] ?? []);
    for (const [i, row] of rows.entries()) values[block.length + i] = row[key] ?? Number.NaN;
    columns[key] = values;
  }
  return { ...block, length, columns };
}

/** Blocks of one series, in order, joined. */
export function readSeries(blocks: readonly MetricBlock[]): MetricSeries {
  const length = blocks.reduce((n, block) => n + block.length, 0);
  const series: Record<string, Float64Array> = {};
  let at = 0;
  for (const block of blocks) {
    for (const [key, values] of Object.entries(block.columns)) {
      series[key] ??= new Float64Array(length).fill(Number.NaN);
      series[key].set(values, at);
    }
    at += block.length;
  }
  return series;
}
