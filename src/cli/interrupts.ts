import type { RunControl } from '../engine/index';
import { note } from './output';

/** Exit code of a run that was interrupted and can go on. */
export const INTERRUPTED = 130;

/**
 * Under npm one Ctrl-C arrives twice: from the terminal, and passed on by npm. What follows within
 * this many milliseconds is the same keystroke.
 */
const SAME_KEYSTROKE = 100;

/**
 * SIGINT and SIGTERM ask the run for a checkpoint; a second one ends at once. Before the run has
 * anything to keep, the first one does.
 * @param anythingToKeep whether the loop has begun.
 * @returns undoes it.
 */
export function listenForInterrupts(
  control: RunControl,
  anythingToKeep: () => boolean,
): () => void {
  let askedAt: number | null = null;
  const onSignal = (): void => {
    const now = performance.now();
    if (!anythingToKeep()) process.exit(INTERRUPTED);
    if (askedAt !== null && now - askedAt > SAME_KEYSTROKE) process.exit(INTERRUPTED);
    if (askedAt !== null) return;
    askedAt = now;
    note('interrupted: writing a checkpoint (once more to end at once)');
    control.ask('interrupt');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}
