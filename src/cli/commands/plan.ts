import { planRun } from '../../engine/index';
import type { CommandArguments } from '../args';
import { loadJob, readJob } from '../jobFiles';
import { printJson } from '../output';

/** Parameters, bytes and steps of a job, and the problems of its data, as JSON; trains nothing. */
export async function planCommand({ target }: CommandArguments): Promise<number> {
  const { parts, problems, notes } = await loadJob(await readJob(target));
  printJson({ ...planRun(parts), problems, notes });
  return 0;
}
