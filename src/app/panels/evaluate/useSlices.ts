import { useEffect, useState } from 'react';
import type { ErrorRecord, SliceKey, Slices } from '../../../worker/protocol';
import { run } from '../../stores';
import { errorRecord, wasCancelled } from '../../stores/errors';

interface Parted {
  /** What the rows can be parted by; null until it is known. */
  readonly keys: readonly SliceKey[] | null;
  /** What they are to be parted by: as chosen, else by the first of these. */
  readonly wanted: SliceKey | null;
  /** The parts last asked for; they stay until the next ones are there. */
  readonly slices: Slices | null;
  readonly error: ErrorRecord | null;
}

/** An evaluation's rows parted by one of their columns, as the worker computes it. */
export function useSlices(report: string, key: SliceKey | null): Parted {
  const [keys, setKeys] = useState<readonly SliceKey[] | null>(null);
  const [slices, setSlices] = useState<Slices | null>(null);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const wanted = key ?? keys?.[0] ?? null;
  useEffect(() => whileWanted(run.sliceKeys(report), setKeys, setError), [report]);
  useEffect(() => {
    if (!wanted) return;
    setError(null);
    return whileWanted(run.slices(report, wanted), setSlices, setError);
  }, [report, wanted]);
  return { keys, wanted, slices, error };
}

/** Hands over what comes of an answer, unless nobody waits for it any more. */
function whileWanted<T>(
  answer: Promise<T>,
  onAnswer: (value: T) => void,
  onError: (error: ErrorRecord) => void,
): () => void {
  let live = true;
  answer.then(
    (value) => live && onAnswer(value),
    (thrown) => {
      const error = errorRecord(thrown);
      if (live && !wasCancelled(error)) onError(error);
    },
  );
  return () => {
    live = false;
  };
}
