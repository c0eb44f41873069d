import type { CommandArguments } from '../args';
import { inputPaths, loadJob, readJob } from '../jobFiles';
import { createProgressLine } from '../progress';
import { checkRoom, runFolder } from '../runFolder';
import { findCheckpoint, trainJob } from '../trainJob';

/** Trains a job into a folder; the exit code. */
export async function trainCommand(args: CommandArguments): Promise<number> {
  const folder = runFolder(args.required('out'));
  const given = await readJob(args.target);
  const progress = createProgressLine();
  const checkpoint = args.flag('resume') ? await findCheckpoint(folder) : null;
  if (!checkpoint) checkRoom(folder, inputPaths(given));
  const prepared = await loadJob(given, progress.prepare);
  return trainJob({ given, prepared, folder, checkpoint, progress });
}
