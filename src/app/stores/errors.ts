import { toErrorRecord } from '../../worker/engineClient';
import type { ErrorRecord } from '../../worker/protocol';

/** Any failure as what an error block shows. */
export function errorRecord(error: unknown): ErrorRecord {
  return toErrorRecord(error);
}

/** Whether a failure is nothing but a person's own cancel. */
export function wasCancelled({ code }: ErrorRecord): boolean {
  return code === 'task/cancelled';
}
