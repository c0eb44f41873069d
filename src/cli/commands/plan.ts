import { planRun } from '../../engine/index';
import { jobFolder, loadJob, readJob } from '../jobFiles';
import { printJson } from '../output';

/** Parameters, bytes and steps of a job as JSON; trains nothing. */
export async function planCommand(path: string): Promise<void> {
  const { prepared } = await loadJob(await readJob(path), jobFolder(path));
  printJson(planRun(prepared.parts));
}
