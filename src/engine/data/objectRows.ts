import { EngineError } from '../core/errors';
import type { ProblemLog } from './problems';
import type { Cell, JsonValue, Row } from './reader';

/** Turns JSON objects into rows; the columns are the keys in the order they first appear. */
export interface ObjectRows {
  /** Grows while rows are added. */
  readonly columns: readonly string[];
  /** The object as the next row; undefined, and a problem, for anything but an object. */
  row(value: JsonValue, line: number): Row | undefined;
  /** Counts a record that could not be parsed, so that later rows keep their numbers. */
  skip(): number;
}

/** Levels of nesting that a row may have; writing JSON is recursive. */
const DEEPEST = 100;

/** Starts without columns. */
export function createObjectRows(problems: ProblemLog): ObjectRows {
  const columns: string[] = [];
  const positions = new Map<string, number>();
  let number = 0;

  function position(key: string): number {
    const known = positions.get(key);
    if (known !== undefined) return known;
    const at = columns.length;
    positions.set(key, at);
    columns.push(columnName(key, at + 1));
    return at;
  }
  function columnName(key: string, at: number): string {
    const original = key.trim();
    if (original !== '' && !columns.includes(original)) return original;
    const base = original === '' ? `column ${at}` : original;
    let name = original === '' ? base : `${base} (2)`;
    for (let count = 2; columns.includes(name); count++) name = `${base} (${count})`;
    if (original === '') problems.add('empty-header', { position: at, name });
    else problems.add('duplicate-header', { position: at, original, name });
    return name;
  }
  function row(value: JsonValue, line: number): Row | undefined {
    number += 1;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      problems.add('not-an-object', { found: nameType(value) }, { row: number, line });
      return undefined;
    }
    if (isDeeperThan(value, DEEPEST)) {
      const found = `an object nested more than ${DEEPEST} levels deep`;
      problems.add('not-an-object', { found }, { row: number, line });
      return undefined;
    }
    const cells: Cell[] = new Array<Cell>(columns.length).fill(undefined);
    for (const [key, cell] of Object.entries(value)) cells[position(key)] = cell;
    return { number, line, cells };
  }
  function skip(): number {
    number += 1;
    return number;
  }
  return { columns, row, skip };
}

function isDeeperThan(value: JsonValue, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

/** A JSON value's type in words. */
export function nameType(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value)
    ? 'an array'
    : typeof value === 'object'
      ? 'an object'
      : `a ${typeof value}`;
}

/** The error for JSON that cannot be read on from `line`. */
export function jsonSyntaxError(file: string, line: number | null, detail: string): EngineError {
  const place = line === null ? '' : `, line ${line}`;
  return new EngineError(
    'data/json-syntax',
    `${file}${place}: not valid JSON (${detail}).`,
    { file, line, detail },
    'Correct the file, or save it as JSONL: one object a line.',
  );
}
