/** Which way a metric gets better. */
export type Direction = 'higher' | 'lower';

/** Errors and losses; every other metric is better the higher it is. */
const LOWER_IS_BETTER: ReadonlySet<string> = new Set([
  'loss',
  'log_loss',
  'brier',
  'ece',
  'hamming_loss',
  'mse',
  'rmse',
  'mae',
  'perplexity',
]);

/** Which way the metric of this name gets better. */
export function directionOf(metric: string): Direction {
  return LOWER_IS_BETTER.has(metric) ? 'lower' : 'higher';
}
