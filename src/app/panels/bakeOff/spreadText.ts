import type { Standing } from '../../../worker/protocol';
import { isShare, metricText, numberText } from '../evaluate/numbers';

type Spread = NonNullable<Standing['metrics'][string]>;

/** 84.2 % ± 1.3, 0.613 ± 0.021: a mean with its sample deviation, where there is one. */
export function spreadText(metric: string, { mean, deviation }: Spread): string {
  if (deviation === null) return metricText(metric, mean);
  const [value, more] = isShare(metric)
    ? [metricText(metric, mean), (100 * deviation).toFixed(1)]
    : alike(mean, deviation);
  return `${value}\u00a0±\u00a0${more}`;
}

/** Both to the same place: a deviation is known to two digits at best, and a mean no better. */
function alike(mean: number, deviation: number): [string, string] {
  if (deviation === 0 || deviation >= 10) return [numberText(mean), numberText(deviation)];
  const digits = 1 - Math.floor(Math.log10(deviation));
  return [mean.toFixed(Math.min(6, digits)), deviation.toFixed(Math.min(6, digits))];
}
