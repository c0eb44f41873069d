import { EngineError, type ErrorValues } from '../core/errors';
import { type Action, PROBLEM_KINDS, type Rule, type Severity } from './problemKinds';

export type ProblemKind = keyof typeof PROBLEM_KINDS;

/** The values that a kind's message is made of. */
export type ProblemValues<K extends ProblemKind> = Parameters<(typeof PROBLEM_KINDS)[K]['say']>[0];

/** Where: the row counted from 1 without the header, the physical line from 1, the column's name. */
export interface Place {
  readonly row?: number;
  readonly line?: number;
  readonly column?: string;
}

/** One thing found in a dataset, as plain JSON. */
export interface Problem extends Place {
  /** Where several files were read. */
  readonly file?: string;
  readonly kind: ProblemKind;
  readonly severity: Severity;
  readonly values: ErrorValues;
  readonly message: string;
  readonly action: Action;
}

function sayPlace({ row, line, column }: Place): string {
  const parts: string[] = [];
  if (row !== undefined) parts.push(`row ${row}`);
  else if (line !== undefined) parts.push(`line ${line}`);
  if (column !== undefined) parts.push(`column ${column}`);
  const place = parts.join(', ');
  return place === '' ? '' : `${place.charAt(0).toUpperCase()}${place.slice(1)}: `;
}

/** Makes the problem of a kind, with its English message. */
export function makeProblem<K extends ProblemKind>(
  kind: K,
  values: ProblemValues<K>,
  place: Place = {},
): Problem {
  const { severity, action, say } = PROBLEM_KINDS[kind] as unknown as Rule<ErrorValues>;
  const sentence = say(values);
  const start = sayPlace(place);
  const message =
    start === '' ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : start + sentence;
  return { kind, severity, ...place, values, message, action };
}

/** The first problems of each kind, and how many of each there are in all. */
export interface ProblemReport {
  readonly list: readonly Problem[];
  readonly counts: Readonly<Partial<Record<ProblemKind, number>>>;
  /** Rows of the file that are not among the rows. */
  readonly rowsLeftOut: number;
}

/** Collects problems; memory is bounded, counts are exact. */
export interface ProblemLog {
  add<K extends ProblemKind>(kind: K, values: ProblemValues<K>, place?: Place): void;
  report(): ProblemReport;
}

/** Problems of one kind that a log keeps in full. */
export const KEPT_PER_KIND = 200;

/** An empty log that keeps the first `keep` problems of each kind. */
export function createProblemLog(keep = KEPT_PER_KIND): ProblemLog {
  const list: Problem[] = [];
  const counts: Partial<Record<ProblemKind, number>> = {};
  let rowsLeftOut = 0;
  return {
    add(kind, values, place = {}) {
      const count = (counts[kind] ?? 0) + 1;
      counts[kind] = count;
      if (place.row !== undefined && PROBLEM_KINDS[kind].action === 'left out') rowsLeftOut += 1;
      if (count <= keep) list.push(makeProblem(kind, values, place));
    },
    report: () => ({ list: [...list], counts: { ...counts }, rowsLeftOut }),
  };
}

/** A report whose problems name their file, to be merged with those of others. */
export function inFile(report: ProblemReport, file: string): ProblemReport {
  return { ...report, list: report.list.map((problem) => ({ ...problem, file })) };
}

/** Reports of successive stages (reading, labels, examples, split) as one. */
export function mergeReports(...reports: readonly ProblemReport[]): ProblemReport {
  const counts: Partial<Record<ProblemKind, number>> = {};
  for (const report of reports) {
    for (const [kind, count] of Object.entries(report.counts) as [ProblemKind, number][]) {
      counts[kind] = (counts[kind] ?? 0) + count;
    }
  }
  return {
    list: reports.flatMap((report) => report.list),
    counts,
    rowsLeftOut: reports.reduce((sum, report) => sum + report.rowsLeftOut, 0),
  };
}

/** A problem as the error that ends an action which cannot go on with it. */
export function problemError(problem: Problem, file: string): EngineError {
  const { kind, values, row, line, column, message } = problem;
  const where = {
    ...(row === undefined ? {} : { row }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
  const { remedy } = PROBLEM_KINDS[kind] as unknown as Rule<ErrorValues>;
  return new EngineError(
    `data/${kind}`,
    `${file}: ${message}`,
    { file, ...where, ...values },
    remedy ?? '',
  );
}

/** Throws the first problem of severity `error`, if there is one. */
export function throwOnError(report: ProblemReport, file: string): void {
  const problem = report.list.find(({ severity }) => severity === 'error');
  if (problem) throw problemError(problem, file);
}
