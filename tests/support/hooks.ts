import { type ByteSource, memorySource } from '../../src/engine/core/bytes';
import type { Run } from '../../src/engine/session/run';
import type { RunHooks } from '../../src/engine/session/runParts';
import { createRunControl } from '../../src/engine/training/control';
import type { RunEvent } from '../../src/engine/training/events';

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

/**
 * Trains a run with nobody watching, to its end or up to the event that `until` knows: what it told, and
 * the checkpoint that it kept last.
 */
export async function trained(
  run: Run,
  {
    from = null,
    until = () => false,
  }: { readonly from?: ByteSource | null; readonly until?: (event: RunEvent) => boolean } = {},
): Promise<{ readonly events: readonly RunEvent[]; readonly checkpoint: ByteSource | null }> {
  const events: RunEvent[] = [];
  let checkpoint: ByteSource | null = null;
  const hooks = quietHooks({
    keepCheckpoint: async ({ path, bytes }) => {
      checkpoint = memorySource(bytes.slice(), path);
    },
  });
  for await (const event of run.train(hooks, from, 'job')) {
    events.push(event);
    if (until(event)) hooks.control.ask('interrupt');
  }
  return { events, checkpoint: checkpoint as ByteSource | null };
}

/** Knows a step. */
export function atStep(step: number | undefined): (event: RunEvent) => boolean {
  return (event) => event.type === 'step' && event.step === step;
}
