import Papa from 'papaparse';
import type { SeriesResult, Standing, Standings } from './standings';

/**
 * A series as a table for a sheet: a row a run, then mean and sample deviation of each method that has
 * several. Numbers in full, units in the head; `best` is said in the row that won.
 */
export function csvOf(results: readonly SeriesResult[], standings: Standings): string {
  const { headline, methods } = standings;
  const fields = [
    ...['row', 'name', 'method', 'seed', 'fold', 'folds', 'state', 'best'],
    ...headline,
    ...['trainable_parameters', 'file_bytes', 'peak_bytes', 'seconds', 'learning_rate', 'error'],
  ];
  const several = methods.filter(({ runs }) => runs > 1);
  const alone = (id: string): boolean => !several.some(({ method }) => method === id);
  const data = [
    ...results.map((result) => {
      const { id } = result.job.method;
      return runRow(result, headline, id === standings.best && alone(id));
    }),
    ...several.flatMap((standing) => spreadRows(standing, standings)),
  ];
  return Papa.unparse({ fields, data }, { escapeFormulae: true });
}

function runRow(result: SeriesResult, headline: readonly string[], best: boolean): unknown[] {
  const { name, job, state, metrics, trainable, fileBytes, peakBytes, seconds, error } = result;
  const { validation } = job.data;
  const { fold = '', folds = '' } =
    validation !== null && typeof validation === 'object' && 'folds' in validation
      ? validation
      : {};
  const { seed, optimizer } = job.training;
  return [
    ...['run', name, job.method.id, seed, fold, folds, state, best ? 'yes' : ''],
    ...headline.map((metric) => numberOf(metrics[metric])),
    ...[trainable, fileBytes, peakBytes, seconds, optimizer.learningRate, error],
  ];
}

function spreadRows(
  { method, done, runs, metrics, trainable, fileBytes, peakBytes, seconds }: Standing,
  { headline, best }: Standings,
): unknown[][] {
  const state = `${done} of ${runs} done`;
  return (['mean', 'deviation'] as const).map((row) => [
    ...[row, '', method, '', '', '', state, row === 'mean' && method === best ? 'yes' : ''],
    ...headline.map((metric) => metrics[metric]?.[row]),
    ...(row === 'mean' ? [trainable, fileBytes, peakBytes] : ['', '', '']),
    ...[seconds?.[row], '', ''],
  ]);
}

function numberOf(metric: unknown): number | '' {
  return typeof metric === 'number' ? metric : '';
}
