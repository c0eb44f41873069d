import type { SideReport } from '../../../worker/protocol';

type Points = Pick<
  NonNullable<SideReport['thresholds']>[number],
  'thresholds' | 'hits' | 'passed' | 'support'
>;

/** What a threshold gives; null where nothing can be divided by. */
export interface ThresholdPoint {
  readonly hits: number;
  readonly passed: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** The i-th point of a curve. */
export function pointOf({ hits, passed, support }: Points, i: number): ThresholdPoint {
  const [right, all] = [hits[i] ?? 0, passed[i] ?? 0];
  return {
    hits: right,
    passed: all,
    precision: all > 0 ? right / all : null,
    recall: support > 0 ? right / support : null,
    f1: all + support > 0 ? (2 * right) / (all + support) : null,
  };
}

/** The point whose threshold is nearest. */
export function pointAt(points: Points, threshold: number): ThresholdPoint {
  let best = 0;
  const off = (i: number): number => Math.abs((points.thresholds[i] ?? 0) - threshold);
  points.thresholds.forEach((_, i) => {
    if (off(i) < off(best)) best = i;
  });
  return pointOf(points, best);
}
