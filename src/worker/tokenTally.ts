import type { TokenLengths } from './protocol';

/** Lengths from here on count as one: no model reads as much. */
const LONGEST_TALLIED = 8192;

/** Token counts of rows as a tally, so that any cut can be judged without counting again. */
export function tallyTokens(counts: Uint32Array): TokenLengths {
  const longest = counts.reduce((most, count) => Math.max(most, count), 0);
  const tally = new Array<number>(Math.min(longest, LONGEST_TALLIED) + 1).fill(0);
  let sum = 0;
  for (const count of counts) {
    const place = Math.min(count, LONGEST_TALLIED);
    tally[place] = (tally[place] ?? 0) + 1;
    sum += count;
  }
  return {
    rows: counts.length,
    mean: counts.length > 0 ? sum / counts.length : 0,
    longest,
    tally,
  };
}
