import type { Dataset } from '../dataset';

/** A list in a cell: as JSON has it, or as text that says one, Python's quotes too; null for none. */
export function listIn(dataset: Dataset, row: number, column: number): readonly unknown[] | null {
  const value = jsonIn(dataset, row, column);
  return Array.isArray(value) ? value : null;
}

/** A list or an object in a cell, or in its text, JSON's or Python's way; undefined for neither. */
export function jsonIn(dataset: Dataset, row: number, column: number): unknown {
  const cell = dataset.cell(row, column);
  if (typeof cell === 'object' && cell !== null) return cell;
  if (typeof cell !== 'string' || !/^\s*(?:\[.*\]|\{.*\})\s*$/s.test(cell)) return undefined;
  return parsed(cell) ?? parsed(asJson(cell));
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const PYTHON = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|[()]|\b(?:None|True|False)\b/g;
const IN_JSON: Readonly<Record<string, string>> = {
  '(': '[',
  ')': ']',
  None: 'null',
  True: 'true',
  False: 'false',
};

/** Python's way to write lists, tuples and strings as JSON writes them. */
function asJson(text: string): string {
  return text.replace(PYTHON, (found, single?: string, double?: string) => {
    const inner = single ?? double;
    if (inner === undefined) return IN_JSON[found] ?? found;
    return JSON.stringify(inner.replace(/\\(['"\\])/g, '$1'));
  });
}
