import type { Records } from '../engine/storage/records';
import type { QueueEntry } from './protocol';

/** The project under which the queue of this browser is kept; named when it held bake-offs alone. */
const PROJECT = 'bake-off';

/** The queue that was kept last; null without one, or where the browser keeps no records. */
export async function keptQueue(records: Records): Promise<readonly QueueEntry[] | null> {
  const project = await records.projects.get(PROJECT).catch(() => null);
  if (!Array.isArray(project?.draft)) return null;
  // Entries had no name when there was one of each method.
  return (project.draft as QueueEntry[]).map((entry) => ({
    ...entry,
    name: entry.name ?? entry.job.method.id,
  }));
}

/** Keeps a queue in place of the one before. Without room it lasts as long as its page. */
export async function keepQueue(records: Records, entries: readonly QueueEntry[]): Promise<void> {
  const now = Date.now();
  const project = { projectId: PROJECT, name: PROJECT, createdAt: now, updatedAt: now };
  await records.projects.put({ ...project, draft: entries }).catch(() => undefined);
}
