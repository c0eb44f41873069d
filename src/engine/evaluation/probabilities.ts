import { remember } from '../core/remember';

/** Rows of logits [R, C] made probabilities, in double. */
interface Normalised {
  /** [R, C] */
  readonly probabilities: Float64Array;
  /** ln Σ e^logit of each row, [R]. */
  readonly logTotals: Float64Array;
}

/** An evaluation asks for the probabilities of the same logits again and again. */
const normalised = remember<Float32Array, Normalised>(1);

function normalise(logits: Float32Array, classes: number): Normalised {
  return normalised.get(logits, String(classes), () => {
    const probabilities = new Float64Array(logits.length);
    const logTotals = new Float64Array(logits.length / classes);
    for (let row = 0; row < logTotals.length; row++) {
      const begin = row * classes;
      let highest = Number.NEGATIVE_INFINITY;
      for (let at = begin; at < begin + classes; at++)
        highest = Math.max(highest, logits[at] as number);
      let sum = 0;
      for (let at = begin; at < begin + classes; at++) {
        const value = Math.exp((logits[at] as number) - highest);
        probabilities[at] = value;
        sum += value;
      }
      for (let at = begin; at < begin + classes; at++)
        probabilities[at] = (probabilities[at] as number) / sum;
      logTotals[row] = Math.log(sum) + highest;
    }
    return { probabilities, logTotals };
  });
}

/** Softmax of each row of logits [R, C], in double: flat [R, C]. Not to be written to. */
export function softmax(logits: Float32Array, classes: number): Float64Array {
  return normalise(logits, classes).probabilities;
}

/** {@link softmax} as R lists of C probabilities. */
export function softmaxRows(logits: Float32Array, classes: number): number[][] {
  const flat = softmax(logits, classes);
  const rows: number[][] = [];
  for (let begin = 0; begin < flat.length; begin += classes) {
    const row = new Array<number>(classes);
    for (let c = 0; c < classes; c++) row[c] = flat[begin + c] as number;
    rows.push(row);
  }
  return rows;
}

/** −log softmax(logits)[label] of one row of logits [R, C]. */
export function crossEntropyOfRow(
  logits: Float32Array,
  row: number,
  classes: number,
  label: number,
): number {
  const { logTotals } = normalise(logits, classes);
  return (logTotals[row] as number) - (logits[row * classes + label] as number);
}

/** How classes and rows weigh in a cross-entropy; ops/crossEntropy.ts has the formula. */
export interface LossBalance {
  /** What a row of each class counts; empty: 1. */
  readonly weights: readonly number[];
  /** Share of a label that is spread over all classes. */
  readonly smoothing: number;
  /** γ of the focal loss. */
  readonly gamma: number;
}

const PLAIN: LossBalance = { weights: [], smoothing: 0, gamma: 0 };

/** What a row with this label adds to the sum of a balanced cross-entropy; `surpriseOf` a class: −ln p. */
function balancedOfRow(
  surpriseOf: (c: number) => number,
  classes: number,
  label: number,
  { weights, smoothing, gamma }: LossBalance,
): number {
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const share = smoothing / classes + (c === label ? 1 - smoothing : 0);
    if (share === 0) continue;
    const surprise = surpriseOf(c);
    sum += (weights[c] ?? 1) * share * (-Math.expm1(-surprise)) ** gamma * surprise;
  }
  return sum;
}

/**
 * Mean cross-entropy over rows with a label ≥ 0; logits [R, C], labels [R]. Balanced, it is the loss
 * that is trained, divided by the sum of the labels' weights as torch does.
 */
export function meanCrossEntropy(
  logits: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
  balance: LossBalance = PLAIN,
): number {
  const { logTotals } = normalise(logits, classes);
  let sum = 0;
  let weight = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    if (label < 0) continue;
    const surpriseOf = (c: number): number =>
      (logTotals[row] as number) - (logits[row * classes + c] as number);
    sum += balancedOfRow(surpriseOf, classes, label, balance);
    weight += balance.weights[label] ?? 1;
  }
  return weight > 0 ? sum / weight : Number.NaN;
}

/** {@link meanCrossEntropy} of giving every class the same chance, over as many rows of each. */
export function guessingCrossEntropy(classes: number, { gamma }: LossBalance): number {
  return (1 - 1 / classes) ** gamma * Math.log(classes);
}
