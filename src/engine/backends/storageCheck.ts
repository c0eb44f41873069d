import { EngineError } from '../core/errors';
import type { Storage } from '../core/storage';
import type { PlanBuffer } from '../graph/plan';

/** Throws when a variable lies otherwise than a plan takes it to. */
export function checkStorage({ name, storage }: PlanBuffer, found: Storage): void {
  if (found === storage) return;
  const message = `variable "${name}" is ${found}, the plan reads it as ${storage}`;
  throw new EngineError('executor/storage', message, { name, found, storage });
}
