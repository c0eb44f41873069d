import type { Records } from '../engine/storage/records';
import type { BakeOffEntry } from './protocol';

/** The project under which the bake-off of this browser is kept. */
const PROJECT = 'bake-off';

/** The bake-off that was kept last; null without one, or where the browser keeps no records. */
export async function keptBakeOff(records: Records): Promise<readonly BakeOffEntry[] | null> {
  const project = await records.projects.get(PROJECT).catch(() => null);
  return Array.isArray(project?.draft) ? (project.draft as BakeOffEntry[]) : null;
}

/** Keeps a bake-off in place of the one before. Without room it lasts as long as its page. */
export async function keepBakeOff(
  records: Records,
  entries: readonly BakeOffEntry[],
): Promise<void> {
  const now = Date.now();
  const project = { projectId: PROJECT, name: PROJECT, createdAt: now, updatedAt: now };
  await records.projects.put({ ...project, draft: entries }).catch(() => undefined);
}
