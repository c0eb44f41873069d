import { EngineError } from '../core/errors';
import type { Target } from '../core/target';

/** How targets become the numbers that a head learns. */
export interface Scaling {
  readonly transform: 'linear' | 'log';
  /** Of each target in the training rows, after the transform. */
  readonly means: readonly number[];
  readonly spreads: readonly number[];
  readonly standardize: boolean;
}

/** Skewness from which a few large numbers outweigh the rest, so that ratios are learned. */
const SKEWED = 1;

/** The scaling that training targets [T] of `count` columns ask for. Throws task/log-of-zero. */
export function scalingOf(
  rows: readonly Target[],
  count: number,
  wanted: { readonly transform: string; readonly standardize: boolean },
): Scaling {
  const columns = Array.from({ length: count }, (_, column) =>
    Float64Array.from(rows, (row) => row[column] ?? Number.NaN),
  );
  const positive = columns.every((values) => values.every((value) => value > 0));
  if (wanted.transform === 'log' && !positive) throw logOfZero(columns);
  const skewed = columns.some((values) => moments(values).skewness > SKEWED);
  const suits = wanted.transform === 'auto' && rows.length > 0 && positive && skewed;
  const transform = wanted.transform === 'log' || suits ? 'log' : 'linear';
  const found = columns.map((values) =>
    moments(transform === 'log' ? values.map(Math.log) : values),
  );
  return {
    transform,
    standardize: wanted.standardize,
    means: found.map(({ mean }) => mean),
    // A target that does not vary in the training rows is learned in its own unit.
    spreads: found.map(({ spread }) => (spread > 0 ? spread : 1)),
  };
}

/** Targets end to end as the head learns them. */
export function toUnits(targets: Target, scaling: Scaling): Float32Array {
  return Float32Array.from(targets, (value, i) => {
    const { mean, spread } = unitOf(scaling, i);
    return ((scaling.transform === 'log' ? Math.log(value) : value) - mean) / spread;
  });
}

/** What a head says, end to end, in the data's own unit. */
export function fromUnits(values: Float32Array, scaling: Scaling): Float64Array {
  return Float64Array.from(values, (value, i) => {
    const { mean, spread } = unitOf(scaling, i);
    const plain = value * spread + mean;
    return scaling.transform === 'log' ? Math.exp(plain) : plain;
  });
}

function unitOf({ means, spreads, standardize }: Scaling, i: number) {
  const column = i % means.length;
  return standardize
    ? { mean: means[column] ?? 0, spread: spreads[column] ?? 1 }
    : { mean: 0, spread: 1 };
}

function moments(values: Float64Array): { mean: number; spread: number; skewness: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const central = (power: number): number =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / Math.max(1, values.length);
  const spread = Math.sqrt(central(2));
  return { mean, spread, skewness: spread > 0 ? central(3) / spread ** 3 : 0 };
}

function logOfZero(columns: readonly Float64Array[]): EngineError {
  const low = Math.min(...columns.map((values) => values.reduce((a, b) => Math.min(a, b))));
  return new EngineError(
    'task/log-of-zero',
    `task.transform is log, but the smallest number is ${low}`,
    { low },
    'Set transform to linear, or leave out the rows whose number is not above 0.',
  );
}
