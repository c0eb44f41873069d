import type { Dataset } from '../dataset';

/** A list in a cell: as JSON has it, or as text that says one, Python's quotes too; null for none. */
export function listIn(dataset: Dataset, row: number, column: number): readonly unknown[] | null {
  const cell = dataset.cell(row, column);
  if (Array.isArray(cell)) return cell;
  if (typeof cell !== 'string' || !/^\s*\[.*\]\s*$/s.test(cell)) return null;
  return parsed(cell) ?? parsed(withDoubleQuotes(cell));
}

function parsed(text: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

const PYTHON_STRING = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g;

/** Python's way to write a list of strings as JSON writes it. */
function withDoubleQuotes(text: string): string {
  return text.replace(PYTHON_STRING, (_, single?: string, double?: string) => {
    const inner = single ?? double ?? '';
    return JSON.stringify(inner.replace(/\\(['"\\])/g, '$1'));
  });
}
