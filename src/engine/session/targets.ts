import type { Histogram } from '../core/histogram';
import type { Target } from '../core/target';
import type { ExampleList } from '../tasks/task';
import type { RunParts } from './run';

/** How the training targets of a job are spread, one histogram a name; [] where they are no numbers. */
export function targetsOf({ task, taskConfig, data }: RunParts): Histogram[] {
  return task.distribution?.(targetsIn(data.train.examples), taskConfig) ?? [];
}

/** Targets of examples, one after another. */
export function* targetsIn(examples: ExampleList): Generator<Target> {
  for (const { target } of examples) yield target;
}
