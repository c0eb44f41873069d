import type { Dataset } from '../engine/index';
import type { RowPage, RowQuery } from './protocol';

/** An open file with what is known of its rows, by their place in the dataset. */
export interface OpenDataset {
  readonly dataset: Dataset;
  /** Rows by search text and filter, made once. */
  readonly views: Map<string, Uint32Array>;
  /** Token count of each row, once counted. */
  tokens: Uint32Array | null;
  leftOut: ReadonlySet<number>;
  /** Rows by kind of problem. */
  troubled: ReadonlyMap<string, ReadonlySet<number>>;
}

const CELL_CHARACTERS = 400;
/** Filters whose rows are kept at once. */
const MOST_VIEWS = 8;

/** A freshly read file: nothing of its rows is known. */
export function openedDataset(dataset: Dataset): OpenDataset {
  return {
    dataset,
    views: new Map(),
    tokens: null,
    leftOut: new Set(),
    troubled: new Map(),
  };
}

/** The rows that fit a query, from `start` on. */
export function pageOf(entry: OpenDataset, query: RowQuery): RowPage {
  const { dataset } = entry;
  const rows = viewOf(entry, query);
  const shown = Array.from(rows.subarray(query.start, query.start + query.count), (row) => ({
    row: dataset.rowNumber(row),
    cells: dataset.columns.map((_, column) => cellOf(dataset, row, column)),
    tokens: entry.tokens?.[row] || null,
    leftOut: entry.leftOut.has(row),
  }));
  return { total: rows.length, rows: shown };
}

/** A cell as it is shown: words of a list with spaces between. */
function cellOf(dataset: Dataset, row: number, column: number): string {
  const cell = dataset.cell(row, column);
  const words = Array.isArray(cell) && cell.every((item) => typeof item === 'string');
  return (words ? cell.join(' ') : dataset.text(row, column)).slice(0, CELL_CHARACTERS);
}

function viewOf(entry: OpenDataset, query: RowQuery): Uint32Array {
  const { search = '', problem = null, longerThan = null } = query;
  const wanted = search.toLowerCase();
  const key = JSON.stringify([wanted, problem, longerThan]);
  const known = entry.views.get(key);
  if (known) return known;
  const { dataset, tokens } = entry;
  const troubled = problem === null ? null : troubledBy(entry, problem);
  const fits = (row: number): boolean => {
    if (troubled && !troubled.has(row)) return false;
    if (longerThan !== null && (tokens?.[row] ?? 0) <= longerThan) return false;
    if (wanted === '') return true;
    return dataset.columns.some((_, column) =>
      dataset.text(row, column).toLowerCase().includes(wanted),
    );
  };
  const all = new Uint32Array(dataset.rowCount).map((_, row) => row);
  const rows = all.filter(fits);
  const [oldest] = entry.views.keys();
  if (oldest !== undefined && entry.views.size >= MOST_VIEWS) entry.views.delete(oldest);
  entry.views.set(key, rows);
  return rows;
}

function troubledBy({ troubled }: OpenDataset, kind: string): ReadonlySet<number> {
  if (kind !== '') return troubled.get(kind) ?? new Set();
  return new Set([...troubled.values()].flatMap((rows) => [...rows]));
}
