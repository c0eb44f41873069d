import type { TryAnswer } from '../../../worker/protocol';

/** What a model says about a text, in a word or a few. */
export interface Verdict {
  readonly label: string;
  /** How sure it is; null where the task knows no probabilities. */
  readonly probability: number | null;
  /** Hardly more than guessing: less than a third of the way from chance to certainty. */
  readonly unsure: boolean;
}

/** What one side of an answer says, and whether it is worth naming. */
export function verdictOf({ goal, labels }: TryAnswer, side: TryAnswer['tuned']): Verdict {
  const { said: label, sure } = side;
  // Of labels that may all be missing, and of numbers, no share tells a guess.
  if (goal !== 'class' || sure === null) return { label, probability: sure, unsure: false };
  const chance = 1 / Math.max(1, labels.length);
  return { label, probability: sure, unsure: sure < chance + (1 - chance) / 3 };
}
