import { directionOf } from '../evaluation/direction';
import { type Spread, spreadOf } from '../evaluation/spread';
import type { Job } from '../job';
import type { Metrics } from '../training/events';

/** What a run of a series has come to. */
export interface SeriesResult {
  readonly name: string;
  readonly job: Job;
  /** Only those that are done count. */
  readonly state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
  /** Of the validation rows; {} while there are none. */
  readonly metrics: Metrics;
  readonly trainable: number;
  /** Bytes of the file that it would be exported as. */
  readonly fileBytes: number;
  readonly peakBytes: number | null;
  readonly seconds: number | null;
  /** '' without one. */
  readonly error: string;
}

/** A method with all of its runs. */
export interface Standing {
  readonly method: string;
  /** Runs that are done, of how many. */
  readonly done: number;
  readonly runs: number;
  readonly trainable: number;
  readonly fileBytes: number;
  /** Scalar metrics over the runs that are done. */
  readonly metrics: Readonly<Record<string, Spread>>;
  readonly seconds: Spread | null;
  /** The most that any run has held. */
  readonly peakBytes: number | null;
}

/** How the methods of a series compare. */
export interface Standings {
  /** The metric that decides, and the ones told beside it. */
  readonly metric: string;
  readonly headline: readonly string[];
  readonly methods: readonly Standing[];
  /** Null before one has a score. */
  readonly best: string | null;
}

/** Methods in the order of their runs, by the metrics of their task, the one that decides first. */
export function standingsOf(
  results: readonly SeriesResult[],
  headline: readonly string[],
): Standings {
  const [metric = ''] = headline;
  const ids = [...new Set(results.map(({ job }) => job.method.id))];
  const methods = ids.map((id) =>
    standingOf(
      id,
      results.filter(({ job }) => job.method.id === id),
      headline,
    ),
  );
  return { metric, headline, methods, best: bestOf(methods, metric)?.method ?? null };
}

function standingOf(
  method: string,
  results: readonly SeriesResult[],
  headline: readonly string[],
): Standing {
  const done = results.filter(({ state }) => state === 'done');
  const spread = (pick: (result: SeriesResult) => unknown): Spread | null =>
    spreadOf(
      done
        .map(pick)
        .filter((value) => typeof value === 'number' && !Number.isNaN(value)) as number[],
    );
  const named = headline.map((name) => [name, spread(({ metrics }) => metrics[name])] as const);
  const peaks = done.flatMap(({ peakBytes }) => peakBytes ?? []);
  return {
    method,
    done: done.length,
    runs: results.length,
    trainable: results[0]?.trainable ?? 0,
    fileBytes: results[0]?.fileBytes ?? 0,
    metrics: Object.fromEntries(named.filter(([, value]) => value !== null)) as Standing['metrics'],
    seconds: spread(({ seconds }) => seconds),
    peakBytes: peaks.length > 0 ? Math.max(...peaks) : null,
  };
}

/**
 * The best mean; of equals the method that trains fewest parameters. A method of which runs failed or
 * were stopped does not win by the rows that it was spared.
 */
function bestOf(methods: readonly Standing[], metric: string): Standing | null {
  const sign = directionOf(metric) === 'higher' ? -1 : 1;
  const scored = methods.flatMap((method) => {
    const score = method.metrics[metric];
    return score ? [{ method, score }] : [];
  });
  const most = Math.max(...scored.map(({ score }) => score.count));
  const ranked = scored
    .filter(({ score }) => score.count === most)
    .sort(
      (a, b) => sign * (a.score.mean - b.score.mean) || a.method.trainable - b.method.trainable,
    );
  return ranked[0]?.method ?? null;
}
