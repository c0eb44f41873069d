/** One measured row: what, the figures behind it, the ratio and what it should at least be. */
export interface BenchRow {
  readonly measure: string;
  readonly figures: Readonly<Record<string, number>>;
  /** Null where the row could not be measured here. */
  readonly value: number | null;
  readonly unit: string;
  readonly target: number;
  /** Whether larger or smaller is better. */
  readonly better: 'larger' | 'smaller';
  readonly note: string;
}

/** Milliseconds of the quickest of `repeats` runs. */
export async function quickest(repeats: number, work: () => Promise<void> | void): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repeats; i++) {
    const begin = performance.now();
    await work();
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}

/** Whether a row holds its target; true for one that could not be measured. */
export function holds({ value, target, better }: BenchRow): boolean {
  if (value === null) return true;
  return better === 'larger' ? value >= target : value <= target;
}

/** Rows as a table for a terminal. */
export function table(rows: readonly BenchRow[]): string {
  return rows
    .map((row) => {
      const found = row.value === null ? 'not measured' : `${row.value.toPrecision(3)} ${row.unit}`;
      const mark = row.value === null ? '-' : holds(row) ? 'ok' : 'below';
      const sign = row.better === 'larger' ? '≥' : '≤';
      const figures = Object.entries(row.figures).map(
        ([name, value]) => `${name} ${value.toPrecision(4)}`,
      );
      const note = row.note ? `; ${row.note}` : '';
      return `${mark.padEnd(6)}${row.measure}: ${found} (${sign} ${row.target} ${row.unit}) [${figures.join(', ')}${note}]`;
    })
    .join('\n');
}
