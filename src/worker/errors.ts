import { transferHandlers } from 'comlink';
import {
  EngineError,
  type ErrorRecord,
  fromErrorRecord,
  toErrorRecord,
} from '../engine/core/errors';

interface Thrown {
  readonly value: unknown;
}

/**
 * Lets errors cross between page and worker as records, so that code, values and remedy arrive.
 * Both sides call this once before anything else.
 */
export function carryEngineErrors(): void {
  const original = transferHandlers.get('throw');
  if (!original) return;
  transferHandlers.set('throw', {
    canHandle: original.canHandle,
    serialize: (thrown) => [{ record: toErrorRecord((thrown as Thrown).value) }, []],
    deserialize(serialized) {
      throw fromErrorRecord((serialized as { record: ErrorRecord }).record);
    },
  });
}

/** The error of a task that a person cancelled. */
export function cancelled(task: string): EngineError {
  return new EngineError(
    'task/cancelled',
    `${task} was cancelled`,
    { task },
    'Start it again when you like.',
  );
}

/** Whether an error is that of {@link cancelled}. */
export function isCancelled(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'task/cancelled';
}
