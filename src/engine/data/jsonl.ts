import type { ByteSource } from '../core/bytes';
import { createObjectRows, type ObjectRows } from './objectRows';
import {
  defineReader,
  hasExtension,
  type JsonValue,
  type ReadOptions,
  type Row,
  type Table,
} from './reader';
import { decodeText } from './text';

const EXTENSIONS = ['jsonl', 'ndjson'];
const EXCERPT_CHARACTERS = 80;

/** JSON Lines: one object a line. A line that does not parse is a problem, not the end. */
export const jsonl = defineReader({
  id: 'jsonl',
  label: 'JSONL',
  extensions: EXTENSIONS,
  sniff(name, { text }) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    const objects = lines.slice(0, 2).filter(isObject).length;
    if (objects > 0 && objects === Math.min(lines.length, 2)) return lines.length > 1 ? 0.97 : 0.85;
    return hasExtension(name, EXTENSIONS) ? (/^\s*\[/.test(text) ? 0.3 : 0.9) : 0;
  },
  open,
});

function isObject(line: string): boolean {
  if (!/^\s*\{/.test(line)) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

async function open(source: ByteSource, options: ReadOptions): Promise<Table> {
  const objects = createObjectRows(options.problems);
  return {
    columns: objects.columns,
    meta: { encoding: options.encoding, delimiter: null, headerLine: null },
    rows: () => readRows(source, options, objects),
  };
}

async function* readRows(
  source: ByteSource,
  options: ReadOptions,
  objects: ObjectRows,
): AsyncGenerator<readonly Row[], void, undefined> {
  let number = 0;
  for await (const lines of splitLines(decodeText(source, options.encoding, options))) {
    const rows: Row[] = [];
    for (const line of lines) {
      number += 1;
      const row = parseLine(line, number, objects, options);
      if (row) rows.push(row);
    }
    yield rows;
  }
}

function parseLine(
  text: string,
  line: number,
  objects: ObjectRows,
  { problems }: ReadOptions,
): Row | undefined {
  const trimmed = text.trim();
  if (trimmed === '') {
    problems.add('blank-line', {}, { line });
    return undefined;
  }
  let value: JsonValue;
  try {
    value = JSON.parse(trimmed) as JsonValue;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const excerpt = trimmed.slice(0, EXCERPT_CHARACTERS);
    problems.add('json-line', { detail, excerpt }, { row: objects.skip(), line });
    return undefined;
  }
  return objects.row(value, line);
}

/** The lines of successive pieces of text, without their ends; pieces may be cut anywhere. */
export async function* splitLines(
  pieces: AsyncIterable<string>,
): AsyncGenerator<readonly string[], void, undefined> {
  // A line may be many pieces long: they are joined once, when it ends.
  let open: string[] = [];
  for await (const piece of pieces) {
    if (!piece.includes('\n')) {
      open.push(piece);
      continue;
    }
    const lines = piece.split('\n');
    lines[0] = open.join('') + (lines[0] ?? '');
    open = [lines.pop() ?? ''];
    yield lines;
  }
  const last = open.join('');
  if (last !== '') yield [last];
}
