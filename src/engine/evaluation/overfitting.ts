import { type RunReadings, spreadOf } from './readings';

/**
 * `overfitting`: validation loss rises while training loss falls. `overconfident`: so it does, but the
 * metric still gets better: the answers are surer than right, and not worse.
 */
export interface Overfitting {
  readonly code: 'overfitting' | 'overconfident';
  /** Step of the lowest validation loss, that loss, and the last. */
  readonly bestStep: number;
  readonly bestLoss: number;
  readonly lastLoss: number;
  /** Mean training loss before the evaluation with the lowest validation loss, and before the last. */
  readonly trainingThen: number;
  readonly trainingNow: number;
  /** The best metric so far and its step; null where the run has none. */
  readonly peak: { readonly metric: number; readonly step: number } | null;
  /** The last step that was evaluated. */
  readonly step: number;
}

/** Evaluations in a row that make a trend. */
const IN_A_ROW = 2;
/** How far above the lowest each of them lies, and the last of them. */
const ABOVE = 1.02;
const LAST_ABOVE = 1.05;
/** A rise by less than this share of the loss of guessing is none, however low the lowest is. */
const OF_GUESSING = 0.02;

/** Whether a run learns its training rows by heart, once evaluations in a row say so. */
export function overfitting(run: RunReadings): Overfitting | null {
  const { evaluations, guessing } = run;
  const lowest = evaluations.reduce(
    (best, { loss }, i) => (loss < (evaluations[best]?.loss ?? loss) ? i : best),
    0,
  );
  const best = evaluations[lowest];
  const last = evaluations.at(-1);
  const later = evaluations.slice(lowest + 1);
  if (!best || !last || later.length < IN_A_ROW) return null;
  if (later.some(({ loss }) => loss < ABOVE * best.loss)) return null;
  if (last.loss < LAST_ABOVE * best.loss) return null;
  if (last.loss - best.loss < OF_GUESSING * guessing) return null;
  const trainingThen = trainingBefore(run, lowest);
  const trainingNow = trainingBefore(run, evaluations.length - 1);
  if (!(trainingNow < trainingThen)) return null;
  const peak = peakOf(run);
  const isRecent = later.slice(-IN_A_ROW).some(({ step }) => step === peak?.step);
  return {
    code: isRecent ? 'overconfident' : 'overfitting',
    bestStep: best.step,
    bestLoss: best.loss,
    lastLoss: last.loss,
    trainingThen,
    trainingNow,
    peak,
    step: last.step,
  };
}

/** Mean training loss between an evaluation and the one before it. */
function trainingBefore({ steps, evaluations }: RunReadings, evaluation: number): number {
  const from = evaluations[evaluation - 1]?.step ?? 0;
  const to = evaluations[evaluation]?.step ?? 0;
  const own = steps.filter(({ step }) => step > from && step <= to);
  return spreadOf(own.map(({ loss }) => loss)).mean;
}

/** The best metric, the first of equals. */
function peakOf({ evaluations, direction }: RunReadings): Overfitting['peak'] {
  const sign = direction === 'higher' ? 1 : -1;
  let peak: Overfitting['peak'] = null;
  for (const { metric, step } of evaluations) {
    if (metric !== null && (peak === null || sign * (metric - peak.metric) > 0))
      peak = { metric, step };
  }
  return peak;
}
