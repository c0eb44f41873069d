import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ByteSource,
  createRunControl,
  createSession,
  EngineError,
  type ExportKind,
  exportKinds,
  fromErrorRecord,
  type Job,
  type PreparedJob,
  type Run,
  type RunEvent,
} from '../engine/index';
import { executorFor } from './executors';
import { INTERRUPTED, listenForInterrupts } from './interrupts';
import {
  changedInputs,
  hashInputs,
  inputPaths,
  type JobFile,
  jobIdentity,
  rebase,
} from './jobFiles';
import { fileSource, writeAtomically, writeFolder } from './nodeFiles';
import { note, noteProblems, printLine, whenClosed } from './output';
import type { ProgressLine } from './progress';
import {
  appendEvent,
  checkRoom,
  clearForRun,
  holdsRun,
  isComplete,
  type RunFolder,
  rewindEvents,
  runIdOf,
} from './runFolder';
import { lockRun } from './runLock';

/** What is to be trained, and where it is kept. */
interface Training {
  readonly given: JobFile;
  readonly prepared: PreparedJob;
  readonly folder: RunFolder;
  /** What it goes on from; null for a run that begins. */
  readonly checkpoint: ByteSource | null;
  readonly progress: ProgressLine;
}

/** Trains a prepared job into its folder; the exit code. @throws EngineError where the run fails. */
export async function trainJob(training: Training): Promise<number> {
  const { given, prepared, folder, checkpoint, progress } = training;
  progress.clear();
  noteProblems(prepared.problems);
  for (const about of prepared.notes) note(`note: ${about}`);
  const inputs = await hashInputs(given);
  for (const path of changedInputs(given, inputs))
    note(`warning: ${path} is not the file that this job was recorded with`);
  const { job } = prepared.parts;
  const jobHash = createHash('sha256').update(jobIdentity(job, inputs)).digest('hex');
  const { executor, reason } = await executorFor(job.backend);
  try {
    const run = await createSession(prepared, executor);
    const unlock = await lockRun(folder.root);
    try {
      if (!checkpoint) await recordJob(folder, given, job, inputs);
      return await begin(run, { folder, checkpoint, jobHash, reason, progress });
    } finally {
      unlock();
    }
  } finally {
    executor.dispose();
  }
}

/** Leaves the completed job in the folder, in place of what an earlier run left that came to nothing. */
async function recordJob(
  folder: RunFolder,
  given: JobFile,
  job: Job,
  inputs: Readonly<Record<string, string>>,
): Promise<void> {
  checkRoom(folder, inputPaths(given));
  await clearForRun(folder);
  const record = rebase(job, inputs, given.base, folder.root);
  await writeAtomically(folder.job, `${JSON.stringify(record, null, 2)}\n`);
}

interface TrainOptions {
  readonly folder: RunFolder;
  readonly checkpoint: ByteSource | null;
  readonly jobHash: string;
  readonly reason: string;
  readonly progress: ProgressLine;
}

/** Trains, unless the run is complete already; the exit code. */
async function begin(run: Run, options: TrainOptions): Promise<number> {
  const { folder, checkpoint, jobHash } = options;
  if (!checkpoint || !(await isComplete(folder, resultOf(run)?.id))) return train(run, options);
  const steps = await run.restore(checkpoint, jobHash);
  note(`the run in ${folder.root} is complete: its ${steps} steps are done, nothing is left to do`);
  return 0;
}

async function train(run: Run, options: TrainOptions): Promise<number> {
  const { folder, checkpoint, jobHash, reason, progress } = options;
  const control = createRunControl();
  let steps = false;
  const release = listenForInterrupts(control, () => steps);
  // Nobody reads any more: the run ends as if it had been interrupted.
  whenClosed(() => control.ask('interrupt'));
  const hooks = {
    runId: (checkpoint && (await runIdOf(folder))) ?? randomUUID(),
    control,
    reason,
    now: () => performance.now(),
    breathe: () => new Promise<void>((done) => setImmediate(done)),
    keepCheckpoint: (file: { chunks(): Iterable<Uint8Array> }) =>
      writeAtomically(folder.checkpoint, file.chunks()),
    onPrepare(done: number, total: number) {
      steps = done >= total;
      progress.prepare('features of row', done, total);
    },
  };
  const events = run.train(hooks, checkpoint, jobHash);
  const last = await follow(events, folder, (event) => {
    steps ||= event.type === 'started';
    progress.show(event);
  });
  release();
  return conclude(run, folder, last);
}

/** Prints and keeps every event; the last one. */
async function follow(
  events: AsyncIterable<RunEvent>,
  folder: RunFolder,
  show: (event: RunEvent) => void,
): Promise<RunEvent | null> {
  let last: RunEvent | null = null;
  for await (const event of events) {
    if (event.type === 'started') await rewindEvents(folder, event.resumedFrom);
    await appendEvent(folder, event);
    printLine(event);
    show(event);
    last = event;
  }
  return last;
}

/** Writes what the run leaves; the exit code. A failed run keeps its last good weights. */
async function conclude(run: Run, folder: RunFolder, last: RunEvent | null): Promise<number> {
  if (last?.type === 'finished') {
    // Killed between its last checkpoint and its result, a run that is resumed does no step.
    if (Number.isFinite(last.summary.loss) || !existsSync(folder.summary))
      await writeSummary(folder, { status: last.status, ...last.summary });
    if (last.status === 'paused') return INTERRUPTED;
    if (last.summary.tuned) await recordTask(folder, run.parts.job.task);
    await writeResult(run, folder);
    return 0;
  }
  if (last?.type !== 'failed') throw new Error('unreachable: a run ends finished or failed');
  await writeSummary(folder, { status: 'failed', steps: last.keptStep, error: last.error });
  // What went wrong first is what ends the run, whether or not its weights can still be written.
  if (last.keptStep > 0)
    await writeResult(run, folder).catch((error: Error) => note(error.message));
  throw fromErrorRecord(last.error);
}

/** Writes the task's settings as training has completed them into the record of the job. */
async function recordTask({ job }: RunFolder, task: Job['task']): Promise<void> {
  const record = JSON.parse(await readFile(job, 'utf8')) as object;
  await writeAtomically(job, `${JSON.stringify({ ...record, task }, null, 2)}\n`);
}

function writeSummary({ summary }: RunFolder, value: object): Promise<void> {
  return writeAtomically(summary, `${JSON.stringify(value, null, 2)}\n`);
}

/** The adapter where the method has one, else the whole model. */
function resultOf(run: Run): ExportKind | undefined {
  return exportKinds(run).find(({ unavailable }) => !unavailable);
}

async function writeResult(run: Run, { root }: RunFolder): Promise<void> {
  const kind = resultOf(run);
  if (kind) await writeFolder(join(root, kind.id), await kind.files());
}

/** The checkpoint to go on from; null where a run was interrupted before its first. */
export async function findCheckpoint(folder: RunFolder): Promise<ByteSource | null> {
  if (existsSync(folder.checkpoint)) return fileSource(folder.checkpoint);
  if (holdsRun(folder)) {
    note('there is no checkpoint yet: the run begins anew');
    return null;
  }
  throw new EngineError(
    'run/no-checkpoint',
    `${folder.root} holds no run to resume`,
    { folder: folder.root },
    'Start without --resume.',
  );
}
