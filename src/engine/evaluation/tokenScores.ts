import type { Statistic } from './resample';
import { type Score, score, undefinedScore } from './score';
import { perplexity, tokenAccuracy } from './tokens';

/** Tokens that were asked for, text by text. */
export interface AskedTokens {
  /** −log p of each, [M]. */
  readonly losses: ArrayLike<number>;
  /** The likeliest id of each, and the true one, [M]. */
  readonly said: ArrayLike<number>;
  readonly truths: ArrayLike<number>;
  /** Place of the true one among the five likeliest, from 0; −1 beyond them, [M]. */
  readonly ranks: ArrayLike<number>;
  /** How many of each text. */
  readonly lengths: Uint32Array;
}

/** Perplexity and accuracy of tokens, each weighing the same; and how many are among five guesses. */
export function tokenScores({ losses, said, truths, ranks }: AskedTokens): Record<string, Score> {
  const near = Array.from(ranks, (rank) => (rank < 0 ? 0 : 1));
  return {
    perplexity: perplexity(mean(losses)),
    accuracy: tokenAccuracy(said, truths),
    accuracy_top5: near.length > 0 ? score(mean(near)) : undefinedScore('no-rows'),
  };
}

/** The same of any choice of texts: the tokens of one text stand or fall together. */
export function tokenStatistic({ losses, ranks, lengths }: AskedTokens): Statistic {
  const sums = Array.from(lengths, () => ({ loss: 0, right: 0, near: 0 }));
  let at = 0;
  lengths.forEach((length, text) => {
    const own = sums[text] as (typeof sums)[number];
    for (const end = at + length; at < end; at++) {
      own.loss += losses[at] as number;
      own.right += ranks[at] === 0 ? 1 : 0;
      own.near += (ranks[at] as number) < 0 ? 0 : 1;
    }
  });
  return {
    cellOf: Int32Array.from(lengths, (_, text) => text),
    cells: lengths.length,
    scores(counts) {
      let [loss, right, near, tokens] = [0, 0, 0, 0];
      sums.forEach((own, text) => {
        const count = counts[text] as number;
        loss += count * own.loss;
        right += count * own.right;
        near += count * own.near;
        tokens += count * (lengths[text] as number);
      });
      return {
        perplexity: perplexity(tokens > 0 ? loss / tokens : Number.NaN).value,
        accuracy: tokens > 0 ? right / tokens : null,
        accuracy_top5: tokens > 0 ? near / tokens : null,
      };
    },
  };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return values.length > 0 ? sum / values.length : Number.NaN;
}
