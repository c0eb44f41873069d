import type { Metrics } from '../training/events';

/** Why a score has no value; a sentence is made of it where the score is shown. */
export type UndefinedReason =
  /** Nothing to score. */
  | 'no-rows'
  /** A measure of spread or relation needs at least two rows. */
  | 'too-few-rows'
  /** Every row is of one class. */
  | 'one-class'
  /** Every row was answered alike. */
  | 'one-answer'
  /** No row is of the class in question. */
  | 'no-positive'
  /** Every row is of the class in question. */
  | 'no-negative'
  /** Neither truth nor prediction has an entity. */
  | 'no-entities'
  | 'constant-target'
  | 'constant-prediction'
  /** A prediction is NaN or infinite, or the score itself is too large for a number. */
  | 'not-finite';

/** A number, or null and the reason why there is none. */
export interface Score {
  readonly value: number | null;
  readonly reason: UndefinedReason | null;
}

/** The score `value`; undefined where the arithmetic left the finite numbers. */
export function score(value: number): Score {
  return Number.isFinite(value) ? { value, reason: null } : undefinedScore('not-finite');
}

/** No score, and why. */
export function undefinedScore(reason: UndefinedReason): Score {
  return { value: null, reason };
}

/**
 * Mean of the scores that have a value, each weighing `weights[i]` (1 each without weights). Those
 * without are left out, as a class without rows is of a macro mean; all without: the first reason.
 */
export function meanScore(scores: readonly Score[], weights?: readonly number[]): Score {
  let sum = 0;
  let total = 0;
  scores.forEach(({ value }, i) => {
    const weight = weights?.[i] ?? 1;
    if (value === null) return;
    sum += value * weight;
    total += weight;
  });
  if (total > 0) return score(sum / total);
  return scores.find(({ value }) => value === null) ?? undefinedScore('no-rows');
}

/** Scores of values by name, each null for the same reason. */
export function scoresOf(
  values: Readonly<Record<string, number | null>>,
  reason: UndefinedReason,
): Record<string, Score> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value === null ? undefinedScore(reason) : score(value),
    ]),
  );
}

/** Scores as they stand in metrics: null where one has no value, and beside them why. */
export function metricsOf(scores: Readonly<Record<string, Score>>): Metrics {
  return { ...valuesOf(scores), ...reasonsOf(scores) };
}

/** Why some of these scores have no value; nothing where all have one. */
export function reasonsOf(scores: Readonly<Record<string, Score>>): Pick<Metrics, 'reasons'> {
  const reasons = Object.entries(scores).flatMap(([name, { reason }]) =>
    reason === null ? [] : [[name, reason] as const],
  );
  return reasons.length > 0 ? { reasons: Object.fromEntries(reasons) } : {};
}

/** The values of scores by name, without the reasons. */
export function valuesOf(scores: Readonly<Record<string, Score>>): Record<string, number | null> {
  return Object.fromEntries(Object.entries(scores).map(([name, { value }]) => [name, value]));
}
