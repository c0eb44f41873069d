import { resolve } from 'node:path';
import { createScorer, openDataset, type Scorer } from '../../engine/index';
import { type CommandArguments, columnRoles, UsageError } from '../args';
import { executorFor } from '../executors';
import { openModelAt } from '../models';
import { adapterFiles, fileSource, writeAtomically } from '../nodeFiles';
import { noteProblems, printJson, printLine } from '../output';

/**
 * Loss and metrics of a model on a file, and the rows that could not be scored, as one JSON object; with
 * `--predictions` every row with its answer as a CSV file, too.
 */
export async function evaluateCommand(args: CommandArguments): Promise<number> {
  const file = args.optional('predictions');
  if (file !== undefined && resolve(file) === resolve(args.required('data')))
    throw new UsageError('evaluate: --predictions would replace the file of --data');
  return withScorer(args, true, async (scorer) => {
    const { rows, loss, metrics, predictions } = await scorer.evaluate();
    if (file !== undefined) await writeAtomically(file, encoded(predictions()));
    printJson({ rows, loss, metrics, problems: scorer.problems });
  });
}

function* encoded(pieces: Iterable<{ readonly text: string }>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const { text } of pieces) yield encoder.encode(text);
}

/** One JSON line per row: prediction, scores, logits. */
export function predictCommand(args: CommandArguments): Promise<number> {
  return withScorer(args, false, async (scorer) => {
    for (const row of await scorer.predict()) printLine(row);
  });
}

async function withScorer(
  args: CommandArguments,
  labelled: boolean,
  work: (scorer: Scorer) => Promise<void>,
): Promise<number> {
  const [name, task, data] = ['model', 'task', 'data'].map(args.required) as [
    string,
    string,
    string,
  ];
  const columns = columnRoles(args.optional('columns'));
  const adapter = args.optional('adapter');
  const inputs = {
    model: await openModelAt(name, '.'),
    task,
    dataset: await openDataset(await fileSource(data)),
    columns,
    labelled,
    ...(adapter === undefined ? {} : { adapter: await adapterFiles(adapter) }),
  };
  const { executor } = await executorFor('auto');
  try {
    const scorer = await createScorer({ ...inputs, executor });
    noteProblems(scorer.problems);
    await work(scorer);
  } finally {
    executor.dispose();
  }
  return 0;
}
