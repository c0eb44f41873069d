/** A stretch of words that one window reads, and those of them that it answers for. */
export interface WordWindow {
  /** First word, and one past the last. */
  readonly from: number;
  readonly to: number;
  readonly countFrom: number;
  readonly countTo: number;
}

/** Share of a window that it has in common with the next one. */
const OVERLAP = 0.25;

/**
 * Parts words, each of so many tokens, into windows of at most `budget` tokens. A document that fits
 * is one window. A longer one becomes overlapping windows, and every word is counted in the one where
 * it stands farther from the edge. A word longer than a window has one of its own, which is cut.
 */
export function wordWindows(lengths: ArrayLike<number>, budget: number): WordWindow[] {
  const bounds: { from: number; to: number }[] = [];
  for (let from = 0; ; ) {
    const to = reach(lengths, from, budget);
    bounds.push({ from, to });
    if (to >= lengths.length) break;
    from = Math.max(from + 1, back(lengths, to, Math.floor(budget * OVERLAP)));
  }
  return bounds.map(({ from, to }, i) => ({
    from,
    to,
    countFrom: i === 0 ? 0 : middle(from, bounds[i - 1]?.to ?? from),
    countTo: i === bounds.length - 1 ? lengths.length : middle(bounds[i + 1]?.from ?? to, to),
  }));
}

/** One past the last word that fits from `from` on; at least one word. */
function reach(lengths: ArrayLike<number>, from: number, budget: number): number {
  let tokens = 0;
  let to = from;
  while (to < lengths.length && (to === from || tokens + (lengths[to] ?? 0) <= budget))
    tokens += lengths[to++] ?? 0;
  return to;
}

/** The first of the words before `to` that have at most this many tokens together. */
function back(lengths: ArrayLike<number>, to: number, most: number): number {
  let tokens = 0;
  let from = to;
  while (from > 0 && tokens + (lengths[from - 1] ?? 0) <= most) tokens += lengths[--from] ?? 0;
  return from;
}

function middle(from: number, to: number): number {
  return Math.floor((from + Math.max(from, to)) / 2);
}
