import { unparse } from 'papaparse';
import type { BakeOffEntry, RunRecord } from '../../../worker/protocol';

/** What a method may be measured by besides its accuracy, as it stands in a result. */
export const COSTS = ['trainable', 'fileBytes', 'peakBytes', 'seconds'] as const;
export type Cost = (typeof COSTS)[number];

/** A method of a bake-off with what its run has come to; null where it has come to nothing yet. */
export interface Result {
  readonly entry: BakeOffEntry;
  readonly accuracy: number | null;
  readonly f1: number | null;
  readonly trainable: number;
  readonly fileBytes: number;
  readonly peakBytes: number | null;
  readonly seconds: number | null;
}

/** Each method with its run's summary. */
export function resultsOf(
  entries: readonly BakeOffEntry[],
  runs: readonly RunRecord[],
): readonly Result[] {
  return entries.map((entry) => {
    const summary = runs.find(({ runId }) => runId === entry.runId)?.summary ?? null;
    const { trainable, fileBytes } = entry;
    return {
      entry,
      accuracy: numberOf(summary?.metrics.accuracy),
      f1: numberOf(summary?.metrics.f1_macro),
      trainable,
      fileBytes,
      peakBytes: summary?.peakBytes ?? null,
      seconds: summary?.seconds ?? null,
    };
  });
}

function numberOf(metric: unknown): number | null {
  return typeof metric === 'number' ? metric : null;
}

/** The most accurate; of equals the one that trains fewest parameters. Null before any has a score. */
export function bestOf(results: readonly Result[]): Result | null {
  const scored = results.filter(
    ({ entry, accuracy }) => entry.state === 'done' && accuracy !== null,
  );
  return (
    scored.toSorted(
      (a, b) => Number(b.accuracy) - Number(a.accuracy) || a.trainable - b.trainable,
    )[0] ?? null
  );
}

/** Results by a column, what is not known last. */
export function sorted(
  results: readonly Result[],
  by: Cost | 'accuracy' | 'f1',
): readonly Result[] {
  const sign = by === 'accuracy' || by === 'f1' ? -1 : 1;
  const key = (result: Result): number => {
    const value = result[by];
    return value === null ? Number.POSITIVE_INFINITY : sign * value;
  };
  return results.toSorted((a, b) => key(a) - key(b));
}

/** The table for a sheet: numbers in full, units in the head. */
export function resultsCsv(results: readonly Result[]): string {
  const fields = [
    'method',
    'state',
    'accuracy',
    'f1_macro',
    'trainable_parameters',
    'file_bytes',
    'peak_bytes',
    'seconds',
    'learning_rate',
    'error',
  ];
  const data = results.map(({ entry, accuracy, f1, trainable, fileBytes, peakBytes, seconds }) => [
    entry.method,
    entry.state,
    accuracy,
    f1,
    trainable,
    fileBytes,
    peakBytes,
    seconds,
    entry.job.training.optimizer.learningRate,
    entry.error?.message ?? '',
  ]);
  return unparse({ fields, data }, { escapeFormulae: true });
}
