import { createRandom } from '../core/rng';
import { confusionMatrix, metricsFromConfusion } from './classification';

/** Resamples that a percentile interval is read from. */
const RESAMPLES = 1000;
/** Stream of the resampling among the uses of a seed. */
const BOOTSTRAP_STREAM = 0xb007;

/**
 * 95 % percentile bootstrap intervals of every scalar classification metric (Efron 1979), the same
 * for the same seed: [low, high] by metric name.
 */
export function bootstrapIntervals(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  seed: number,
): Record<string, [number, number]> {
  const random = createRandom(seed, BOOTSTRAP_STREAM);
  const samples: Record<string, number[]> = {};
  const { length } = labels;
  for (let sample = 0; sample < RESAMPLES; sample++) {
    const truth = new Int32Array(length);
    const said = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      const row = random.integer(length);
      truth[i] = labels[row] as number;
      said[i] = predicted[row] as number;
    }
    const metrics = metricsFromConfusion(confusionMatrix(truth, said, classes), []);
    for (const [name, value] of Object.entries(metrics)) {
      if (typeof value !== 'number') continue;
      const list = samples[name] ?? [];
      list.push(value);
      samples[name] = list;
    }
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, values]) => {
      values.sort((a, b) => a - b);
      const at = (share: number): number => values[Math.floor(share * (values.length - 1))] ?? 0;
      return [name, [at(0.025), at(0.975)]];
    }),
  );
}
