import { describe, findSavings, type Job, planRun } from '../../engine/index';
import type { CommandArguments } from '../args';
import { loadJob, readJob } from '../jobFiles';
import { printJson } from '../output';
import { createProgressLine } from '../progress';

/**
 * Parameters, bytes and steps of a job, what would make it smaller where it does not fit, and the
 * problems of its data, as JSON; trains nothing.
 */
export async function planCommand({ target }: CommandArguments): Promise<number> {
  const file = await readJob(target);
  const progress = createProgressLine();
  const { parts, problems, notes } = await loadJob(file, progress.prepare);
  progress.clear();
  const plan = planRun(parts);
  const planOf = async (job: Job) => planRun((await loadJob({ ...file, job })).parts);
  const methods = describe().methods.map(({ id }) => id);
  const savings = await findSavings(plan, methods, planOf);
  printJson({ ...plan, savings: savings.map(({ job: _, ...told }) => told), problems, notes });
  return 0;
}
