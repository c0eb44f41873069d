import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { EngineError, type RunEvent } from '../engine/index';
import { appendTo, writeAtomically } from './nodeFiles';

/** What `train --out` leaves: the paths of one run. */
export interface RunFolder {
  readonly root: string;
  readonly job: string;
  readonly events: string;
  readonly summary: string;
  readonly checkpoint: string;
}

type EvaluationEvent = Extract<RunEvent, { type: 'evaluation' }>;

/** Folders that a run writes as a whole. */
const OWN_FOLDERS = ['adapter', 'model', 'checkpoint'] as const;

export function runFolder(root: string): RunFolder {
  return {
    root,
    job: join(root, 'job.json'),
    events: join(root, 'events.jsonl'),
    summary: join(root, 'summary.json'),
    checkpoint: join(root, 'checkpoint', 'checkpoint.safetensors'),
  };
}

/** Whether a run has begun here. */
export function holdsRun({ job, events }: RunFolder): boolean {
  return existsSync(job) && existsSync(events);
}

/** Whether the run here was told to be completed, and its result lies in the folder `result`. */
export async function isComplete(folder: RunFolder, result = ''): Promise<boolean> {
  if (!existsSync(folder.summary) || !existsSync(join(folder.root, result))) return false;
  const { status } = JSON.parse(await readFile(folder.summary, 'utf8')) as { status?: string };
  return status === 'completed';
}

/**
 * Whether a new run may begin here: nothing that was trained or written by others would be lost, and
 * nothing that the job reads. A run that broke off before its first checkpoint has nothing to lose.
 * @param inputs the files and folders that the job reads, its own file first.
 * @throws EngineError `run/exists` or `run/folder-taken`.
 */
export function checkRoom(folder: RunFolder, inputs: readonly string[]): void {
  const own = ownFolders(folder);
  const [jobFile = ''] = inputs;
  const read = inputs.find((path) => own.some((one) => isInside(path, one)));
  if (read) throw taken(folder.root, relative(folder.root, resolve(read)), 'which the job reads');
  if (!holdsRun(folder)) {
    const foreignJob = existsSync(folder.job) && resolve(folder.job) !== resolve(jobFile);
    const [found] = [...own, ...(foreignJob ? [folder.job] : [])].filter((path) =>
      existsSync(path),
    );
    if (found) throw taken(folder.root, relative(folder.root, found), 'which is not of a run');
  }
  if (holdsRun(folder) && existsSync(folder.checkpoint)) throw earlierRun(folder.root);
}

/** Takes away what a run that came to nothing has left. */
export async function clearForRun(folder: RunFolder): Promise<void> {
  for (const path of [...ownFolders(folder), folder.events, folder.summary])
    await rm(path, { recursive: true, force: true });
}

function ownFolders({ root }: RunFolder): string[] {
  return OWN_FOLDERS.map((name) => join(root, name));
}

function isInside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way === '' || !(way.startsWith('..') || resolve(way) === way);
}

function earlierRun(root: string): EngineError {
  return new EngineError(
    'run/exists',
    `${root} holds a run already; a new one would replace what it has learned`,
    { folder: root },
    'Go on with it with --resume, or name another folder with --out.',
  );
}

function taken(root: string, what: string, why: string): EngineError {
  return new EngineError(
    'run/folder-taken',
    `${root} holds ${what}, ${why}; training would replace it`,
    { folder: root, found: what },
    'Name another folder with --out.',
  );
}

/** The id of the run whose events lie here; null where there are none. */
export async function runIdOf({ events }: RunFolder): Promise<string | null> {
  const [first] = await readEvents(events);
  return first?.runId ?? null;
}

/**
 * Takes back the events after `step`, so that a run which broke off and goes on from its last
 * checkpoint tells each step once.
 */
export async function rewindEvents({ events }: RunFolder, step: number): Promise<void> {
  const kept = (await readEvents(events)).filter((event) => event.step <= step);
  await writeAtomically(events, kept.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

/** The last evaluation of each split up to `step`. */
export async function scoresUpTo({ events }: RunFolder, step: number): Promise<EvaluationEvent[]> {
  const scores = new Map<string, EvaluationEvent>();
  for (const event of await readEvents(events))
    if (event.type === 'evaluation' && event.step <= step) scores.set(event.split, event);
  return [...scores.values()];
}

/** The events of a file, up to a line that was not written to its end. */
async function readEvents(path: string): Promise<RunEvent[]> {
  const text = existsSync(path) ? await readFile(path, 'utf8') : '';
  const events: RunEvent[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      events.push(JSON.parse(line) as RunEvent);
    } catch {
      break;
    }
  }
  return events;
}

/** Adds an event to the run's record. */
export function appendEvent({ events }: RunFolder, event: RunEvent): Promise<void> {
  return appendTo(events, `${JSON.stringify(event)}\n`);
}
