import type { Records } from '../engine/storage/records';
import type { BlobStore } from '../engine/storage/store';
import type { RunRecord } from './protocol';
import { inputsPath } from './runInputs';

/** Points of the sparkline of a run. */
const SPARKLINE = 60;

/**
 * All runs, newest first. One that says it is running while no tab trains it was cut off by a
 * closed tab: it is `interrupted`, and goes on from its checkpoint, or from its first step where it
 * had none yet, as long as its files are in the store.
 */
export async function listRuns(
  records: Records,
  store: BlobStore,
  live: ReadonlySet<string>,
): Promise<RunRecord[]> {
  const stored = await records.runs.list();
  const kept = new Set(await store.list('runs/'));
  const list = await Promise.all(
    stored.map(async (run): Promise<RunRecord> => {
      const cut = run.status === 'running' && !live.has(run.runId);
      const status = cut ? 'interrupted' : run.status;
      const { loss } = (await records.metrics(run.runId, 'steps')) as unknown as {
        loss?: ArrayLike<number>;
      };
      const { runId, name, createdAt, job, summary, error, step, steps, targets = [] } = run;
      const open = status === 'interrupted' || status === 'paused';
      const from = run.checkpoint === null ? step === 0 : kept.has(run.checkpoint);
      const resumable = open && from && kept.has(inputsPath(runId));
      return {
        runId,
        name,
        createdAt,
        job,
        status,
        summary,
        error,
        losses: thin(loss),
        resumable,
        steps,
        step,
        targets,
        hasWeights: run.checkpoint !== null && kept.has(run.checkpoint),
      };
    }),
  );
  return list.reverse();
}

function thin(values: ArrayLike<number> | undefined): number[] {
  const { length } = values ?? [];
  const points = Math.min(SPARKLINE, length);
  return Array.from({ length: points }, (_, i) => values?.[Math.floor((i * length) / points)] ?? 0);
}
