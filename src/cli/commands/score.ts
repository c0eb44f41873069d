import { createScorer, openDataset, type Scorer } from '../../engine/index';
import { executorFor } from '../executors';
import { openModelAt } from '../models';
import { fileSource, folderFiles } from '../nodeFiles';
import { printJson, printLine } from '../output';

/** What evaluate and predict are asked with. */
export interface ScoreArguments {
  readonly model: string;
  readonly adapter: string | undefined;
  readonly task: string;
  readonly data: string;
  readonly columns: Readonly<Record<string, string>>;
}

async function openScorer(args: ScoreArguments): Promise<Scorer> {
  const { executor } = await executorFor('auto');
  return createScorer({
    model: await openModelAt(args.model, '.'),
    task: args.task,
    dataset: await openDataset(await fileSource(args.data)),
    columns: args.columns,
    executor,
    ...(args.adapter ? { adapter: await folderFiles(args.adapter) } : {}),
  });
}

/** Loss and metrics of a model on a file, as one JSON object. */
export async function evaluateCommand(args: ScoreArguments): Promise<void> {
  const scorer = await openScorer(args);
  printJson(await scorer.evaluate());
  scorer.dispose();
}

/** One JSON line per row: prediction, scores, logits. */
export async function predictCommand(args: ScoreArguments): Promise<void> {
  const scorer = await openScorer(args);
  for (const row of await scorer.predict()) printLine(row);
  scorer.dispose();
}
