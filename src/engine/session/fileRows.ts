import type { Config } from '../core/fields';
import {
  buildExamples,
  type ColumnRoles,
  type Dataset,
  type ExampleOptions,
  type Examples,
  type Goal,
  mergeReports,
  type ProblemReport,
} from '../data';

/** The rows that some columns make usable, and what was found in them. */
export interface UsableRows {
  readonly examples: Examples;
  readonly problems: ProblemReport;
}

/** Looks at a file's rows as a run on these columns would, without tokens and without throwing. */
export async function usableRows(
  dataset: Dataset,
  goal: Goal,
  { columns, settings }: { readonly columns: ColumnRoles; readonly settings: Config },
  onRows?: ExampleOptions['onRows'],
): Promise<UsableRows> {
  const answers = goal.answers(dataset, columns, { settings });
  const options = { goal, columns, answers, ...(onRows && { onRows }) };
  const examples = await buildExamples(dataset, options);
  return { examples, problems: mergeReports(answers.problems, examples.problems) };
}
