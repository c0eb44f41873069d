import { NO_TARGET } from '../engine/core/target';
import {
  bootstrap,
  type Dataset,
  type Evaluation,
  judgeDifference,
  prepareTestFile,
  type Run,
  targetsOf,
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
  const targets = targetsOf(split.examples);
  const { seed } = job.training;
  const side = ({ loss, metrics, logits }: Evaluation): SideReport => ({
    loss,
    metrics,
    intervals: bootstrap(task.statistic(logits, targets, taskConfig), seed),
    ...task.report(logits, targets, taskConfig),
  });
  return {
    split: file ? 'test' : 'validation',
    rows: split.examples.length,
    goal: goal.id,
    headline: task.headline,
    labels: data.labels,
    guessingLoss: task.guessingLoss(taskConfig),
    verdict: judgeDifference({ task, taskConfig }, { base, tuned, targets }, seed),
    base: side(base),
    tuned: side(tuned),
    answers: listAnswers(run, split, tuned),
  };
}

/** Rows as the tuned model answers them, the worst first; of those alike, some. */
function listAnswers(
  run: Run,
  split: Parameters<Run['compare']>[0],
  { logits }: Evaluation,
): ScoredRow[] {
  const { task, taskConfig } = run.parts;
  const predictions = task.decode(logits, taskConfig);
  const compared = predictions.map((prediction, i) => {
    const target = split.examples.at(i)?.target ?? NO_TARGET;
    return { i, sure: prediction.sure, ...task.compare(target, prediction, taskConfig) };
  });
  compared.sort((a, b) => b.off - a.off || (b.sure ?? 0) - (a.sure ?? 0));
  const listed = new Map<string, number>();
  return compared
    .slice()
    .flatMap(({ i, ...answer }): ScoredRow[] => {
      const example = split.examples.at(i);
      const pair = JSON.stringify([answer.label, answer.predicted]);
      const before = listed.get(pair) ?? 0;
      if (!example || before >= LISTED_PER_PAIR) return [];
      listed.set(pair, before + 1);
      const text = split.text(example).slice(0, TEXT_CHARACTERS);
      return [{ row: split.rowNumber(example), text, ...answer }];
    })
    .slice(0, LISTED);
}

/** What base and tuned model say about texts. */
export async function answerTexts(
  run: Run,
  texts: readonly { readonly text: string; readonly pair?: string }[],
): Promise<TryAnswer[]> {
  const { model, data, job, task, taskConfig, goal } = run.parts;
  const begin = performance.now();
  const encoded = texts.map(({ text, pair }) =>
    model.tokenizer.encode(text, pair ?? null, { maxTokens: job.training.maxTokens }),
  );
  const examples = encoded.map(({ ids, typeIds }, row) => ({
    ids,
    typeIds,
    target: NO_TARGET,
    row,
  }));
  const base = await run.withBase(() => run.logits(examples));
  const tuned = await run.logits(examples);
  const milliseconds = performance.now() - begin;
  const [before, after] = [task.decode(base, taskConfig), task.decode(tuned, taskConfig)];
  const nothing = { said: '', scores: [], sure: null };
  return texts.map(({ text }, i) => ({
    text,
    goal: goal.id,
    labels: data.labels,
    base: before[i] ?? nothing,
    tuned: after[i] ?? nothing,
    tokens: encoded[i]?.ids.length ?? 0,
    truncated: encoded[i]?.truncated ?? false,
    milliseconds,
  }));
}
