import { bootstrap, type Interval } from '../evaluation/bootstrap';
import type { Answered, SettledTask } from '../tasks/task';

/** Logits up to which the scores that take every row by itself have intervals: a tenth of a second. */
const FEW_LOGITS = 5000;

/** 95 % bootstrap intervals of the scalar metrics; of those too dear for so many rows none. */
export function intervalsOf(
  { task, taskConfig }: SettledTask,
  answered: Answered,
  seed: number,
): Record<string, Interval> {
  const found = bootstrap(task.statistic(answered, taskConfig), seed);
  if (!task.rowStatistic || answered.logits.length > FEW_LOGITS) return found;
  return { ...bootstrap(task.rowStatistic(answered, taskConfig), seed), ...found };
}
