import type { ProblemReport } from '../engine/index';
import type { ProblemGroup } from './protocol';

/** Problems of one kind as one group each, errors first. */
export function groupProblems({ list, counts }: ProblemReport): ProblemGroup[] {
  const order = ['error', 'warning', 'info'];
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
        examples: examples.slice(0, 20).map(({ row, column, values, message }) => ({
          row: row ?? null,
          column: column ?? null,
          values,
          message,
        })),
      };
      return [group];
    })
    .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
