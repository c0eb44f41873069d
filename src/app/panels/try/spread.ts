import type { Histogram } from '../../../worker/protocol';

/** Where a value lies on an axis of bins equally wide, 0 at the first edge and 1 at the last; may be outside. */
export function placeOf({ edges, counts }: Histogram, value: number): number {
  const bins = counts.length;
  if (bins === 0) return Number.NaN;
  const bin = Math.min(
    bins - 1,
    Math.max(
      0,
      edges.findLastIndex((edge) => edge <= value),
    ),
  );
  const [from, to] = [edges[bin] ?? 0, edges[bin + 1] ?? 0];
  const inside = to > from ? (value - from) / (to - from) : 0.5;
  return (bin + inside) / bins;
}

/** Share of the counted values below one, as if those of a bin lay evenly in it. */
export function shareBelow(histogram: Histogram, value: number): number {
  const { counts } = histogram;
  const all = counts.reduce((sum, count) => sum + count, 0);
  const place = placeOf(histogram, value) * counts.length;
  const below = counts.reduce(
    (sum, count, bin) => sum + count * Math.min(1, Math.max(0, place - bin)),
    0,
  );
  return all > 0 ? below / all : 0;
}
