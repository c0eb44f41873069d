import type { RunHooks } from '../../src/engine/session/runParts';
import { createRunControl } from '../../src/engine/training/control';

/** Hooks of a run that nobody watches. */
export function quietHooks(own: Partial<RunHooks> = {}): RunHooks {
  return {
    runId: 'run',
    control: createRunControl(),
    reason: 'test',
    now: () => 0,
    breathe: async () => {},
    keepCheckpoint: async () => {},
    onPrepare: () => {},
    ...own,
  };
}
