import { columnIndex, type Dataset } from './dataset';
import { createProblemLog, type ProblemLog, type ProblemReport } from './problems';

/** A column's classes. */
export interface LabelSet {
  readonly column: string;
  /** Sorted: numbers by value, else by character. */
  readonly labels: readonly string[];
  /** Rows of each label. */
  readonly counts: readonly number[];
  /** Rows without a label. */
  readonly blank: number;
  readonly numeric: boolean;
  /** An `error` among them means that the column cannot be learned as classes. */
  readonly problems: ProblemReport;
}

/** Classes that a column may have. */
export const MAX_CLASSES = 1000;

/** Labels counted by name; beyond, a column is no label column anyway. */
const COUNTED = 20_000;

/** A cell as a label: without the spaces around it; '' is no label. */
export function labelText(dataset: Dataset, row: number, column: number): string {
  return dataset.text(row, column).trim();
}

/** Counts a column's labels and tells what is odd about them. */
export function labelSet(
  dataset: Dataset,
  column: string,
  { maxClasses = MAX_CLASSES } = {},
): LabelSet {
  const index = columnIndex(dataset, column);
  const tally = new Map<string, number>();
  const problems = createProblemLog();
  let blank = 0;
  let trimmed = 0;
  let trimmedLabel = '';
  let capped = false;
  for (let row = 0; row < dataset.rowCount; row++) {
    const raw = dataset.text(row, index);
    const label = raw.trim();
    if (label === '') {
      blank += 1;
      continue;
    }
    if (label !== raw) {
      trimmed += 1;
      trimmedLabel = label;
    }
    const count = tally.get(label);
    if (count !== undefined || tally.size < COUNTED) tally.set(label, (count ?? 0) + 1);
    else capped = true;
  }
  const numeric =
    tally.size > 0 && [...tally.keys()].every((label) => Number.isFinite(Number(label)));
  const labels = sortLabels([...tally.keys()], numeric);
  const counts = labels.map((label) => tally.get(label) ?? 0);
  if (trimmed > 0)
    problems.add('label-trimmed', { count: trimmed, label: trimmedLabel }, { column });
  const filled = dataset.rowCount - blank;
  judge(
    { column, labels, counts, filled, rows: dataset.rowCount, capped, numeric, maxClasses },
    problems,
  );
  return { column, labels, counts, blank, numeric, problems: problems.report() };
}

function sortLabels(labels: string[], numeric: boolean): string[] {
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return labels.sort(numeric ? (a, b) => Number(a) - Number(b) || byText(a, b) : byText);
}

interface Findings {
  readonly column: string;
  readonly labels: readonly string[];
  readonly counts: readonly number[];
  readonly filled: number;
  readonly rows: number;
  readonly capped: boolean;
  readonly numeric: boolean;
  readonly maxClasses: number;
}

function judge(found: Findings, problems: ProblemLog): void {
  const { column, labels, counts, filled, rows, capped, numeric, maxClasses } = found;
  const place = { column };
  const distinct = labels.length;
  const [first, last] = [labels[0] ?? '', labels[distinct - 1] ?? ''];
  if (distinct === 0) problems.add('no-labels', { rows }, place);
  if (distinct === 1) problems.add('one-class', { label: first, count: counts[0] ?? 0 }, place);
  if (distinct > maxClasses)
    problems.add('too-many-classes', { count: distinct, limit: maxClasses, capped }, place);
  if (numeric && looksContinuous(labels, filled)) {
    problems.add(
      'looks-like-regression',
      { distinct, min: Number(first), max: Number(last) },
      place,
    );
  } else if (distinct <= maxClasses && filled >= 20 && distinct > filled / 2) {
    problems.add('labels-mostly-unique', { distinct, rows: filled }, place);
  }
  if (distinct > maxClasses) return;
  for (const variants of groupByCase(labels))
    problems.add('label-case-variants', { labels: variants }, place);
}

function looksContinuous(labels: readonly string[], filled: number): boolean {
  if (labels.length <= 10) return false;
  const fractions = labels.some((label) => !Number.isInteger(Number(label)));
  return fractions || labels.length > Math.max(20, filled / 10);
}

function groupByCase(labels: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const label of labels) {
    const key = label.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), label]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
