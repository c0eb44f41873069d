import { cellText } from './cells';
import type { Dataset } from './dataset';
import type { Cell } from './reader';

/** What a column's values are like. */
export type ColumnKind = 'text' | 'category' | 'number' | 'date' | 'id' | 'json' | 'empty';

/** A column in figures. */
export interface ColumnProfile {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Whether its values are numbers, the numbers of rows among them. */
  readonly numeric: boolean;
  /** Values looked at, blank ones included. */
  readonly seen: number;
  readonly blank: number;
  /** Different values; a lower bound when `distinctCapped`. */
  readonly distinct: number;
  readonly distinctCapped: boolean;
  /** Of the values that are not blank. */
  readonly meanCharacters: number;
  readonly meanWords: number;
  readonly examples: readonly string[];
}

/** Different values counted exactly up to here. */
export const DISTINCT_CAP = 100_000;
/** Share of a column's values from which it is one of numbers. */
const NUMBERS = 0.98;
const EXAMPLES = 3;
const EXAMPLE_CHARACTERS = 120;

/** Collects a profile value by value. */
export interface Profiler {
  add(cell: Cell): void;
  done(): ColumnProfile;
}

/**
 * 53 bits of a string, for counting different values without keeping them: two 26/27-bit halves of
 * independent multiply-xor hashes. Two of a million strings collide once in ten thousand files.
 */
export function hashText(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b & 0x1fffff) * 0x100000000 + (a >>> 0);
}

const DATE = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}([T ].*)?$/;
/** A number with a comma before its fraction. */
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
/** With a comma in fewer of its values than this a column holds lists of numbers. */
const COMMA_SHARE = 0.9;
const ID = /^[\w.:/-]*\d[\w.:/-]*$/;
const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g;
const LONGEST_COUNTED = 4000;

/** Words of a text; a Chinese, Japanese or Korean character counts as half of one. */
export function countWords(text: string): number {
  // The mean of a column needs no more than the start of a very long text.
  const start = text.slice(0, LONGEST_COUNTED);
  const wide = start.match(CJK)?.length ?? 0;
  const spaced = wide === 0 ? start : start.replace(CJK, ' ');
  const words = (spaced.match(/\S+/g)?.length ?? 0) + wide / 2;
  return words * (text.length / Math.max(1, start.length));
}

/**
 * Starts the profile of a column. Blank and different values are counted in every cell, lengths and
 * likeness in every `stride`-th one.
 */
export function createProfiler(name: string, stride = 1): Profiler {
  const distinct = new Set<number>();
  const examples: string[] = [];
  let seen = 0;
  let measured = 0;
  let blank = 0;
  let characters = 0;
  let words = 0;
  const alike = { number: 0, comma: 0, integer: 0, date: 0, id: 0, json: 0 };

  function measure(cell: Cell, trimmed: string): void {
    measured += 1;
    characters += trimmed.length;
    words += countWords(trimmed);
    if (typeof cell === 'object') alike.json += 1;
    if (trimmed.length >= 64) return;
    if (Number.isInteger(Number(trimmed))) alike.integer += 1;
    if (Number.isFinite(Number(trimmed))) alike.number += 1;
    else if (DECIMAL_COMMA.test(trimmed)) alike.comma += 1;
    else if (DATE.test(trimmed)) alike.date += 1;
    else if (ID.test(trimmed)) alike.id += 1;
  }
  function add(cell: Cell): void {
    seen += 1;
    const text = cellText(cell);
    const trimmed = text.trim();
    if (trimmed === '') {
      blank += 1;
      return;
    }
    if (seen % stride === 0) measure(cell, trimmed);
    if (distinct.size >= DISTINCT_CAP) return;
    const before = distinct.size;
    distinct.add(hashText(trimmed));
    if (distinct.size > before && examples.length < EXAMPLES)
      examples.push(trimmed.slice(0, EXAMPLE_CHARACTERS));
  }
  function done(): ColumnProfile {
    const filled = seen - blank;
    const per = (sum: number) => (measured === 0 ? 0 : sum / measured);
    const shares = {
      number: per(alike.number) + (per(alike.comma) >= COMMA_SHARE ? per(alike.comma) : 0),
      integer: per(alike.integer),
      date: per(alike.date),
      id: per(alike.id + alike.number),
      json: per(alike.json),
    };
    const meanWords = per(words);
    const different = distinct.size >= DISTINCT_CAP ? filled : distinct.size;
    const kind = kindOf({
      filled,
      distinct: different,
      meanWords,
      meanCharacters: per(characters),
      ...shares,
    });
    return {
      name,
      kind,
      numeric: shares.number > NUMBERS,
      seen,
      blank,
      distinct: distinct.size,
      distinctCapped: distinct.size >= DISTINCT_CAP,
      meanCharacters: per(characters),
      meanWords,
      examples,
    };
  }
  return { add, done };
}

interface Figures {
  readonly filled: number;
  readonly distinct: number;
  readonly meanWords: number;
  readonly meanCharacters: number;
  /** Shares of the values, 0 to 1. */
  readonly number: number;
  readonly integer: number;
  readonly date: number;
  readonly id: number;
  readonly json: number;
}

function kindOf(f: Figures): ColumnKind {
  if (f.filled === 0) return 'empty';
  if (f.json > 0.5) return 'json';
  if (f.date > 0.9) return 'date';
  const repeats = f.distinct <= f.filled / 2;
  if (f.number > NUMBERS)
    return f.integer > NUMBERS && f.distinct === f.filled && f.filled > 20 ? 'id' : 'number';
  if (f.id > 0.9 && f.distinct > f.filled * 0.9 && f.filled > 5) return 'id';
  if (f.meanWords >= 4) return repeats && f.distinct <= 50 ? 'category' : 'text';
  if (repeats || f.meanWords < 2) return 'category';
  return f.meanCharacters >= 12 ? 'text' : 'category';
}

/** Profiles a column from at most `limit` rows spread evenly over the dataset. */
export function profileColumn(dataset: Dataset, column: number, limit: number): ColumnProfile {
  const profiler = createProfiler(dataset.columns[column] ?? '');
  const count = Math.min(limit, dataset.rowCount);
  for (let i = 0; i < count; i++) {
    profiler.add(dataset.cell(Math.floor((i * dataset.rowCount) / count), column));
  }
  return profiler.done();
}
