import { EngineError } from '../../core/errors';
import { type ColumnRoles, labelContent } from '../columns';
import { columnIndex, type Dataset } from '../dataset';
import { labelSet, labelText } from '../labels';
import type { ProblemLog } from '../problems';
import { LABEL_NAMES } from '../roleNames';
import type { AnswerOptions, Answers, Goal } from './goal';
import { sequenceGoal } from './sequence';

/** A class with less than this share of the largest one's rows is told as rare. */
const RARE_SHARE = 1 / 3;

/** One of several classes for each text: target [1]. */
export const classes: Goal = {
  id: 'class',
  ...sequenceGoal(
    { key: 'label', label: 'Label', required: true },
    {
      names: LABEL_NAMES,
      content: labelContent,
      lacking: 'has few values that return',
      having: ({ distinct }) => `it has ${distinct} values that return`,
    },
  ),
  stratifies: true,
  answers: classAnswers,
};

function classAnswers(
  dataset: Dataset,
  { label = '' }: ColumnRoles,
  { names }: AnswerOptions,
): Answers {
  if (names?.length === 1) throw oneClass(names[0] ?? '');
  const column = columnIndex(dataset, label);
  const found = labelSet(dataset, label);
  const labels = names ?? found.labels;
  const indexOf = new Map(labels.map((name, i) => [name, i]));
  return {
    names: labels,
    problems: found.problems,
    read(row, log) {
      const said = labelText(dataset, row, column);
      const index = indexOf.get(said);
      if (index !== undefined) return Int32Array.of(index);
      const place = { row: dataset.rowNumber(row), line: dataset.lineNumber(row), column: label };
      if (said === '') log.add('blank-label', {}, place);
      else log.add('unknown-label', { label: said }, place);
      return null;
    },
    said: (row) => labelText(dataset, row, column),
    tally(target, counts) {
      const index = target[0] ?? 0;
      counts[index] = (counts[index] ?? 0) + 1;
    },
    judge: (counts, log) => tellRareClasses(labels, counts, label, log),
  };
}

function oneClass(label: string): EngineError {
  return new EngineError(
    'job/one-class',
    `task.labels names one class, “${label}”; classification needs at least two`,
    { label },
    'Name every class, or leave task.labels empty to take those of the data.',
  );
}

function tellRareClasses(
  labels: readonly string[],
  counts: readonly number[],
  column: string,
  log: ProblemLog,
): void {
  const largestCount = Math.max(0, ...counts);
  const largest = labels[counts.indexOf(largestCount)] ?? '';
  labels.forEach((label, i) => {
    const count = counts[i] ?? 0;
    if (count >= largestCount * RARE_SHARE) return;
    log.add('rare-class', { label, count, largest, largestCount }, { column });
  });
}
