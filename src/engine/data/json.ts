import { parseChunked } from '@discoveryjs/json-ext';
import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import { JsonFrameError, jsonElements } from './jsonElements';
import { createObjectRows, jsonSyntaxError, nameType, type ObjectRows } from './objectRows';
import {
  defineReader,
  hasExtension,
  type JsonValue,
  type ReadOptions,
  type Row,
  type Table,
} from './reader';
import { decodeHead, decodeText } from './text';

type JsonObject = { readonly [key: string]: JsonValue };

/**
 * JSON: an array of objects, read one at a time, whatever its size; or an object that holds such an
 * array (`{"data": […]}`), columns (`{"text": […], "label": […]}`), or `columns` with `data` rows
 * (pandas' split), read whole.
 */
export const json = defineReader({
  id: 'json',
  label: 'JSON',
  extensions: ['json'],
  sniff(name, { text }) {
    const start = /^\s*([[{])\s*(\S?)/.exec(text);
    if (!start) return hasExtension(name, ['json']) ? 0.6 : 0;
    if (hasExtension(name, ['json'])) return 0.95;
    // An array of objects cannot be anything else, whatever the file is called.
    if (/^\s*\[\s*\{\s*"/.test(text)) return 0.93;
    const plausible = start[1] === '[' ? '[{"]'.includes(start[2] ?? ' ') : start[2] === '"';
    return plausible ? 0.8 : 0.2;
  },
  open,
});

async function open(source: ByteSource, options: ReadOptions): Promise<Table> {
  const objects = createObjectRows(options.problems);
  const head = await decodeHead(source, options.encoding, 4096);
  const isArray = head.trimStart().startsWith('[');
  return {
    columns: objects.columns,
    meta: { encoding: options.encoding, delimiter: null, headerLine: null },
    rows: () => (isArray ? arrayRows : wholeRows)(source, options, objects),
  };
}

async function* arrayRows(
  source: ByteSource,
  options: ReadOptions,
  objects: ObjectRows,
): AsyncGenerator<readonly Row[], void, undefined> {
  try {
    for await (const elements of jsonElements(decodeText(source, options.encoding, options))) {
      const rows: Row[] = [];
      for (const { text, line } of elements) {
        const row = objects.row(parseElement(text, line), line);
        if (row) rows.push(row);
      }
      yield rows;
    }
  } catch (error) {
    if (error instanceof JsonFrameError)
      throw jsonSyntaxError(source.name, error.line, error.message);
    throw error;
  }
}

function parseElement(text: string, line: number): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0);
    const lines = text.slice(0, position).split('\n').length - 1;
    throw new JsonFrameError(error instanceof Error ? error.message : String(error), line + lines);
  }
}

async function* wholeRows(
  source: ByteSource,
  options: ReadOptions,
  objects: ObjectRows,
): AsyncGenerator<readonly Row[], void, undefined> {
  const root = await parseWhole(source, options);
  const rows: Row[] = [];
  for (const value of recordsOf(root, source.name)) {
    const row = objects.row(value, 0);
    if (row) rows.push(row);
  }
  yield rows;
}

async function parseWhole(source: ByteSource, options: ReadOptions): Promise<JsonValue> {
  try {
    return (await parseChunked(decodeText(source, options.encoding, options))) as JsonValue;
  } catch (error) {
    if (options.signal?.aborted || error instanceof EngineError) throw error;
    throw jsonSyntaxError(
      source.name,
      null,
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** The records in any of the shapes that an object can hold them in. */
function recordsOf(root: JsonValue, file: string): readonly JsonValue[] {
  if (isObject(root)) {
    const { columns, data } = root;
    if (isNames(columns) && isArray(data) && data.every(isArray)) {
      return data.map((row) =>
        Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null])),
      );
    }
    const arrays = Object.entries(root).filter((entry): entry is [string, readonly JsonValue[]] =>
      isArray(entry[1]),
    );
    const holders = arrays.filter(([, array]) => array.some(isObject));
    const [first] = holders;
    if (first && (holders.length === 1 || arrays.length < Object.keys(root).length))
      return first[1];
    if (arrays.length > 0 && arrays.length === Object.keys(root).length)
      return transpose(arrays, file);
  }
  throw new EngineError(
    'data/json-shape',
    `${file} holds ${nameType(root)} in which no list of rows was found.`,
    { file, found: nameType(root) },
    'Give an array of objects, {"data": [objects]}, or one array a column.',
  );
}

function transpose(columns: readonly [string, readonly JsonValue[]][], file: string): JsonObject[] {
  const lengths = columns.map(([, values]) => values.length);
  const count = lengths[0] ?? 0;
  if (lengths.some((length) => length !== count)) {
    const found = columns.map(([name, values]) => `${name}: ${values.length}`);
    throw new EngineError(
      'data/json-shape',
      `${file}: columns of different length (${found.join(', ')}).`,
      { file, found },
      'Give every column as many values.',
    );
  }
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[i] ?? null])),
  );
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isNames(value: JsonValue | undefined): value is readonly string[] {
  return isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
}
