import type { Catalog, Job, RunRecord } from '../../../worker/protocol';
import { shortNumber } from '../../charts/axisText';

/** More curves than these nobody tells apart. */
export const MOST_CHOSEN = 6;

/** How the curve of the n-th chosen run is drawn: never by colour alone. */
export const STROKES = [
  { color: 'var(--run-1)' },
  { color: 'var(--run-2)', dash: '6 3' },
  { color: 'var(--run-3)', dash: '2 3' },
  { color: 'var(--tuned)', dash: '10 3 2 3' },
  { color: 'var(--problem)', dash: '4 2 1 2' },
  { color: 'var(--base)', dash: '12 4' },
] as const satisfies readonly { readonly color: string; readonly dash?: string }[];

/** A run's own name, or what tells it from others where nobody has named it. */
export function nameOf(
  { name, job }: RunRecord,
  catalog: Catalog | null,
  words: (english: string) => string,
): string {
  if (name !== job.data.train) return name;
  const method = catalog?.methods.find(({ id }) => id === job.method.id)?.label ?? job.method.id;
  return `${words(method)}, ${shortNumber(Number(job.training.optimizer.learningRate))}`;
}

/** The run with the lowest validation loss; null without one. */
export function bestRun(runs: readonly RunRecord[]): RunRecord | null {
  return runs.reduce<RunRecord | null>((best, run) => {
    const loss = run.summary?.validationLoss ?? null;
    if (loss === null) return best;
    return best && (best.summary?.validationLoss ?? Infinity) <= loss ? best : run;
  }, null);
}

/** A setting in which jobs differ: its path in the job, and what each says. */
export interface Difference {
  readonly path: string;
  readonly values: readonly string[];
}

/** Where jobs differ, and in how many settings they do not. */
export function differencesOf(jobs: readonly Job[]): {
  readonly differences: readonly Difference[];
  readonly same: number;
} {
  const flat = jobs.map((job) => new Map(leaves(job, '')));
  const paths = [...new Set(flat.flatMap((map) => [...map.keys()]))];
  const differences = paths
    .map((path) => ({ path, values: flat.map((map) => map.get(path) ?? '–') }))
    .filter(({ values }) => new Set(values).size > 1);
  return { differences, same: paths.length - differences.length };
}

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [[path, Array.isArray(value) ? value.join(', ') : String(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, path ? `${path}.${key}` : key),
  );
}
