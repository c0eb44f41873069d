import type { ClassMetrics, SideReport } from '../../../worker/protocol';

/** Scalar metrics in the order they are listed; those that are shares are said in percent. */
export const METRICS = [
  { name: 'accuracy', share: true },
  { name: 'f1_macro', share: true },
  { name: 'precision_macro', share: true },
  { name: 'recall_macro', share: true },
  { name: 'f1_weighted', share: true },
  { name: 'mcc', share: false },
] as const;

/** A scalar metric of one side; 0 where it has none. */
export function scalar(side: SideReport, name: string): number {
  const value = side.metrics[name];
  return typeof value === 'number' ? value : 0;
}

/** Metrics of each class of one side. */
export function classMetrics(side: SideReport): Readonly<Record<string, ClassMetrics>> {
  const classes = side.metrics.per_class;
  return typeof classes === 'object' ? classes : {};
}

/** +0.892, −1.208. */
export function signed(value: number, digits = 3): string {
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(digits)}`;
}
