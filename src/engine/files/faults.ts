import { EngineError } from '../core/errors';

/**
 * Throws what was collected about one file or folder: the fault itself when there is one, else an
 * error with the first one's code whose message lists all of them. Does nothing for an empty list.
 */
export function throwFaults(faults: readonly EngineError[]): void {
  const [first] = faults;
  if (!first) return;
  if (faults.length === 1) throw first;
  const remedies = [...new Set(faults.map((fault) => fault.remedy).filter(Boolean))];
  throw new EngineError(
    first.code,
    `${faults.length} problems: ${faults.map((fault) => fault.message).join(' · ')}`,
    { ...first.values, faults: faults.map((fault) => fault.message) },
    remedies.join(' '),
  );
}

/** Runs `read` and keeps an EngineError it throws in `faults`, returning null; others pass through. */
export async function collectFault<T>(
  faults: EngineError[],
  read: () => T | Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    faults.push(error);
    return null;
  }
}
