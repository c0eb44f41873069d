import { NO_TARGET, type Target } from '../core/target';
import type { Compared, Prediction, RowAnswers, SettledTask } from '../tasks/task';
import { type Evaluation, rowTargets } from '../training/evaluate';
import type { PreparedSplit } from './preparedData';

/** Every row of a split with its answers: what lists, slices and files of predictions are made of. */
export interface ScoredRows {
  readonly settled: SettledTask;
  readonly split: PreparedSplit;
  /** What each model answered, by what it is called, in the order of the columns of a file. */
  readonly sides: readonly ScoredSide[];
  /** 0 where the last side is right; the larger, the worse, [R]. */
  readonly off: Float64Array;
  /** Its rows, the worst and surest first, [R]. */
  readonly worstFirst: Uint32Array;
  /** What rows can be looked for by, of truth and last side; null where answers are numbers. */
  readonly topics: { readonly truth: Topics; readonly said: Topics } | null;
  target(row: number): Target;
}

/** A model's answers. */
interface ScoredSide {
  readonly name: string;
  readonly evaluation: Evaluation;
  /** [R] */
  readonly predictions: readonly Prediction[];
}

/** Names that each row holds, [R]. */
type Topics = readonly (readonly string[])[];

/** Puts the answers of a split's rows beside what is true of them; the last side is the one judged. */
export function scoredRows(
  settled: SettledTask,
  split: PreparedSplit,
  evaluations: Readonly<Record<string, Evaluation>>,
): ScoredRows {
  const { task, taskConfig } = settled;
  const sides = Object.entries(evaluations).map(([name, evaluation]) =>
    sideOf(name, evaluation, settled),
  );
  const judged = sides.at(-1);
  const target = judged ? rowTargets(judged.evaluation.answered) : () => NO_TARGET;
  const predictions = judged?.predictions ?? [];
  const off = new Float64Array(judged?.evaluation.answered.lengths.length ?? 0);
  for (let row = 0; row < off.length; row++)
    off[row] = task.compare(target(row), predictions[row] ?? NOTHING, taskConfig).off;
  return {
    settled,
    split,
    sides,
    off,
    worstFirst: orderOf(off, predictions),
    topics: task.answers ? topicsOf(task.answers, settled, target, predictions) : null,
    target,
  };
}

/** A model's answers, read when they are asked for: of the one that is not judged most never are. */
function sideOf(
  name: string,
  evaluation: Evaluation,
  { task, taskConfig }: SettledTask,
): ScoredSide {
  let predictions: readonly Prediction[] | null = null;
  return {
    name,
    evaluation,
    get predictions() {
      predictions ??= task.decode(evaluation.answered, taskConfig);
      return predictions;
    },
  };
}

/** A row's answer by one of the sides beside what is true. */
export function comparedRow(
  { settled: { task, taskConfig }, target }: ScoredRows,
  { predictions }: ScoredSide,
  row: number,
): Compared {
  return task.compare(target(row), predictions[row] ?? NOTHING, taskConfig);
}

/** The worst first; of rows that are off alike, the surest. */
function orderOf(off: Float64Array, predictions: readonly Prediction[]): Uint32Array {
  const sure = Float64Array.from(predictions, (prediction) => prediction.sure ?? 0);
  return new Uint32Array(off.length)
    .map((_, row) => row)
    .sort((a, b) => (off[b] ?? 0) - (off[a] ?? 0) || (sure[b] ?? 0) - (sure[a] ?? 0) || a - b);
}

function topicsOf(
  { written, truth, said, topics }: RowAnswers,
  { taskConfig }: SettledTask,
  target: (row: number) => Target,
  predictions: readonly Prediction[],
): ScoredRows['topics'] {
  if (written === 'numbers') return null;
  const topicsIn = (answer: readonly (string | number)[]): readonly string[] => {
    const names = answer.map(String);
    return topics ? topics(names) : names;
  };
  return {
    truth: predictions.map((_, row) => topicsIn(truth(target(row), taskConfig))),
    said: predictions.map((prediction) => topicsIn(said(prediction, taskConfig))),
  };
}

const NOTHING: Prediction = { said: '', scores: [], sure: null };
