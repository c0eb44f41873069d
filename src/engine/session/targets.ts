import type { Histogram } from '../core/histogram';
import type { RunParts } from './runParts';

/** How the training targets of a job are spread, one histogram a name; [] where they are no numbers. */
export function targetsOf({ task, taskConfig, data }: RunParts): Histogram[] {
  return task.distribution?.(data.train.targets(), taskConfig) ?? [];
}
