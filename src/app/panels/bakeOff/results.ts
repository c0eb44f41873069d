import type {
  ErrorRecord,
  Job,
  QueueEntry,
  RunRecord,
  SeriesResult,
} from '../../../worker/protocol';

/** What a method may be measured by besides its quality. */
export const COSTS = ['trainable', 'fileBytes', 'peakBytes', 'seconds'] as const;
export type Cost = (typeof COSTS)[number];

/** A run of the queue with what it has come to. */
export interface Result extends SeriesResult {
  readonly runId: string | null;
  readonly fault: ErrorRecord | null;
}

/** Each entry with its run's summary. */
export function resultsOf(
  entries: readonly QueueEntry[],
  runs: readonly RunRecord[],
): readonly Result[] {
  return entries.map(({ error: fault, ...entry }) => {
    const summary = runs.find(({ runId }) => runId === entry.runId)?.summary ?? null;
    return {
      ...entry,
      metrics: summary?.metrics ?? {},
      peakBytes: summary?.peakBytes ?? null,
      seconds: summary?.seconds ?? null,
      error: fault?.message ?? '',
      fault,
    };
  });
}

/** A column that results can be sorted by: what it costs, or a metric by its name. */
export interface Order {
  readonly by: Cost | { readonly metric: string };
  readonly descending: boolean;
}

/** The value of a result in a column; null where it is not known. */
export function valueIn(result: SeriesResult, by: Order['by']): number | null {
  if (typeof by === 'string') return result[by];
  const value = result.metrics[by.metric];
  return typeof value === 'number' ? value : null;
}

/** Results by a column, what is not known last whichever way. */
export function sorted(results: readonly Result[], { by, descending }: Order): readonly Result[] {
  const sign = descending ? -1 : 1;
  const key = (result: Result): number => {
    const value = valueIn(result, by);
    return value === null ? Number.POSITIVE_INFINITY : sign * value;
  };
  return results.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    return x === y ? 0 : x - y;
  });
}

/** The fold that a job validates on; null where it is none of several. */
export function foldOf({ data }: Job): { readonly fold: number; readonly folds: number } | null {
  const { validation } = data;
  const isFold = validation !== null && typeof validation === 'object' && 'folds' in validation;
  return isFold ? validation : null;
}
