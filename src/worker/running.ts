import {
  type ByteSource,
  createRunControl,
  createSession,
  EngineError,
  type PreparedJob,
  type Run,
  type RunControl,
  type RunEvent,
  targetsOf,
  toErrorRecord,
} from '../engine/index';
import type { Records, StoredRun } from '../engine/storage/records';
import { executorFor } from './executors';
import type { ModelShelf } from './modelShelf';
import type { Preparation } from './preparation';
import type { ErrorRecord, Job, RunFiles } from './protocol';
import { keepInputs, keptInputs, nothingKept } from './runInputs';
import { keeperOf, newRun, type RunKeeper, type RunKeeping } from './runRecord';
import { breathe, type TaskBoard } from './tasks';
import { type Leave, takePlace } from './trainingPlace';

/** Runs of this tab: one trains at a time, the last one stays at hand. */
export interface Running {
  start(job: Job, files: RunFiles): Promise<string>;
  /** Starts a run on the files that another one has kept. */
  startLike(runId: string, job: Job): Promise<string>;
  /** Goes on from the last checkpoint; from then on elsewhere where a backend is named. */
  resume(runId: string, backend?: Job['backend']): Promise<string>;
  control(): RunControl | null;
  /** Waits while a run is about to begin: what only looks ahead must not take its rows away. */
  begun(): Promise<void>;
  /** The run whose weights are loaded. */
  atHand(): { readonly runId: string; readonly run: Run } | null;
  /** The weights that a run has kept. @throws EngineError `run/nothing-kept` */
  checkpoint(runId: string): Promise<ByteSource>;
  /** A run ready to score and export: the one at hand, or made anew from its checkpoint. */
  open(runId: string): Promise<Run>;
}

interface Parts extends RunKeeping {
  readonly preparation: Preparation;
  readonly shelf: ModelShelf;
  readonly tasks: TaskBoard;
  /** Why nothing of a run lasts; null where it does. */
  readonly unkept: ErrorRecord | null;
}

/** Milliseconds after which a checkpoint is due, however few steps were done. */
const CHECKPOINT_AFTER = 20_000;

/** Runs over the worker's storage. */
export function createRunning(parts: Parts): Running {
  const { preparation, shelf, store, records, stream, tasks } = parts;
  let current: { runId: string; run: Run } | null = null;
  let control: RunControl | null = null;
  let beginning: Promise<unknown> = Promise.resolve();

  async function load(
    runId: string,
    prepared: PreparedJob,
    mine?: RunControl,
  ): Promise<{ run: Run; reason: string }> {
    current?.run.dispose();
    current = null;
    const { job, model } = prepared.parts;
    const started = tasks.tell('start', () => mine?.ask('stop'));
    let starting = true;
    try {
      // An executor compiles in the middle of a run as well, which nobody waits for.
      const { executor, reason } = await executorFor(job.backend, (done, total) => {
        if (starting)
          started.report({ activity: 'compiling', name: '', done, total, unit: 'kernels' });
      });
      const run = await createSession(prepared, executor, (done, total) =>
        started.report({ activity: 'weights', name: model.label, done, total, unit: 'tensors' }),
      );
      current = { runId, run };
      return { run, reason };
    } finally {
      starting = false;
      started.end();
    }
  }

  async function keptCheckpoint({ checkpoint }: StoredRun): Promise<ByteSource> {
    const kept = checkpoint === null ? null : await store.open(checkpoint);
    if (!kept) throw nothingKept('the weights');
    return kept;
  }

  async function filesOf(stored: StoredRun): Promise<RunFiles> {
    const { files, model } = await keptInputs(store, stored);
    if (model) await shelf.use(model);
    return files;
  }

  async function prepareStored(stored: StoredRun): Promise<PreparedJob> {
    return preparation.prepare(stored.job, await filesOf(stored));
  }

  function start(job: Job, filesWanted: () => Promise<RunFiles>): Promise<string> {
    const runId = crypto.randomUUID();
    return alone(runId, async (mine) => {
      const files = await filesWanted();
      const prepared = await preparation.prepare(job, files);
      const events = await train(runId, mine, prepared, null);
      // Only a run that is ready to begin leaves a record.
      const { attempt } = keeperOf(parts, runId);
      const record = newRun(runId, prepared.parts.job, targetsOf(prepared.parts));
      await attempt(() => records.runs.put(record));
      await attempt(() => keepInputs(store, runId, files, shelf.dropped(job.model)));
      return events;
    });
  }

  /** Holds the place to train while `begin` gets a run going, and until that run has ended. */
  async function alone(
    runId: string,
    begin: (mine: RunControl) => Promise<AsyncIterable<RunEvent>>,
  ): Promise<string> {
    if (control) throw alreadyTraining();
    const mine = createRunControl();
    control = mine;
    let leave: Leave = () => {};
    const end = (): void => {
      control = null;
      leave();
    };
    try {
      leave = await takePlace(runId);
      const started = begin(mine);
      beginning = started;
      const events = await started;
      void follow(keeperOf(parts, runId), runId, events).finally(end);
      return runId;
    } catch (error) {
      end();
      throw error;
    }
  }

  async function train(
    runId: string,
    mine: RunControl,
    prepared: PreparedJob,
    from: string | null,
  ): Promise<AsyncIterable<RunEvent>> {
    const { run, reason } = await load(runId, prepared, mine);
    const keeper = keeperOf(parts, runId);
    const hooks = {
      runId,
      control: mine,
      reason,
      now: () => performance.now(),
      breathe,
      keepCheckpoint: keeper.checkpoint,
      checkpointAfter: CHECKPOINT_AFTER,
      onPrepare: featureReports(prepared.parts.job.data.train, mine),
    };
    if (parts.unkept) stream.emit({ type: 'notice', notice: parts.unkept });
    return run.train(hooks, from === null ? null : await store.open(from), runId);
  }

  /** Tells how far the features of a run's rows are, with a way to end it there. */
  function featureReports(name: string, mine: RunControl): (done: number, total: number) => void {
    let told: ReturnType<TaskBoard['tell']> | null = null;
    return (done, total) => {
      told ??= tasks.tell('features', () => mine.ask('stop'));
      told.report({ activity: 'features', name, done, total, unit: 'rows' });
      if (done === total || mine.request() === 'stop') told.end();
    };
  }

  async function follow(
    keeper: RunKeeper,
    runId: string,
    events: AsyncIterable<RunEvent>,
  ): Promise<void> {
    let step = 0;
    try {
      for await (const event of events) {
        step = event.step;
        // Whoever hears of an event finds it written, the end of a run above all.
        await keeper.event(event);
        stream.push(event);
      }
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      const keptStep = await keeper.fault(error);
      stream.push({ type: 'failed', runId, step, time: 0, error, keptStep });
    }
  }

  return {
    start: (job, files) => start(job, async () => files),
    startLike: (runId, job) => start(job, async () => filesOf(await requireRun(records, runId))),
    resume: (runId, backend) =>
      alone(runId, async (mine) => {
        if (backend) await moveRun(records, runId, backend);
        const stored = await requireRun(records, runId);
        return train(runId, mine, await prepareStored(stored), stored.checkpoint);
      }),
    control: () => control,
    atHand: () => current,
    checkpoint: async (runId) => keptCheckpoint(await requireRun(records, runId)),
    begun: () =>
      beginning.then(
        () => undefined,
        () => undefined,
      ),
    async open(runId) {
      if (current?.runId === runId) return current.run;
      if (control) throw alreadyTraining();
      const stored = await requireRun(records, runId);
      const checkpoint = await keptCheckpoint(stored);
      const { run } = await load(runId, await prepareStored(stored));
      await run.restore(checkpoint, runId);
      return run;
    },
  };
}

/** Writes into a run's record that it computes elsewhere from now on. */
async function moveRun(records: Records, runId: string, backend: Job['backend']): Promise<void> {
  const { job } = await requireRun(records, runId);
  await records.runs.update(runId, { job: { ...job, backend } });
}

/** The record of a run that there must be. */
export async function requireRun(records: Records, runId: string): Promise<StoredRun> {
  const stored = await records.runs.get(runId);
  if (stored) return stored;
  throw new EngineError(
    'run/unknown',
    `there is no run ${runId}`,
    { runId },
    'Choose a run from the list.',
  );
}

/** Only one thing has the cores at a time. */
export function alreadyTraining(): EngineError {
  return new EngineError(
    'run/busy',
    'a run is training now',
    {},
    'Stop it first, or wait for its end.',
  );
}

/** There is no model to ask. */
export function nothingToAnswer(): EngineError {
  return new EngineError(
    'run/none',
    'no run is loaded, so there is no base to put an adapter on',
    {},
    'Choose a run from the list, then ask again.',
  );
}
