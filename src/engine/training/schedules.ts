import type { Config, Field } from '../core/fields';
import type { Schedule } from './schedule';

/** Learning-rate schedules by transformers' formulas (`T:optimization.py`, peft-spec §5.2). */

const WARMUP: Field = {
  key: 'warmup',
  label: 'Warm-up',
  kind: 'number',
  default: 0,
  min: 0,
  help: 'Steps in which the rate rises from zero; below 1, a share of all steps.',
};

/** Steps of warm-up: a number of them, or (below 1) a share of all, rounded up. */
export function warmupSteps(total: number, { warmup }: Config): number {
  const given = Number(warmup ?? 0);
  return given < 1 ? Math.ceil(total * given) : given;
}

/** The factor after warm-up from progress p in [0, 1]; before it, the rise. */
function withWarmup(
  after: (progress: number, step: number, total: number) => number,
): Schedule['multiplier'] {
  return (step, total, config) => {
    const warmup = warmupSteps(total, config);
    if (step < warmup) return step / Math.max(1, warmup);
    return after((step - warmup) / Math.max(1, total - warmup), step, total);
  };
}

export const constant: Schedule = {
  id: 'constant',
  label: 'constant',
  summary: 'The same rate throughout, after warm-up',
  fields: [WARMUP],
  multiplier: withWarmup(() => 1),
};

export const linear: Schedule = {
  id: 'linear',
  label: 'linear',
  summary: 'Falls in a straight line to zero',
  fields: [WARMUP],
  multiplier: withWarmup((progress) => Math.max(0, 1 - progress)),
};

export const cosine: Schedule = {
  id: 'cosine',
  label: 'cosine',
  summary: 'Falls slowly, then fast, then slowly to zero',
  fields: [WARMUP],
  multiplier: withWarmup((progress) => Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)))),
};
