import type { TokenLengths } from '../../../worker/protocol';

/** A bar of the histogram: rows with from ≤ tokens < from + size. */
export interface TokenBin {
  readonly from: number;
  readonly rows: number;
}

export interface TokenBins {
  readonly size: number;
  /** Where the axis ends; the last bar holds all longer rows, too. */
  readonly end: number;
  readonly bins: readonly TokenBin[];
}

const BARS = 24;

/** Rows longer than `maxTokens`, whose end is cut. */
export function rowsCut({ tally }: TokenLengths, maxTokens: number): number {
  return tally.slice(maxTokens + 1).reduce((sum, rows) => sum + rows, 0);
}

/**
 * Bars up to the longest row or the most the model reads, whichever is less: a single row of 5,000
 * tokens must not squeeze all others into one bar.
 */
export function tokenBins({ tally, longest }: TokenLengths, most: number): TokenBins {
  const wanted = Math.max(8, Math.min(longest, most));
  const size = Math.max(1, Math.ceil((wanted + 1) / BARS));
  const count = Math.ceil((wanted + 1) / size);
  const rows = new Array<number>(count).fill(0);
  tally.forEach((number, tokens) => {
    const bar = Math.min(count - 1, Math.floor(tokens / size));
    rows[bar] = (rows[bar] ?? 0) + number;
  });
  const bins = rows.map((number, i) => ({ from: i * size, rows: number }));
  return { size, end: count * size, bins };
}

/** Round numbers for an axis from 0 to `end`, about four of them. */
export function roundTicks(end: number): number[] {
  const rough = end / 4;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power;
  const whole = Math.max(1, step);
  return Array.from({ length: Math.floor(end / whole) + 1 }, (_, i) => i * whole);
}
