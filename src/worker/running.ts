import {
  createRunControl,
  createSession,
  EngineError,
  type PreparedJob,
  type Run,
  type RunControl,
  type RunEvent,
  toErrorRecord,
} from '../engine/index';
import type { Records, StoredRun } from '../engine/storage/records';
import type { BlobStore } from '../engine/storage/store';
import type { EventStream } from './eventStream';
import { executorFor } from './executors';
import type { Preparation } from './preparation';
import type { DataSource, DatasetOptions, Job, RunFiles } from './protocol';
import { breathe } from './tasks';

/** Runs of this tab: one trains at a time, the last one stays at hand. */
export interface Running {
  start(job: Job, files: RunFiles): Promise<string>;
  resume(runId: string): Promise<string>;
  control(): RunControl | null;
  /** A run ready to score and export: the one at hand, or made anew from its checkpoint. */
  open(runId: string): Promise<Run>;
}

interface Parts {
  readonly preparation: Preparation;
  readonly store: BlobStore;
  readonly records: Records;
  readonly stream: EventStream;
}

const LOCK = 'graft-training';

/** Runs over the worker's storage. */
export function createRunning(parts: Parts): Running {
  const { preparation, store, records } = parts;
  let current: { runId: string; run: Run } | null = null;
  let control: RunControl | null = null;

  async function load(runId: string, prepared: PreparedJob): Promise<{ run: Run; reason: string }> {
    current?.run.dispose();
    current = null;
    const { executor, reason } = await executorFor(prepared.parts.job.backend);
    const run = await createSession(prepared, executor);
    current = { runId, run };
    return { run, reason };
  }

  async function begin(runId: string, prepared: PreparedJob, from: string | null): Promise<string> {
    if (control) throw alreadyTraining();
    control = createRunControl();
    const mine = control;
    try {
      const { run, reason } = await load(runId, prepared);
      const checkpoint = from ? await store.open(from) : null;
      const events = run.train(
        {
          runId,
          control: mine,
          reason,
          now: () => performance.now(),
          breathe,
          keepCheckpoint: (file) => keepCheckpoint(parts, runId, file),
          onPrepare: () => {},
        },
        checkpoint,
        runId,
      );
      void holdLock(() => follow(parts, runId, events)).finally(() => {
        control = null;
      });
      return runId;
    } catch (error) {
      control = null;
      throw error;
    }
  }

  return {
    async start(job, files) {
      await requireNoOtherTab();
      const prepared = await preparation.prepare(job, files);
      const runId = crypto.randomUUID();
      await records.runs.put(newRun(runId, prepared.parts.job));
      await keepInputs(store, runId, files);
      return begin(runId, prepared, null);
    },
    async resume(runId) {
      await requireNoOtherTab();
      const stored = await requireRun(records, runId);
      await records.rewind(runId, stored.step);
      const prepared = await preparation.prepare(stored.job, await keptInputs(store, stored));
      return begin(runId, prepared, stored.checkpoint);
    },
    control: () => control,
    async open(runId) {
      if (current?.runId === runId) return current.run;
      if (control) throw alreadyTraining();
      const stored = await requireRun(records, runId);
      const checkpoint = stored.checkpoint ? await store.open(stored.checkpoint) : null;
      if (!checkpoint) throw nothingKept(runId);
      const prepared = await preparation.prepare(stored.job, await keptInputs(store, stored));
      const { run } = await load(runId, prepared);
      await run.restore(checkpoint, runId);
      return run;
    },
  };
}

/** Sends and keeps every event of a run; a fault becomes its last event. */
async function follow(
  { records, stream }: Parts,
  runId: string,
  events: AsyncIterable<RunEvent>,
): Promise<void> {
  let step = 0;
  try {
    for await (const event of events) {
      step = event.step;
      stream.push(event);
      await keepEvent(records, event);
    }
  } catch (error) {
    const record = toErrorRecord(error);
    stream.push({ type: 'failed', runId, step, time: 0, error: record, keptStep: 0 });
    await records.runs.update(runId, { status: 'failed', error: record });
  }
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
  await records.appendEvents(runId, [event]);
  if (event.type === 'started')
    await records.runs.update(runId, { steps: event.steps, status: 'running', updatedAt });
  if (event.type === 'checkpoint') await records.runs.update(runId, { step, updatedAt });
  if (event.type === 'finished') {
    const { status, summary } = event;
    await records.runs.update(runId, { step, status, summary, updatedAt });
  }
  if (event.type === 'failed')
    await records.runs.update(runId, { status: 'failed', error: event.error, updatedAt });
}

function newRun(runId: string, job: Job): StoredRun {
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
  };
}

/** Keeps a checkpoint; a full disk does not end the run, it only cannot be resumed then. */
async function keepCheckpoint(
  { store, records }: Parts,
  runId: string,
  file: { readonly byteLength: number; chunks(): Iterable<Uint8Array> },
): Promise<void> {
  const path = `runs/${runId}/checkpoint.safetensors`;
  try {
    await store.write(path, file.chunks(), { byteLength: file.byteLength });
    await records.runs.update(runId, { checkpoint: path });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
}

/** Where an input of a run lies, and how it is read. */
interface KeptInput {
  readonly sample?: string;
  readonly place?: string;
  readonly options?: DatasetOptions;
}

/** Keeps dropped files beside the run, so that it can go on after a reload. */
async function keepInputs(store: BlobStore, runId: string, files: RunFiles): Promise<void> {
  const kept: Record<string, KeptInput> = {};
  for (const [path, source] of Object.entries(files.data)) {
    const { options = {} } = source;
    if (source.kind === 'sample') kept[path] = { sample: source.id, options };
    else {
      const place = `runs/${runId}/data-${Object.keys(kept).length}`;
      await store.write(place, new Uint8Array(await source.file.arrayBuffer())).catch(() => {});
      kept[path] = { place, options };
    }
  }
  await store
    .write(`runs/${runId}/inputs.json`, new TextEncoder().encode(JSON.stringify(kept)))
    .catch(() => {});
}

async function keptInputs(store: BlobStore, { runId, job }: StoredRun): Promise<RunFiles> {
  const list = await store.open(`runs/${runId}/inputs.json`);
  if (!list) throw nothingKept(runId);
  const text = new TextDecoder().decode(await list.slice(0, list.byteLength));
  const kept = JSON.parse(text) as Record<string, KeptInput>;
  const data: Record<string, DataSource> = {};
  for (const [path, { sample, place, options = {} }] of Object.entries(kept)) {
    if (sample !== undefined) data[path] = { kind: 'sample', id: sample, options };
    else {
      const bytes = await store.open(place ?? '');
      if (!bytes) throw nothingKept(job.data.train);
      const content = (await bytes.slice(0, bytes.byteLength)).slice();
      data[path] = { kind: 'file', file: new File([content], path), options };
    }
  }
  return { data };
}

async function requireRun(records: Records, runId: string): Promise<StoredRun> {
  const stored = await records.runs.get(runId);
  if (stored) return stored;
  throw new EngineError(
    'run/unknown',
    `there is no run ${runId}`,
    { runId },
    'Choose a run from the list.',
  );
}

function holdLock(work: () => Promise<void>): Promise<void> {
  return navigator.locks.request(LOCK, work);
}

async function requireNoOtherTab(): Promise<void> {
  const { held = [] } = await navigator.locks.query();
  if (!held.some(({ name }) => name === LOCK)) return;
  throw new EngineError(
    'run/other-tab',
    'another tab of this studio is training',
    {},
    'Wait for it, or stop it there. Two runs at once would halve the speed of both.',
  );
}

function alreadyTraining(): EngineError {
  return new EngineError(
    'run/busy',
    'a run is training now',
    {},
    'Stop it first, or wait for its end.',
  );
}

function nothingKept(runId: string): EngineError {
  return new EngineError(
    'run/nothing-kept',
    'the weights or the data of this run are not kept in this browser',
    { runId },
    'Train it again from its job.',
  );
}
