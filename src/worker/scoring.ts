import {
  askTexts,
  bootstrap,
  type Dataset,
  type Evaluation,
  firstOfRows,
  judgeDifference,
  prepareTestFile,
  type Run,
  rowTargets,
} from '../engine/index';
import type { EvaluationReport, ScoredRow, SideReport, TryAnswer } from './protocol';
import { breathe } from './tasks';

/** Rows that a report lists of each truth and prediction, and in all. */
const LISTED_PER_PAIR = 50;
const LISTED = 3000;
const TEXT_CHARACTERS = 1000;

/** Base and tuned model on the validation rows of a run, or on the rows of a test file. */
export async function evaluateRun(run: Run, file: Dataset | null): Promise<EvaluationReport> {
  const { data, job, task, taskConfig, goal } = run.parts;
  const split = file ? await prepareTestFile(run, file) : (data.validation ?? data.train);
  const { base, tuned } = await run.compare(split, breathe);
  const { seed } = job.training;
  const side = ({ loss, metrics, answered }: Evaluation): SideReport => ({
    loss,
    metrics,
    intervals: bootstrap(task.statistic(answered, taskConfig), seed),
    ...task.report(answered, taskConfig),
  });
  return {
    split: file ? 'test' : 'validation',
    rows: split.rows,
    goal: goal.id,
    headline: task.headline,
    labels: data.labels,
    guessingLoss: task.guessingLoss(taskConfig),
    verdict: judgeDifference({ task, taskConfig }, { base, tuned }, seed),
    base: side(base),
    tuned: side(tuned),
    answers: listAnswers(run, split, tuned),
  };
}

/** Rows as the tuned model answers them, the worst first; of those alike, some. */
function listAnswers(
  run: Run,
  split: Parameters<Run['compare']>[0],
  { answered }: Evaluation,
): ScoredRow[] {
  const { task, taskConfig } = run.parts;
  const targets = rowTargets(answered);
  const rows = firstOfRows(split.examples);
  const compared = task.decode(answered, taskConfig).flatMap((prediction, i) => {
    const [target, example] = [targets[i], rows[i]];
    if (!target || !example) return [];
    const { sure } = prediction;
    return [{ example, sure, ...task.compare(target, prediction, taskConfig) }];
  });
  compared.sort((a, b) => b.off - a.off || (b.sure ?? 0) - (a.sure ?? 0));
  const listed = new Map<string, number>();
  const kept = compared.filter(({ label, predicted }) => {
    const pair = JSON.stringify([label, predicted]);
    const before = listed.get(pair) ?? 0;
    listed.set(pair, before + 1);
    return before < LISTED_PER_PAIR;
  });
  return kept.slice(0, LISTED).map(({ example, ...answer }) => ({
    row: split.rowNumber(example),
    text: split.text(example).slice(0, TEXT_CHARACTERS),
    ...answer,
  }));
}

/** What base and tuned model say about texts. */
export async function answerTexts(
  run: Run,
  texts: readonly { readonly text: string; readonly pair?: string }[],
): Promise<TryAnswer[]> {
  const { data, task, taskConfig, goal } = run.parts;
  const begin = performance.now();
  const asked = askTexts(run.parts, texts);
  const examples = asked.flatMap(({ examples }) => examples);
  const base = task.decode(await run.withBase(() => run.answer(examples)), taskConfig);
  const tuned = task.decode(await run.answer(examples), taskConfig);
  const milliseconds = performance.now() - begin;
  const nothing = { said: '', scores: [], sure: null };
  return texts.map(({ text }, i) => ({
    text,
    goal: goal.id,
    labels: data.labels,
    words: asked[i]?.words ?? null,
    base: base[i] ?? nothing,
    tuned: tuned[i] ?? nothing,
    tokens: asked[i]?.tokens ?? 0,
    truncated: asked[i]?.truncated ?? false,
    milliseconds,
  }));
}
