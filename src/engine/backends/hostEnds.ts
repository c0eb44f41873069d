import { EngineError } from '../core/errors';
import type { PlanBuffer } from '../graph/plan';
import { type Counts, elementCount } from '../graph/shapes';

/** Throws when an input holds fewer values than a run with these counts reads. */
export function checkWritten(buffer: PlanBuffer, length: number, counts: Counts): void {
  const wanted = elementCount(buffer.shape, counts);
  if (length >= wanted) return;
  const values = { name: buffer.name, wanted, got: length };
  throw new EngineError('executor/input', `input "${buffer.name}" wants ${wanted} values`, values);
}

/** Throws when an input is given more values than its plan has room for. */
export function checkRoom(name: string, got: number, capacity: number): void {
  if (got <= capacity) return;
  const message = `input "${name}" got ${got} values, the plan has room for ${capacity}`;
  throw new EngineError('executor/over-capacity', message, { name, got, capacity });
}

/** The error of reading what a program does not compute. */
export function noOutput(name: string): EngineError {
  return new EngineError('executor/no-output', `the program has no output "${name}"`, { name });
}
