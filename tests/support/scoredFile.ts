import { type Config, defaultsOf } from '../../src/engine/core/fields';
import { joinTargets } from '../../src/engine/core/target';
import { GOALS } from '../../src/engine/data/goals/registry';
import { openModel } from '../../src/engine/session';
import { prepareScoring } from '../../src/engine/session/prepareData';
import type { PreparedSplit } from '../../src/engine/session/preparedData';
import { type ScoredRows, scoredRows } from '../../src/engine/session/scoredRows';
import { TASKS } from '../../src/engine/tasks/registry';
import type { Task } from '../../src/engine/tasks/task';
import type { Evaluation } from '../../src/engine/training/evaluate';
import { tinyBertFiles } from './tinyBert';
import { csv } from './tunedRun';

export interface ScoredFile {
  readonly task: string;
  /** The file's text, and its name where the format follows from it. */
  readonly text: string;
  readonly name?: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly settings: Config & { readonly labels: readonly string[] };
  /** Logits of each unit in order, by what the side is called. */
  readonly logits: Readonly<Record<string, readonly (readonly number[])[]>>;
}

/** The rows of a file as a run reads them, tokenised by the tiny model. */
export async function splitOfFile(file: Omit<ScoredFile, 'logits'>): Promise<PreparedSplit> {
  const { tokenizer } = await openModel({ id: 't', label: 'T', files: await tinyBertFiles() });
  const goal = GOALS[(TASKS[file.task as keyof typeof TASKS] as Task).goal as keyof typeof GOALS];
  const dataset = await csv(file.text, file.name ?? 'rows.csv');
  const scored = { names: file.settings.labels, settings: file.settings, labelled: true };
  const options = { goal, tokenizer, maxTokens: 40 };
  const { data } = await prepareScoring(dataset, file.columns, scored, options);
  return data.test as PreparedSplit;
}

/** Rows of a file with answers that were made by hand. */
export async function scoredFile(file: ScoredFile): Promise<ScoredRows> {
  const task: Task = TASKS[file.task as keyof typeof TASKS];
  const taskConfig = { ...defaultsOf(task.fields), ...file.settings };
  const split = await splitOfFile(file);
  const targets = [...split.examples].map(({ target }) =>
    task.perToken ? target.filter((tag) => tag >= 0) : target,
  );
  const lengths = Uint32Array.from(targets, ({ length }) => (task.perToken ? length : 1));
  const evaluations = Object.entries(file.logits).map(([name, logits]): [string, Evaluation] => {
    const answered = {
      logits: Float32Array.from(logits.flat()),
      targets: joinTargets(targets),
      lengths,
      path: null,
      lossSum: null,
      unread: 0,
    };
    const metrics = task.metrics(answered, taskConfig);
    return [name, { loss: task.meanLoss(answered, taskConfig), metrics, answered }];
  });
  return scoredRows({ task, taskConfig }, split, Object.fromEntries(evaluations));
}

/** Logits that say one of `count` names with this chance; the others share what is left. */
export function logitsFor(name: number, chance: number, count: number): number[] {
  const rest = (1 - chance) / (count - 1);
  return Array.from({ length: count }, (_, i) => Math.log(i === name ? chance : rest));
}
