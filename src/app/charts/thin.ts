/**
 * Indices of at most `most` values that keep the look of a line: first, last, and of each stretch
 * between them the one that spans the largest triangle with its neighbours (LTTB, Steinarsson 2013).
 */
export function thinned(values: ArrayLike<number>, most: number): number[] {
  const { length } = values;
  if (length <= most) return Array.from({ length }, (_, i) => i);
  const kept = [0];
  const width = (length - 2) / (most - 2);
  for (let stretch = 0; stretch < most - 2; stretch++) {
    const from = Math.floor(stretch * width) + 1;
    const to = Math.floor((stretch + 1) * width) + 1;
    const end = Math.min(length, Math.floor((stretch + 2) * width) + 1);
    kept.push(largestTriangle(values, kept.at(-1) ?? 0, { from, to, end }));
  }
  kept.push(length - 1);
  return kept;
}

/** Of the values from `from` to before `to`, the farthest from the line between its neighbours. */
function largestTriangle(
  values: ArrayLike<number>,
  before: number,
  { from, to, end }: { readonly from: number; readonly to: number; readonly end: number },
): number {
  let sum = 0;
  for (let i = to; i < end; i++) sum += values[i] ?? 0;
  const next = sum / Math.max(1, end - to);
  const nextAt = (to + end - 1) / 2;
  const start = values[before] ?? 0;
  let found = from;
  let largest = -1;
  for (let i = from; i < to; i++) {
    const area = Math.abs(
      (before - nextAt) * ((values[i] ?? 0) - start) - (before - i) * (next - start),
    );
    if (area > largest) {
      largest = area;
      found = i;
    }
  }
  return found;
}

/**
 * A running mean in which each earlier value weighs `factor` times less. The first values are not
 * pulled to zero nor to the very first one: the weights are made to sum to one.
 */
export function smoothed(values: readonly number[], factor: number): number[] {
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    sum = factor * sum + (1 - factor) * value;
    weight = factor * weight + (1 - factor);
    return sum / weight;
  });
}
