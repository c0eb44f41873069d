/** Rows in groups of equal value, the highest first. */
export interface Groups {
  /** Distinct values, falling, [G]. */
  readonly values: Float64Array;
  /** Group of each row, [R]. */
  readonly groupOf: Int32Array;
}

/** Groups rows by value; null where one is NaN, and nothing has an order. */
export function groupRows(rows: ArrayLike<number>): Groups | null {
  const rising = Float64Array.from(rows).sort();
  if (rising.some(Number.isNaN)) return null;
  const values = rising.filter((value, i) => value !== rising[i - 1]).reverse();
  return { values, groupOf: Int32Array.from(rows, (value) => groupAt(values, value)) };
}

/** Index of `value` among falling values, by halving. */
function groupAt(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) <= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
