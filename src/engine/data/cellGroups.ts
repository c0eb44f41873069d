/** What the cells of a group have in common. */
export type GroupName =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'empty' }
  /** All values that have no group of their own, and how many these are. */
  | { readonly kind: 'other'; readonly values: number }
  /** From the lowest to the highest value in it. */
  | { readonly kind: 'range'; readonly low: string; readonly high: string };

/** Cells in a few groups. */
export interface CellGroups {
  readonly names: readonly GroupName[];
  /** Group of each cell, [n]. */
  readonly groupOf: Int32Array;
}

/** Values that return have a group each; of more, the most frequent do. */
const MOST_VALUES = 20;
/** Ranges that numbers and dates are parted into, each with as many cells as may be. */
const RANGES = 5;
const DATE = /^\d{4}-\d{2}-\d{2}/;

/**
 * Parts cells by their values, numbers and dates of many values by ranges of as many cells each; empty
 * cells have a group. Null where there is nothing to part: one value alone, or values that hardly return.
 */
export function groupCells(cells: readonly string[]): CellGroups | null {
  const texts = cells.map((cell) => cell.trim());
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
  const filled = texts.length - texts.filter((text) => text === '').length;
  const values = [...counts.keys()];
  const returning = values.length <= filled / 2;
  if (returning && values.length <= MOST_VALUES) return orNull(byValue(texts, counts));
  if (values.every(isNumber)) return orNull(byRange(texts, (a, b) => Number(a) - Number(b)));
  if (values.every((value) => DATE.test(value))) return orNull(byRange(texts, compareText));
  return returning ? byValue(texts, counts) : null;
}

function orNull(groups: CellGroups): CellGroups | null {
  return groups.names.length > 1 ? groups : null;
}

function isNumber(text: string): boolean {
  return Number.isFinite(Number(text));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The most frequent values, the others together, the empty ones last. */
function byValue(texts: readonly string[], counts: ReadonlyMap<string, number>): CellGroups {
  const frequent = [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
  const own = frequent.slice(0, counts.size > MOST_VALUES ? MOST_VALUES - 1 : MOST_VALUES);
  const names: GroupName[] = own.map(([text]) => ({ kind: 'value', text }));
  if (own.length < counts.size) names.push({ kind: 'other', values: counts.size - own.length });
  const other = names.length - 1;
  const placeOf = new Map(own.map(([text], i) => [text, i]));
  return withEmpty(texts, names, (text) => placeOf.get(text) ?? other);
}

/** Ranges whose borders lie between different values, so that equal cells stay together. */
function byRange(texts: readonly string[], compare: (a: string, b: string) => number): CellGroups {
  const sorted = texts.filter((text) => text !== '').sort(compare);
  const tops: string[] = [];
  for (let i = 1; i <= RANGES; i++) {
    const top = sorted[Math.ceil((i * sorted.length) / RANGES) - 1] ?? '';
    const before = tops.at(-1);
    if (before === undefined || compare(before, top) < 0) tops.push(top);
  }
  const lows = tops.map((_, i) => {
    const before = tops[i - 1];
    return before === undefined
      ? (sorted[0] ?? '')
      : (sorted.find((text) => compare(text, before) > 0) ?? '');
  });
  const names = tops.map((high, i): GroupName => ({ kind: 'range', low: lows[i] ?? '', high }));
  return withEmpty(texts, names, (text) => tops.findIndex((top) => compare(text, top) <= 0));
}

function withEmpty(
  texts: readonly string[],
  names: readonly GroupName[],
  groupOf: (text: string) => number,
): CellGroups {
  const hasEmpty = texts.includes('');
  return {
    names: hasEmpty ? [...names, { kind: 'empty' }] : names,
    groupOf: Int32Array.from(texts, (text) => (text === '' ? names.length : groupOf(text))),
  };
}
