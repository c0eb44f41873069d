import { describe, findSavings, type Job, planRun } from '../../engine/index';
import type { CommandArguments } from '../args';
import { loadJob, readJob } from '../jobFiles';
import { printJson } from '../output';

/**
 * Parameters, bytes and steps of a job, what would make it smaller where it does not fit, and the
 * problems of its data, as JSON; trains nothing.
 */
export async function planCommand({ target }: CommandArguments): Promise<number> {
  const file = await readJob(target);
  const { parts, problems, notes } = await loadJob(file);
  const plan = planRun(parts);
  const planOf = async (job: Job) => planRun((await loadJob({ ...file, job })).parts);
  const methods = describe().methods.map(({ id }) => id);
  const savings = await findSavings(plan, methods, planOf);
  printJson({ ...plan, savings: savings.map(({ job: _, ...told }) => told), problems, notes });
  return 0;
}
