import type { ClassMetrics, SideReport } from '../../../worker/protocol';
import { percentText, wholeText } from '../../format';

/** Whether a metric is a share, which is said in percent. */
export function isShare(metric: string): boolean {
  return /^(accuracy|precision|recall|f1|subset|token_accuracy|roc_auc|pr_auc|ece|hamming)/.test(
    metric,
  );
}

/** Whether a metric lies between 0 and 1, so that it can be drawn on that scale. */
export function isOnScale(metric: string): boolean {
  return isShare(metric) || ['mcc', 'r2', 'pearson', 'spearman'].includes(metric);
}

/** A metric's value as it is said; a dash where it has none. */
export function metricText(metric: string, value: number | null): string {
  if (value === null) return '–';
  return isShare(metric) ? percentText(value) : numberText(value);
}

/** A difference of a metric: in points of percent for a share. */
export function differenceText(metric: string, value: number): string {
  if (isShare(metric)) return signed(100 * value, 1);
  return `${value >= 0 ? '+' : '−'}${numberText(Math.abs(value))}`;
}

/** Four digits that count. */
export function numberText(value: number): string {
  return Math.abs(value) >= 1000
    ? wholeText(Math.round(value))
    : String(Number(value.toPrecision(4)));
}

/** A scalar metric of one side; null where it has none. */
export function scalar(side: SideReport, name: string): number | null {
  const value = side.metrics[name];
  return typeof value === 'number' ? value : null;
}

/** Metrics of each class of one side. */
export function classMetrics(side: SideReport): Readonly<Record<string, ClassMetrics>> {
  return side.metrics.per_class ?? side.metrics.per_type ?? {};
}

/** +0.892, −1.208. */
export function signed(value: number, digits = 3): string {
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(digits)}`;
}
