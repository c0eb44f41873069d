import {
  type Answering,
  askTexts,
  choicesOf,
  type Dataset,
  directionOf,
  type Evaluation,
  intervalsOf,
  judgeDifference,
  type PreparedSplit,
  prepareTestFile,
  type Run,
  type ScoredRows,
  scoredRows,
} from '../engine/index';
import type { AskedText, EvaluationReport, SideReport, TryAnswer } from './protocol';
import { breathe, type TaskHandle } from './tasks';

/** A report, and the rows that its list is read from. */
interface Scored {
  readonly report: EvaluationReport;
  readonly scored: ScoredRows;
}

/** Base and tuned model on the validation rows of a run, or on the rows of a test file. */
export async function evaluateRun(
  run: Run,
  file: Dataset | null,
  { signal, report }: TaskHandle,
): Promise<Scored> {
  const { data } = run.parts;
  const split = file ? await prepareTestFile(run, file) : (data.validation ?? data.train);
  const sides = await run.compare(split, async (done, total) => {
    report({ activity: 'evaluating', name: '', done, total, unit: 'rows' });
    await breathe();
    signal.throwIfAborted();
  });
  const { report: found, scored } = reportOf(run.parts, split, sides, file ? 'test' : 'validation');
  const { task, taskConfig } = run.parts;
  const steps = (await task.steps?.(taskConfig, (name) => run.read(name))) ?? null;
  return { report: { ...found, steps }, scored };
}

/** What the Evaluate panel shows of the answers of both models to a split. */
export function reportOf(
  { data, job, task, taskConfig, goal }: ReportParts,
  split: PreparedSplit,
  { base, tuned }: { readonly base: Evaluation; readonly tuned: Evaluation },
  kind: EvaluationReport['split'],
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
    split: kind,
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
