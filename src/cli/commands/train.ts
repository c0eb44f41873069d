import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import {
  createRunControl,
  createSession,
  EngineError,
  exportKinds,
  fromErrorRecord,
  type Job,
  type Run,
  type RunControl,
  type RunEvent,
} from '../../engine/index';
import { executorFor } from '../executors';
import { jobFolder, loadJob, readJob } from '../jobFiles';
import { resolveFrom } from '../models';
import { fileSource, writeAtomically, writeFolder } from '../nodeFiles';
import { printLine, showProgress } from '../output';

/** Exit code of a run that was interrupted and can go on. */
export const INTERRUPTED = 130;

/** Trains a job into a folder; the exit code. */
export async function trainCommand(path: string, out: string, resume: boolean): Promise<number> {
  const given = await readJob(path);
  const { prepared, inputs } = await loadJob(given, jobFolder(path));
  const { job } = prepared.parts;
  const jobHash = createHash('sha256').update(JSON.stringify({ job, inputs })).digest('hex');
  const { executor, reason } = await executorFor(job.backend);
  const run = await createSession(prepared, executor);
  const checkpoint = join(out, 'checkpoint', 'checkpoint.safetensors');
  if (resume && !existsSync(checkpoint)) throw noCheckpoint(out);
  const eventsFile = join(out, 'events.jsonl');
  await mkdir(out, { recursive: true });
  if (!resume) await rm(eventsFile, { force: true });
  const kept = rebased(job, jobFolder(path), out);
  await writeAtomically(join(out, 'job.json'), `${JSON.stringify({ ...kept, inputs }, null, 2)}\n`);

  const control = createRunControl();
  const release = listenForInterrupts(control);
  const events = run.train(
    {
      runId: randomUUID(),
      control,
      reason,
      now: () => performance.now(),
      breathe: () => new Promise((done) => setImmediate(done)),
      keepCheckpoint: (file) => writeAtomically(checkpoint, file.chunks()),
      onPrepare: () => {},
    },
    resume ? await fileSource(checkpoint) : null,
    jobHash,
  );
  const last = await follow(events, eventsFile);
  release();
  if (last?.type === 'finished')
    await writeAtomically(join(out, 'summary.json'), `${JSON.stringify(last.summary, null, 2)}\n`);
  const interrupted = last?.type === 'finished' && last.status === 'paused';
  if (!interrupted) await writeResult(run, out);
  run.dispose();
  if (last?.type === 'failed') throw fromErrorRecord(last.error);
  return interrupted ? INTERRUPTED : 0;
}

/** Prints and keeps every event; the last one. */
async function follow(events: AsyncIterable<RunEvent>, file: string): Promise<RunEvent | null> {
  let last: RunEvent | null = null;
  let steps = 0;
  for await (const event of events) {
    if (event.type === 'started') steps = event.steps;
    printLine(event);
    await appendFile(file, `${JSON.stringify(event)}\n`);
    showProgress(event, steps);
    last = event;
  }
  return last;
}

/** The first interrupt asks for a checkpoint, the second ends at once. */
function listenForInterrupts(control: RunControl): () => void {
  const onSignal = (): void => {
    if (control.request() === 'interrupt') process.exit(INTERRUPTED);
    control.ask('interrupt');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}

/** The adapter where the method has one, else the whole model. */
async function writeResult(run: Run, out: string): Promise<void> {
  const kind = exportKinds(run).find(({ unavailable }) => !unavailable);
  if (kind) await writeFolder(join(out, kind.id), await kind.files());
}

/** The job as it can be run again from its new place: file paths relative to `to`. */
function rebased(job: Job, from: string, to: string): Job {
  const move = (path: string): string => relative(to, resolve(resolveFrom(from, path)));
  const { train, validation, test } = job.data;
  return {
    ...job,
    model: existsSync(resolveFrom(from, job.model)) ? move(job.model) : job.model,
    ...(job.adapter === undefined ? {} : { adapter: move(job.adapter) }),
    data: {
      ...job.data,
      train: move(train),
      validation: typeof validation === 'string' ? move(validation) : validation,
      ...(test === undefined ? {} : { test: move(test) }),
    },
  };
}

function noCheckpoint(out: string): EngineError {
  return new EngineError(
    'run/no-checkpoint',
    `${out} holds no checkpoint to resume from`,
    { out },
    'Start without --resume.',
  );
}
