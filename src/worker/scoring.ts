import { NO_TARGET } from '../engine/core/target';
import {
  argmaxRows,
  bootstrapIntervals,
  confusionMatrix,
  type Dataset,
  type Evaluation,
  prepareTestFile,
  type Run,
  softmaxRows,
  targetsOf,
} from '../engine/index';
import type { EvaluationReport, ScoredRow, SideReport, TryAnswer } from './protocol';
import { breathe } from './tasks';

/** Rows that a report lists of each cell of the confusion matrix. */
const LISTED_PER_CELL = 50;
const TEXT_CHARACTERS = 1000;

/** Base and tuned model on the validation rows of a run, or on the rows of a test file. */
export async function evaluateRun(run: Run, file: Dataset | null): Promise<EvaluationReport> {
  const { data, job } = run.parts;
  const split = file ? await prepareTestFile(run, file) : (data.validation ?? data.train);
  const { base, tuned } = await run.compare(split, breathe);
  const labels = targetsOf(split.examples);
  const side = (evaluation: Evaluation): SideReport => {
    const predicted = argmaxRows(evaluation.logits, data.labels.length);
    return {
      loss: evaluation.loss,
      metrics: evaluation.metrics,
      intervals: bootstrapIntervals(labels, predicted, data.labels.length, job.training.seed),
      confusion: confusionMatrix(labels, predicted, data.labels.length),
    };
  };
  return {
    split: file ? 'test' : 'validation',
    rows: labels.length,
    labels: data.labels,
    base: side(base),
    tuned: side(tuned),
    answers: listAnswers(run, split, tuned),
  };
}

function listAnswers(
  run: Run,
  split: Parameters<Run['compare']>[0],
  { logits }: Evaluation,
): ScoredRow[] {
  const { labels } = run.parts.data;
  const scores = softmaxRows(logits, labels.length);
  const predicted = argmaxRows(logits, labels.length);
  const sure = (i: number): number => scores[i]?.[predicted[i] ?? 0] ?? 0;
  const order = predicted.map((_, i) => i).sort((a, b) => sure(b) - sure(a));
  const listed = new Map<number, number>();
  return [...order].flatMap((i): ScoredRow[] => {
    const example = split.examples.at(i);
    const said = predicted[i] ?? 0;
    if (!example) return [];
    const truth = example.target[0] ?? 0;
    const cell = truth * labels.length + said;
    const before = listed.get(cell) ?? 0;
    if (before >= LISTED_PER_CELL) return [];
    listed.set(cell, before + 1);
    return [
      {
        row: split.rowNumber(example),
        text: split.text(example).slice(0, TEXT_CHARACTERS),
        label: labels[truth] ?? '',
        predicted: labels[said] ?? '',
        probability: sure(i),
      },
    ];
  });
}

/** What base and tuned model say about texts. */
export async function answerTexts(
  run: Run,
  texts: readonly { readonly text: string; readonly pair?: string }[],
): Promise<TryAnswer[]> {
  const { model, data, job } = run.parts;
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
  const [before, after] = [
    softmaxRows(base, data.labels.length),
    softmaxRows(tuned, data.labels.length),
  ];
  return texts.map(({ text }, i) => ({
    text,
    labels: data.labels,
    base: before[i] ?? [],
    tuned: after[i] ?? [],
    tokens: encoded[i]?.ids.length ?? 0,
    truncated: encoded[i]?.truncated ?? false,
    milliseconds,
  }));
}
