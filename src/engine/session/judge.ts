import { pairedBootstrap } from '../evaluation/bootstrap';
import { discordant, mcnemarExact } from '../evaluation/mcnemar';
import type { Statistic } from '../evaluation/resample';
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
  const [before, after] = [base, tuned].map(({ answered }) =>
    task.statistic(answered, taskConfig),
  ) as [Statistic, Statistic];
  // Of the rows that one of the two alone has right.
  const pValueOf = (chosen: NonNullable<typeof task.chosen>): number => {
    const [was, is] = [base, tuned].map(({ answered }) => chosen(answered, taskConfig));
    const { targets } = tuned.answered;
    return mcnemarExact(discordant(targets, was ?? targets, is ?? targets));
  };
  const intervals = pairedBootstrap(before, after, seed);
  return judge({
    metric,
    base: scoreOf(base, metric),
    tuned: scoreOf(tuned, metric),
    interval: intervals[metric] ?? null,
    pValue: task.chosen && metric === 'accuracy' ? pValueOf(task.chosen) : null,
    rows: before.cellOf.length,
  });
}

function scoreOf({ metrics }: Evaluation, metric: string): Score {
  const value = metrics[metric];
  if (typeof value === 'number') return score(value);
  return undefinedScore(metrics.reasons?.[metric] ?? 'no-rows');
}
