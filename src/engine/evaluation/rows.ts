/** Numbers of the rows that have a label: those whose label is not negative. */
export function labelledRows(labels: ArrayLike<number>): Int32Array {
  const rows = new Int32Array(labels.length);
  let count = 0;
  for (let row = 0; row < labels.length; row++)
    if ((labels[row] as number) >= 0) rows[count++] = row;
  return rows.subarray(0, count);
}
