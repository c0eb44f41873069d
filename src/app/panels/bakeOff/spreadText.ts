import type { Standing } from '../../../worker/protocol';
import { isShare, metricText, numberText } from '../evaluate/numbers';

type Spread = NonNullable<Standing['metrics'][string]>;

/** 84.2 % ± 1.3, 0.61 ± 0.02: a mean with its sample deviation, where there is one. */
export function spreadText(metric: string, { mean, deviation }: Spread): string {
  const said = metricText(metric, mean);
  if (deviation === null) return said;
  return `${said}\u00a0±\u00a0${isShare(metric) ? (100 * deviation).toFixed(1) : twoDigits(deviation)}`;
}

/** A deviation is never known better than to two digits. */
function twoDigits(value: number): string {
  return value >= 100 ? numberText(value) : String(Number(value.toPrecision(2)));
}
