import type { Groups } from './groups';
import { type Score, score, undefinedScore } from './score';

/** Two values of each row, [R], and numbers near the means, from which deviations are exact sums. */
export interface Pairs {
  readonly predictions: Float64Array;
  readonly targets: Float64Array;
  readonly centre: readonly [prediction: number, target: number];
}

/** Sums over rows of deviations from the centre, of predictions p and targets t. */
export interface Moments {
  readonly rows: number;
  /** Σ (p − mean p)², Σ (t − mean t)², Σ (p − mean p)(t − mean t). */
  readonly predictionSpread: number;
  readonly targetSpread: number;
  readonly together: number;
}

/** Moments of rows that count `counts[row]` times. */
export function momentsOf({ predictions, targets, centre }: Pairs, counts: Int32Array): Moments {
  const [centreP, centreT] = centre;
  let [rows, sumP, sumT, squareP, squareT, product] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < targets.length; row++) {
    const times = counts[row] as number;
    const p = (predictions[row] as number) - centreP;
    const t = (targets[row] as number) - centreT;
    rows += times;
    sumP += times * p;
    sumT += times * t;
    squareP += times * p * p;
    squareT += times * t * t;
    product += times * p * t;
  }
  return {
    rows,
    predictionSpread: squareP - (sumP * sumP) / rows,
    targetSpread: squareT - (sumT * sumT) / rows,
    together: product - (sumP * sumT) / rows,
  };
}

/** Pearson's correlation: cov / (σ·σ), of rows that count `counts[row]` times. */
export function pearson(pairs: Pairs, counts: Int32Array, moments: Moments): Score {
  const { rows, predictionSpread, targetSpread, together } = moments;
  if (rows === 0) return undefinedScore('no-rows');
  if (rows < 2) return undefinedScore('too-few-rows');
  if (isConstant(pairs.targets, counts)) return undefinedScore('constant-target');
  if (isConstant(pairs.predictions, counts)) return undefinedScore('constant-prediction');
  return score(together / (Math.sqrt(predictionSpread) * Math.sqrt(targetSpread)));
}

/** Whether all rows that count have one value. */
export function isConstant(values: Float64Array, counts: Int32Array): boolean {
  const first = values[counts.findIndex((times) => times > 0)];
  return !values.some((value, row) => value !== first && (counts[row] as number) > 0);
}

/**
 * Spearman's correlation: {@link pearson} of the ranks, rows of one value sharing the mean of theirs.
 * Null are rows without an order.
 */
export function spearman(
  predictions: Groups | null,
  targets: Groups | null,
  counts: Int32Array,
): Score {
  if (!predictions || !targets) return undefinedScore('not-finite');
  const rows = counts.reduce((sum, times) => sum + times, 0);
  const ranks: Pairs = {
    predictions: ranksOf(predictions, counts),
    targets: ranksOf(targets, counts),
    centre: [(rows + 1) / 2, (rows + 1) / 2],
  };
  return pearson(ranks, counts, momentsOf(ranks, counts));
}

/** Rank of each row from the highest value, [R]. */
function ranksOf({ values, groupOf }: Groups, counts: Int32Array): Float64Array {
  const ofGroup = new Float64Array(values.length);
  for (let row = 0; row < groupOf.length; row++) {
    const group = groupOf[row] as number;
    ofGroup[group] = (ofGroup[group] as number) + (counts[row] as number);
  }
  let above = 0;
  for (let group = 0; group < ofGroup.length; group++) {
    const size = ofGroup[group] as number;
    ofGroup[group] = above + (size + 1) / 2;
    above += size;
  }
  const ranks = new Float64Array(groupOf.length);
  for (let row = 0; row < ranks.length; row++)
    ranks[row] = ofGroup[groupOf[row] as number] as number;
  return ranks;
}
