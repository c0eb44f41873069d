import {
  createSession,
  describe,
  findSavings,
  type PreparedJob,
  planRun,
  type Saving,
  toErrorRecord,
} from '../engine/index';
import { isCancelled } from './errors';
import { executorFor } from './executors';
import type { Preparation } from './preparation';
import type { Config, ErrorRecord, Job, RunFiles, RunPlan, TimeEstimate } from './protocol';
import { breathe } from './tasks';

/**
 * Plans of a job by several methods; a method that cannot be planned gives its error. Throws
 * `task/cancelled` once other rows are asked for.
 */
export async function planMethods(
  preparation: Preparation,
  job: Job,
  files: RunFiles,
  methods: readonly { readonly id: string; readonly config: Config }[],
): Promise<(RunPlan | ErrorRecord)[]> {
  const plans: (RunPlan | ErrorRecord)[] = [];
  for (const { id, config } of methods) {
    try {
      const method = { id, ...config } as Job['method'];
      const prepared = await preparation.prepareBeside(job, withMethod(job, method), files);
      plans.push(planRun(prepared.parts));
    } catch (error) {
      // Other rows are wanted now, or nobody waits any more.
      if (isCancelled(error)) throw error;
      plans.push(toErrorRecord(error));
    }
  }
  return plans;
}

/** A job by another method begins anew: an adapter goes on as what it is. */
function withMethod(job: Job, method: Job['method']): Job {
  if (job.adapter === undefined || method.id === job.method.id) return { ...job, method };
  const { adapter: _, ...anew } = job;
  return { ...anew, method };
}

/** What would make a job smaller that does not fit on this device. */
export async function savingsOf(
  preparation: Preparation,
  job: Job,
  files: RunFiles,
): Promise<Saving[]> {
  const planOf = async (one: Job) =>
    planRun(
      (
        await preparation.prepareBeside(
          job,
          withMethod({ ...one, method: job.method }, one.method),
          files,
        )
      ).parts,
    );
  const methods = describe().methods.map(({ id }) => id);
  return findSavings(await planOf(job), methods, planOf);
}

const MEASURED_STEPS = 3;

/**
 * Seconds of a job from a few real steps on its own rows, after one to warm up. null on the reference
 * executor, whose steps take too long to try, and when the signal says that nobody waits any more.
 */
export async function measure(
  prepared: PreparedJob,
  signal: AbortSignal,
): Promise<TimeEstimate | null> {
  if (signal.aborted) return null;
  const { executor } = await executorFor(prepared.parts.job.backend);
  if (executor.id === 'tfjs') {
    executor.dispose();
    return null;
  }
  const run = await createSession(prepared, executor);
  try {
    const pause = async (): Promise<void> => {
      await breathe();
      signal.throwIfAborted();
    };
    const now = (): number => performance.now();
    const secondsPerStep = await run.secondsPerStep(MEASURED_STEPS, now, pause);
    const { steps } = planRun(prepared.parts);
    return { secondsPerStep, measuredSteps: MEASURED_STEPS, totalSeconds: secondsPerStep * steps };
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    run.dispose();
  }
}
