/**
 * How many tokens two texts keep within `budget` tokens (special tokens taken off already): the
 * longer one is cut first, then both to half. Lengths above the budget may be given as they are.
 * Source: huggingface/tokenizers, utils/truncation.rs (LongestFirst).
 */
export function longestFirst(first: number, second: number, budget: number): [number, number] {
  if (first + second <= budget) return [first, second];
  const swapped = first > second;
  let short = Math.min(first, second);
  let long = short > budget ? short : Math.max(short, budget - short);
  if (short + long > budget) {
    short = Math.floor(budget / 2);
    long = short + (budget % 2);
  }
  return swapped ? [long, short] : [short, long];
}
