import { useState } from 'react';
import type { ErrorRecord } from '../../../worker/protocol';
import { save } from '../../download';
import { run } from '../../stores';
import { errorRecord, wasCancelled } from '../../stores/errors';

interface Predictions {
  readonly busy: boolean;
  readonly error: ErrorRecord | null;
  download(): void;
  dismiss(): void;
}

/** Every row of an evaluation as a file, made by the worker and handed to the browser. */
export function usePredictions(report: string): Predictions {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorRecord | null>(null);
  const make = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const { name, blob } = await run.predictions(report);
      save(blob, name);
    } catch (thrown) {
      const record = errorRecord(thrown);
      if (!wasCancelled(record)) setError(record);
    }
    setBusy(false);
  };
  return { busy, error, download: () => void make(), dismiss: () => setError(null) };
}
