import type { StepPoint, ValidationPoint } from '../stores/runState';
import { smoothed, thinned } from './thin';
import { linearTicks, logTicks } from './ticks';

/** What the x axis counts. */
export type Axis = 'step' | 'epoch' | 'time' | 'tokens';
export const AXES: readonly Axis[] = ['step', 'epoch', 'time', 'tokens'];

/** One place on the x axis of the loss chart. */
export interface CurveRow extends Pick<StepPoint, 'step' | 'epoch' | 'time'> {
  readonly x: number;
  readonly train: number;
  readonly smooth: number;
  readonly validation?: number;
}

export interface Curve {
  readonly rows: readonly CurveRow[];
  /** Where the axis ends: the whole plan, as far as it can be told. */
  readonly end: number;
  /** What the loss axis spans. */
  readonly low: number;
  readonly high: number;
}

/** More points than these no screen shows. */
const MOST_POINTS = 360;

/** The series of a run as the rows of its chart, few enough to draw four times a second. */
export function curveOf(
  series: readonly StepPoint[],
  validations: readonly ValidationPoint[],
  { axis, factor, steps }: { readonly axis: Axis; readonly factor: number; readonly steps: number },
): Curve {
  const losses = series.map(({ loss }) => loss);
  const smooth = smoothed(losses, factor);
  const scored = new Map(validations.map(({ step, loss }) => [step, loss]));
  const shown = new Set(thinned(losses, MOST_POINTS));
  for (const { step } of validations) {
    const at = indexOfStep(series, step);
    if (at >= 0) shown.add(at);
  }
  const rows = [...shown]
    .sort((a, b) => a - b)
    .map((i): CurveRow => {
      const point = series[i] as StepPoint;
      const { step, epoch, time, loss } = point;
      const validation = scored.get(step);
      const row = { x: point[axis], step, epoch, time, train: loss, smooth: smooth[i] ?? loss };
      return validation === undefined ? row : { ...row, validation };
    });
  return { rows, end: endOf(series, axis, steps), ...spanOf(rows) };
}

/** Where the whole plan ends on an axis, told from how far the steps so far have come. */
export function endOf(series: readonly StepPoint[], axis: Axis, steps: number): number {
  const last = series.at(-1);
  if (axis === 'step') return Math.max(1, steps, last?.step ?? 0);
  if (!last) return 1;
  return (last[axis] * Math.max(steps, last.step)) / Math.max(1, last.step);
}

/** The range of what should be seen whole: the smoothed line and validation; single peaks may leave it. */
function spanOf(rows: readonly CurveRow[]): { low: number; high: number } {
  const raw = rows.map(({ train }) => train).sort((a, b) => a - b);
  const usual = raw.slice(Math.floor(0.02 * raw.length), Math.ceil(0.98 * raw.length));
  const seen = rows.flatMap(({ smooth, validation }) =>
    validation === undefined ? [smooth] : [smooth, validation],
  );
  const all = [...usual, ...seen].filter((value) => Number.isFinite(value));
  return { low: Math.min(...all, Infinity), high: Math.max(...all, 0) };
}

/** Ticks of the loss axis; their first and last are its ends. */
export function lossTicks({ low, high }: Pick<Curve, 'low' | 'high'>, log: boolean): number[] {
  const top = high > 0 ? high : 1;
  return log ? logTicks(Math.max(1e-6, Math.min(low, top)), top) : linearTicks(1.02 * top);
}

/** Index of the step in a series that is in order of steps; -1 where it is not there. */
export function indexOfStep(series: readonly StepPoint[], step: number): number {
  let low = 0;
  let high = series.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = series[middle]?.step ?? 0;
    if (found === step) return middle;
    if (found < step) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
