/** What a model says about a text, in one word. */
export interface Verdict {
  readonly label: string;
  readonly probability: number;
  /** Hardly more than guessing: less than a third of the way from chance to certainty. */
  readonly unsure: boolean;
}

/** The likeliest class, and whether it is worth naming. */
export function verdictOf(labels: readonly string[], scores: readonly number[]): Verdict {
  const best = scores.reduce((top, score, i) => (score > (scores[top] ?? 0) ? i : top), 0);
  const probability = scores[best] ?? 0;
  const chance = 1 / Math.max(1, labels.length);
  return {
    label: labels[best] ?? '',
    probability,
    unsure: probability < chance + (1 - chance) / 3,
  };
}
