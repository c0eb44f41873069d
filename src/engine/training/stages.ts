import type { ParameterSpec } from '../nn/parameters';

/** Parameters that begin to move together (gradual unfreezing). */
export interface Stage {
  /** The first step, from 0, that moves them. */
  readonly step: number;
  readonly parameters: readonly ParameterSpec[];
}

/**
 * Trained parameters by when they begin, the first first. Where nothing begins late there is one
 * stage; where nothing begins at once the earliest do.
 */
export function stagesOf(
  trainable: readonly ParameterSpec[],
  startsAt: (parameter: ParameterSpec) => number,
  stepsPerEpoch: number,
): Stage[] {
  const byStep = new Map<number, ParameterSpec[]>();
  for (const spec of trainable) {
    const epochs = startsAt(spec);
    const step = epochs === 0 ? 0 : Math.round(epochs * stepsPerEpoch);
    byStep.set(step, [...(byStep.get(step) ?? []), spec]);
  }
  const stages = [...byStep].sort(([a], [b]) => a - b);
  return stages.map(([step, parameters], i) => ({ step: i === 0 ? 0 : step, parameters }));
}

/** How many stages have begun at a step. */
export function stagesBegun(stages: readonly Stage[], step: number): number {
  return stages.filter((stage) => stage.step <= step).length;
}

/** What the first `count` stages train, in the order of `trainable`. */
export function trainedBy(
  trainable: readonly ParameterSpec[],
  stages: readonly Stage[],
  count: number,
): readonly ParameterSpec[] {
  if (count >= stages.length) return trainable;
  const begun = new Set(stages.slice(0, count).flatMap(({ parameters }) => parameters));
  return trainable.filter((spec) => begun.has(spec));
}
