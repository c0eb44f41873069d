import type { LabelCounts } from './averages';

/** Counts of labels in cells of rows, without those that are 0: what averages of resamples are summed from. */
export interface LabelTable {
  /** Number of labels. */
  readonly labels: number;
  /** Of each entry: cell, label, and its counts in one row of the cell. */
  readonly cell: Int32Array;
  readonly label: Int32Array;
  readonly hits: Int32Array;
  readonly predicted: Int32Array;
  readonly support: Int32Array;
}

/** Counts of every label, [labels], in one row of each cell. */
export function labelTable(
  labels: number,
  cells: readonly (readonly (readonly [label: number, counts: LabelCounts])[])[],
): LabelTable {
  const entries = cells.flatMap((one, cell) =>
    one
      .filter(([, { predicted, support }]) => predicted + support > 0)
      .map(([label, counts]) => ({ cell, label, ...counts })),
  );
  const column = (key: 'cell' | 'label' | keyof LabelCounts): Int32Array =>
    Int32Array.from(entries, (entry) => entry[key]);
  return {
    labels,
    cell: column('cell'),
    label: column('label'),
    hits: column('hits'),
    predicted: column('predicted'),
    support: column('support'),
  };
}

/** Counts of every label over `counts` rows of each cell, [labels]. */
export function sumLabels(table: LabelTable, counts: Int32Array): LabelCounts[] {
  const hits = sumColumn(table, table.hits, counts);
  const predicted = sumColumn(table, table.predicted, counts);
  const support = sumColumn(table, table.support, counts);
  return Array.from(hits, (count, i) => ({
    hits: count,
    predicted: predicted[i] as number,
    support: support[i] as number,
  }));
}

function sumColumn(
  { labels, cell, label }: LabelTable,
  column: Int32Array,
  counts: Int32Array,
): Float64Array {
  const sums = new Float64Array(labels);
  for (let i = 0; i < cell.length; i++) {
    const own = label[i] as number;
    sums[own] =
      (sums[own] as number) + (column[i] as number) * (counts[cell[i] as number] as number);
  }
  return sums;
}
