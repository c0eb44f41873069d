import type { Histogram } from '../core/histogram';

const BINS = 24;

/** Values that are finite, in bins over their whole range; by ratios where all are above 0. */
export function histogramOf(values: Iterable<number>, scale: 'linear' | 'log'): Histogram {
  const finite = Float64Array.from(values).filter(Number.isFinite);
  if (finite.length === 0) return { edges: [], counts: [] };
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const ratios = scale === 'log' && low > 0;
  const [on, off] = ratios ? [Math.log, Math.exp] : [Number, Number];
  const [from, to] = [on(low), on(high)];
  const counts = new Array<number>(to > from ? BINS : 1).fill(0);
  for (const value of finite) {
    const bin = Math.floor(((on(value) - from) / (to - from)) * counts.length);
    const own = Number.isFinite(bin) ? Math.min(bin, counts.length - 1) : 0;
    counts[own] = (counts[own] ?? 0) + 1;
  }
  const edges = Array.from({ length: counts.length + 1 }, (_, i) =>
    off(from + ((to - from) * i) / counts.length),
  );
  // The ends are values of the data; a logarithm and back may miss them by a bit.
  return { edges: edges.with(0, low).with(-1, high), counts };
}
