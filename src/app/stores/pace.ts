import type { Progress } from '../../worker/protocol';

/** Progress with how fast it goes. */
export interface PacedProgress extends Progress {
  /** When this pass began, in milliseconds, and where. */
  readonly since: number;
  readonly from: number;
  /** Units a second; null until it can be said. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

/** Milliseconds below which a rate would be noise. */
const SHORTEST = 400;

/** A report of progress with its rate since the pass began; a new name or activity is a new pass. */
export function paced(
  previous: PacedProgress | undefined,
  progress: Progress,
  now: number,
): PacedProgress {
  const same =
    previous &&
    previous.name === progress.name &&
    previous.activity === progress.activity &&
    previous.done <= progress.done;
  const since = same ? previous.since : now;
  const from = same ? previous.from : progress.done;
  const seconds = (now - since) / 1000;
  const moved = progress.done - from;
  const rate = now - since >= SHORTEST && moved > 0 ? moved / seconds : null;
  const left = progress.total === null ? null : progress.total - progress.done;
  const secondsLeft = rate === null || left === null ? null : left / rate;
  return { ...progress, since, from, rate, secondsLeft };
}
