import {
  type Answering,
  askTexts,
  bootstrap,
  choicesOf,
  type Dataset,
  type Evaluation,
  judgeDifference,
  prepareTestFile,
  type Run,
  type ScoredRows,
  scoredRows,
} from '../engine/index';
import type { AskedText, EvaluationReport, SideReport, TryAnswer } from './protocol';
import { breathe, type TaskHandle } from './tasks';

/** Base and tuned model on the validation rows of a run, or on the rows of a test file. */
export async function evaluateRun(
  run: Run,
  file: Dataset | null,
  { signal, report }: TaskHandle,
): Promise<{ readonly report: EvaluationReport; readonly scored: ScoredRows }> {
  const { data, job, task, taskConfig, goal } = run.parts;
  const split = file ? await prepareTestFile(run, file) : (data.validation ?? data.train);
  const { base, tuned } = await run.compare(split, async (done, total) => {
    report({ activity: 'evaluating', name: '', done, total, unit: 'rows' });
    await breathe();
    signal.throwIfAborted();
  });
  const scored = scoredRows(run.parts, split, { base, tuned });
  const { seed } = job.training;
  const side = ({ loss, metrics, answered }: Evaluation): SideReport => ({
    loss,
    metrics,
    intervals: bootstrap(task.statistic(answered, taskConfig), seed),
    ...task.report(answered, taskConfig),
  });
  const found: EvaluationReport = {
    id: crypto.randomUUID(),
    split: file ? 'test' : 'validation',
    rows: split.rows,
    goal: goal.id,
    headline: task.headline,
    labels: data.labels,
    guessingLoss: task.guessingLoss(taskConfig),
    unread: tuned.answered.unread,
    verdict: judgeDifference({ task, taskConfig }, { base, tuned }, seed),
    base: side(base),
    tuned: side(tuned),
    choices: choicesOf(scored),
  };
  return { report: found, scored };
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
