import type { Executor } from '../backends/executor';
import { EngineError } from '../core/errors';
import type { ProblemReport } from '../data';
import type { Example, Prediction } from '../tasks/task';
import { evaluateExamples, firstOfRows } from '../training/evaluate';
import type { Metrics } from '../training/events';
import { type PredictionPiece, predictionFile } from './predictionFile';
import { Run } from './run';
import type { RunParts } from './runParts';
import { scoredRows } from './scoredRows';

/** A prediction for one row of a file. */
export interface RowPrediction {
  /** Row number in the file, from 1. */
  readonly row: number;
  readonly prediction: string;
  readonly scores?: Readonly<Record<string, number>>;
  readonly logits?: readonly number[];
  /** A tag for each word. */
  readonly tags?: readonly string[];
  /** Where words are hidden: the likeliest ones for each. */
  readonly fills?: Prediction['fills'];
}

/** What a model is worth on a file. */
export interface FileScores {
  readonly rows: number;
  readonly loss: number;
  readonly metrics: Metrics;
  /** Every row with what is true and what was said, as CSV; see {@link predictionFile}. */
  predictions(): Iterable<PredictionPiece>;
}

/** A model at work on one file, without training. */
export interface Scorer {
  /** Rows that cannot be scored, and what else was found in the file. */
  readonly problems: ProblemReport;
  evaluate(): Promise<FileScores>;
  predict(): Promise<RowPrediction[]>;
  dispose(): void;
}

/** Wires parts whose `test` split is the file to score. The scorer owns the executor. */
export async function scorerOf(
  parts: RunParts,
  problems: ProblemReport,
  executor: Executor,
): Promise<Scorer> {
  const run = await Run.create(parts, executor);
  const { task, taskConfig, data } = parts;
  const { test, labels } = data;
  if (!test)
    throw new EngineError('score/no-rows', 'there is no file to score', {}, 'Name a file.');
  return {
    problems,
    async evaluate() {
      const prediction = await evaluateExamples(run, parts, test.examples, async () => {});
      const { loss, metrics } = prediction;
      const predictions = () => predictionFile(scoredRows(parts, test, { prediction }));
      return { rows: test.rows, loss, metrics, predictions };
    },
    async predict() {
      const answered = await run.answer(test.examples);
      const rows = firstOfRows(test.examples);
      const width = labels.length;
      return task.decode(answered, taskConfig).map(({ said, scores, tags, fills }, i) => {
        const row = test.rowNumber(rows[i] as Example);
        if (tags) return { row, prediction: said, tags };
        if (fills) return { row, prediction: said, fills };
        return {
          row,
          prediction: said,
          scores: Object.fromEntries(labels.map((name, c) => [name, scores[c] ?? 0])),
          logits: Array.from(answered.logits.subarray(i * width, (i + 1) * width)),
        };
      });
    },
    dispose: () => run.dispose(),
  };
}
