import type { Records } from '../engine/storage/records';
import type { RunRecord } from './protocol';

/** Points of the sparkline of a run. */
const SPARKLINE = 60;

/**
 * All runs, newest first. One that says it is running while this tab trains nothing was cut off by
 * a closed tab: it is `interrupted`, and goes on from its checkpoint where there is one.
 */
export async function listRuns(records: Records, training: boolean): Promise<RunRecord[]> {
  const stored = await records.runs.list();
  const list = await Promise.all(
    stored.map(async (run): Promise<RunRecord> => {
      const cut = run.status === 'running' && !training;
      const status = cut ? 'interrupted' : run.status;
      const { loss } = (await records.metrics(run.runId, 'steps')) as unknown as {
        loss?: ArrayLike<number>;
      };
      const { runId, name, createdAt, job, summary, error, step, steps } = run;
      const open = status === 'interrupted' || status === 'paused';
      const resumable = open && run.checkpoint !== null;
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
