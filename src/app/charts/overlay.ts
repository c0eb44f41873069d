import type { RunState } from '../stores/runState';
import { indexOfStep } from './curve';
import { smoothed, thinned } from './thin';

export interface OverlayPoint {
  readonly epoch: number;
  readonly loss: number;
}

/** One run among others in a chart. */
export interface OverlayCurve {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly dash?: string;
  readonly points: readonly OverlayPoint[];
}

type Known = Pick<RunState, 'series' | 'validations'>;

/** The validation losses of a run by epoch. */
export function validationCurve({ series, validations }: Known): OverlayPoint[] {
  return validations.flatMap(({ step, loss }) => {
    const point = series[indexOfStep(series, step)];
    return point ? [{ epoch: point.epoch, loss }] : [];
  });
}

/** The smoothed training loss of a run by epoch, few enough points to draw. */
export function trainingCurve({ series }: Known): OverlayPoint[] {
  const smooth = smoothed(
    series.map(({ loss }) => loss),
    0.9,
  );
  return thinned(smooth, 160).map((i) => ({
    epoch: series[i]?.epoch ?? 0,
    loss: smooth[i] ?? 0,
  }));
}

/** The last point at or before an epoch. */
export function pointBefore(points: readonly OverlayPoint[], epoch: number): OverlayPoint | null {
  return points.findLast((point) => point.epoch <= epoch + 1e-9) ?? null;
}

/** Curves of different runs as the rows of one chart. */
export function overlayRows(
  curves: readonly OverlayCurve[],
): readonly Readonly<Record<string, number>>[] {
  const rows = new Map<number, Record<string, number>>();
  for (const { id, points } of curves)
    for (const { epoch, loss } of points) {
      const row = rows.get(epoch) ?? { epoch };
      rows.set(epoch, { ...row, [id]: loss });
    }
  return [...rows.values()].sort((a, b) => (a.epoch ?? 0) - (b.epoch ?? 0));
}
