/** What a number comes to over several runs. */
export interface Spread {
  readonly mean: number;
  /** Sample deviation, its sum of squares divided by count − 1; null of a single value. */
  readonly deviation: number | null;
  readonly count: number;
}

/** Mean and sample deviation; null of nothing. */
export function spreadOf(values: readonly number[]): Spread | null {
  const count = values.length;
  if (count === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : null, count };
}
