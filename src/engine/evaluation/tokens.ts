import { type Score, score, undefinedScore } from './score';

/**
 * e to the mean loss of all predicted tokens, each weighing the same: not the mean of the perplexities
 * of texts, nor of batches (peft-spec §6). Not defined without tokens, or beyond the largest number.
 */
export function perplexity(meanLoss: number): Score {
  return Number.isNaN(meanLoss) ? undefinedScore('no-rows') : score(Math.exp(meanLoss));
}

/**
 * Share of tokens predicted right, of those with a label ≥ 0: masked tokens, answers, or tags of words.
 * Ids of any kind, [N].
 */
export function tokenAccuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): Score {
  let [right, tokens] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    if ((labels[i] as number) < 0) continue;
    tokens++;
    if (predicted[i] === labels[i]) right++;
  }
  return tokens > 0 ? score(right / tokens) : undefinedScore('no-rows');
}
