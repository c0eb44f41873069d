/** Numbers of the rows that have a label: those whose label is not negative. */
export function labelledRows(labels: ArrayLike<number>): number[] {
  const rows: number[] = [];
  for (let row = 0; row < labels.length; row++) if ((labels[row] as number) >= 0) rows.push(row);
  return rows;
}
