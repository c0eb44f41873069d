import {
  type Answering,
  askTexts,
  choicesOf,
  directionOf,
  type Evaluation,
  intervalsOf,
  judgeDifference,
  type PreparedSplit,
  type Run,
  type ScoredRows,
  scoredRows,
} from '../engine/index';
import type { AskedText, EvaluationReport, SideReport, TryAnswer } from './protocol';
import type { TaskHandle } from './tasks';
import { tellRows, type WantedRows, wantedSplit } from './wantedRows';

/** A report, and the rows that its list is read from. */
interface Scored {
  readonly report: EvaluationReport;
  readonly scored: ScoredRows;
}

/** Base and tuned model on the validation rows of a run, or on the rows of test files. */
export async function evaluateRun(
  run: Run,
  wanted: WantedRows,
  handle: TaskHandle,
): Promise<Scored> {
  const { split, kind, overlap, problems } = await wantedSplit(run, wanted, handle);
  const sides = await run.compare(split, tellRows(handle, 'evaluating', ''));
  const about = { split: kind, overlap, problems };
  const { report: found, scored } = reportOf(run.parts, split, sides, about);
  const { task, taskConfig } = run.parts;
  const steps = (await task.steps?.(taskConfig, (name) => run.read(name))) ?? null;
  return { report: { ...found, steps }, scored };
}

/** What the Evaluate panel shows of the answers of both models to a split. */
export function reportOf(
  { data, job, task, taskConfig, goal }: ReportParts,
  split: PreparedSplit,
  { base, tuned }: { readonly base: Evaluation; readonly tuned: Evaluation },
  found: Pick<EvaluationReport, 'split' | 'overlap' | 'problems'>,
): Scored {
  const settled = { task, taskConfig };
  const scored = scoredRows(settled, split, { base, tuned });
  const { seed } = job.training;
  const side = ({ loss, metrics, answered }: Evaluation): SideReport => ({
    loss,
    metrics,
    intervals: intervalsOf(settled, answered, seed),
    ...task.report(answered, taskConfig),
  });
  const report: EvaluationReport = {
    id: crypto.randomUUID(),
    ...found,
    rows: split.rows,
    goal: goal.id,
    headline: task.headline,
    details: task.details,
    falling: Object.keys(tuned.metrics).filter((name) => directionOf(name) === 'lower'),
    labels: data.labels,
    guessingLoss: task.guessingLoss(taskConfig),
    unread: tuned.answered.unread,
    steps: null,
    verdict: judgeDifference(settled, { base, tuned }, seed),
    base: side(base),
    tuned: side(tuned),
    choices: choicesOf(scored),
  };
  return { report, scored };
}

/** What a report takes of a run. */
interface ReportParts extends Pick<Run['parts'], 'task' | 'taskConfig'> {
  readonly data: Pick<Run['parts']['data'], 'labels'>;
  readonly job: { readonly training: { readonly seed: number } };
  readonly goal: { readonly id: string };
}

/** What a tuned model and its base say about texts. */
export async function answerTexts(
  side: Answering,
  texts: readonly AskedText[],
): Promise<TryAnswer[]> {
  const { data, task, taskConfig, goal } = side.parts;
  const begin = performance.now();
  const asked = askTexts(side.parts, texts);
  const examples = asked.flatMap(({ examples }) => examples);
  const base = task.decode(await side.withBase(() => side.answer(examples)), taskConfig);
  const tuned = task.decode(await side.answer(examples), taskConfig);
  const milliseconds = performance.now() - begin;
  const nothing = { said: '', scores: [], sure: null };
  const thresholds = task.thresholds?.(taskConfig) ?? null;
  return texts.map(({ text, pair = '' }, i) => ({
    text,
    pair,
    goal: goal.id,
    labels: data.labels,
    thresholds,
    words: asked[i]?.words ?? null,
    base: base[i] ?? nothing,
    tuned: tuned[i] ?? nothing,
    tokens: asked[i]?.tokens ?? 0,
    truncated: asked[i]?.truncated ?? false,
    milliseconds,
  }));
}
