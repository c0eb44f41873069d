import {
  type Config,
  type Histogram,
  type Job,
  type RunEvent,
  toErrorRecord,
} from '../engine/index';
import type { Records, StoredRun } from '../engine/storage/records';
import type { BlobStore } from '../engine/storage/store';
import type { EventStream } from './eventStream';
import type { ErrorRecord } from './protocol';

/** Where a run is told and remembered. */
export interface RunKeeping {
  readonly store: BlobStore;
  readonly records: Records;
  readonly stream: EventStream;
}

/** The record of a run that is about to begin. */
export function newRun(runId: string, job: Job, targets: readonly Histogram[] = []): StoredRun {
  const createdAt = Date.now();
  return {
    runId,
    projectId: 'default',
    name: job.data.train,
    createdAt,
    updatedAt: createdAt,
    job,
    status: 'running',
    step: 0,
    steps: 0,
    summary: null,
    error: null,
    checkpoint: null,
    targets,
  };
}

/** Keeps what a run leaves. Where that fails the run goes on, and the person is told once. */
export interface RunKeeper {
  /** Does work that keeps something; false where the browser gave no room. */
  attempt(work: () => Promise<unknown>): Promise<boolean>;
  checkpoint(file: { readonly byteLength: number; chunks(): Iterable<Uint8Array> }): Promise<void>;
  event(event: RunEvent): Promise<void>;
  /** What went wrong outside the loop: the run is cut off where it was last kept. */
  fault(error: ErrorRecord): Promise<number>;
}

/** A keeper of one run. */
export function keeperOf({ store, records, stream }: RunKeeping, runId: string): RunKeeper {
  const told = new Set<string>();
  let lastKept = true;

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const notice = toErrorRecord(error);
      if (!told.has(notice.code)) stream.emit({ type: 'notice', notice });
      told.add(notice.code);
      return false;
    }
  }

  return {
    attempt,
    async checkpoint(file) {
      const path = `runs/${runId}/checkpoint.safetensors`;
      lastKept = await attempt(async () => {
        await store.write(path, file.chunks(), { byteLength: file.byteLength });
        await records.runs.update(runId, { checkpoint: path });
      });
    },
    async event(event) {
      // Going on from a step needs its checkpoint: one that found no room is not the run's last.
      if (event.type === 'checkpoint' && !lastKept) return;
      await attempt(() => keepEvent(records, event));
    },
    async fault(error) {
      const { step = 0 } = (await records.runs.get(runId).catch(() => null)) ?? {};
      await attempt(() => records.runs.update(runId, { status: 'interrupted', error }));
      return step;
    },
  };
}

async function keepEvent(records: Records, event: RunEvent): Promise<void> {
  const { runId, step } = event;
  const updatedAt = Date.now();
  if (event.type === 'step') {
    const { loss, gradNorm, learningRate, tokens, milliseconds, epoch, samples, time } = event;
    await records.appendMetrics(runId, 'steps', [
      { step, loss, gradNorm, learningRate, tokens, milliseconds, epoch, samples, time },
    ]);
    return;
  }
  // What came after the checkpoint that a run goes on from is made again.
  if (event.type === 'started') await records.rewind(runId, step);
  await records.appendEvents(runId, [event]);
  if (event.type === 'started')
    await records.runs.update(runId, {
      steps: event.steps,
      status: 'running',
      error: null,
      updatedAt,
    });
  if (event.type === 'checkpoint') await records.runs.update(runId, { step, updatedAt });
  if (event.type === 'finished') {
    const { status, summary } = event;
    await records.runs.update(runId, { step, status, summary, updatedAt });
    if (summary.tuned) await keepTuned(records, runId, summary.tuned);
  }
  if (event.type === 'failed')
    await records.runs.update(runId, { status: 'failed', error: event.error, updatedAt });
}

/** Writes what training has completed of the task's settings into the job. */
async function keepTuned(records: Records, runId: string, tuned: Config): Promise<void> {
  const job = (await records.runs.get(runId))?.job;
  if (job) await records.runs.update(runId, { job: { ...job, task: { ...job.task, ...tuned } } });
}
