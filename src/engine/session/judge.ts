import { pairedBootstrap } from '../evaluation/bootstrap';
import { type Score, score, undefinedScore } from '../evaluation/score';
import { judge, type Verdict } from '../evaluation/verdict';
import type { SettledTask } from '../tasks/task';
import type { Evaluation } from '../training/evaluate';

/** What base and tuned model said of the same rows. */
export interface BothSides {
  readonly base: Evaluation;
  readonly tuned: Evaluation;
}

/** Whether a tuned model is better than its base, by the metric that its task is compared by. */
export function judgeDifference(
  { task, taskConfig }: SettledTask,
  { base, tuned }: BothSides,
  seed: number,
): Verdict {
  const metric = task.headline[0] ?? '';
  const statistic = ({ answered }: Evaluation) => task.statistic(answered, taskConfig);
  const intervals = pairedBootstrap(statistic(base), statistic(tuned), seed);
  return judge({
    metric,
    base: scoreOf(base, metric),
    tuned: scoreOf(tuned, metric),
    interval: intervals[metric] ?? null,
    rows: statistic(base).cellOf.length,
  });
}

function scoreOf({ metrics }: Evaluation, metric: string): Score {
  const value = metrics[metric];
  return typeof value === 'number' ? score(value) : undefinedScore('no-rows');
}
