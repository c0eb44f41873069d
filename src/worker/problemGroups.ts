import type { Dataset, ProblemReport } from '../engine/index';
import type { ProblemGroup } from './protocol';

const EXAMPLES = 20;
const ORDER = ['error', 'warning', 'info'];

/** Problems of one kind as one group each, errors first. */
export function groupProblems(report: ProblemReport, dataset: Dataset): ProblemGroup[] {
  const { list, counts } = report;
  const rows = rowsByKind(report, dataset);
  const kinds = [...new Set(list.map(({ kind }) => kind))];
  return kinds
    .flatMap((kind): ProblemGroup[] => {
      const examples = list.filter((problem) => problem.kind === kind);
      const [first] = examples;
      if (!first) return [];
      const group = {
        kind,
        severity: first.severity,
        action: first.action,
        count: counts[kind] ?? examples.length,
        rows: rows.get(kind)?.size ?? 0,
        examples: examples.slice(0, EXAMPLES).map(({ row, line, column, values, message }) => ({
          row: row ?? null,
          line: line ?? null,
          column: column ?? null,
          values,
          message,
        })),
      };
      return [group];
    })
    .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

/** The rows of each kind of problem by their place in the dataset; rows it left out are not there. */
export function rowsByKind({ list }: ProblemReport, dataset: Dataset): Map<string, Set<number>> {
  const wanted = new Set(list.map(({ row }) => row));
  const places = new Map<number, number>();
  for (let place = 0; place < dataset.rowCount; place++) {
    const row = dataset.rowNumber(place);
    if (wanted.has(row)) places.set(row, place);
  }
  const kinds = new Map<string, Set<number>>();
  for (const { kind, row } of list) {
    const place = row === undefined ? undefined : places.get(row);
    if (place === undefined) continue;
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(place));
  }
  return kinds;
}
