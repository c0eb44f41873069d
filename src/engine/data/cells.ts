import { createNumberList, type NumberList } from './numberList';
import type { Cell, JsonValue } from './reader';

/**
 * One column's cells. Few different values are kept once each, with a two-byte code a cell; others
 * as UTF-8 in blocks outside the JavaScript heap, where strings cut from parsed text would keep all
 * of that text alive.
 */
export interface CellColumn {
  readonly length: number;
  /** Bytes held. */
  readonly bytes: number;
  push(cell: Cell): void;
  get(index: number): Cell;
  /** The cell as text: '' for null and absent cells, JSON for objects and arrays. */
  text(index: number): string;
}

const BLOCK_BYTES = 1 << 20;
const FIRST_BYTES = 1 << 10;

/** Different values up to which a column is held as codes, and their characters in all. */
const DICTIONARY_SIZE = 4096;
const DICTIONARY_CHARACTERS = 1 << 18;
/** The code of an absent cell. */
const NO_CODE = 0xffff;

/** What a cell's bytes mean. */
const TEXT = 0;
const JSON_TEXT = 1;
const ABSENT = 2;

/** A growing run of bytes in blocks; a stretch may lie across blocks. */
function createByteRun() {
  const blocks: Uint8Array[] = [];
  let length = 0;
  /** The block that byte `length` goes into; the first one grows by doubling. */
  function room(at: number): Uint8Array {
    const last = blocks[blocks.length - 1];
    if (last && at > 0 && at < last.length) return last;
    if (last && at > 0) {
      const larger = new Uint8Array(last.length * 2);
      larger.set(last);
      blocks[blocks.length - 1] = larger;
      return larger;
    }
    const block = new Uint8Array(length === 0 ? FIRST_BYTES : BLOCK_BYTES);
    blocks.push(block);
    return block;
  }
  function append(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const at = length % BLOCK_BYTES;
      const block = room(at);
      const count = Math.min(block.length - at, bytes.length - from);
      block.set(bytes.subarray(from, from + count), at);
      from += count;
      length += count;
    }
  }
  function read(start: number, end: number): Uint8Array {
    const first = Math.floor(start / BLOCK_BYTES);
    const at = start % BLOCK_BYTES;
    if (at + end - start <= BLOCK_BYTES) {
      return blocks[first]?.subarray(at, at + end - start) ?? new Uint8Array(0);
    }
    const whole = new Uint8Array(end - start);
    for (let from = start; from < end; ) {
      const offset = from % BLOCK_BYTES;
      const count = Math.min(BLOCK_BYTES - offset, end - from);
      const block = blocks[Math.floor(from / BLOCK_BYTES)] as Uint8Array;
      whole.set(block.subarray(offset, offset + count), from - start);
      from += count;
    }
    return whole;
  }
  return {
    append,
    read,
    length: () => length,
    bytes: () => blocks.reduce((sum, block) => sum + block.length, 0),
  };
}

/** Scratch space shared by all columns: `encodeInto` needs up to three bytes a UTF-16 unit. */
let scratch = new Uint8Array(1 << 16);
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function encode(text: string): Uint8Array {
  if (text.length * 3 > scratch.length) scratch = new Uint8Array(text.length * 4);
  return scratch.subarray(0, encoder.encodeInto(text, scratch).written);
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte > 0x7f) return false;
  return true;
}

/** Short ASCII is cheaper to build than to send through the decoder. */
function decode(bytes: Uint8Array): string {
  if (bytes.length <= 16 && isAscii(bytes)) return String.fromCharCode(...bytes);
  return decoder.decode(bytes);
}

/** Cells of any value, as bytes. */
function createByteColumn(): CellColumn {
  const run = createByteRun();
  const ends = createNumberList();
  // Text formats never need tags, so there are none until the first cell that is not text.
  let tags: NumberList | undefined;

  function push(cell: Cell): void {
    const tag = tagOf(cell);
    if (tag !== TEXT && !tags) {
      tags = createNumberList();
      for (let i = 0; i < ends.length; i++) tags.push(TEXT);
    }
    tags?.push(tag);
    if (tag !== ABSENT) run.append(encode(tag === TEXT ? (cell as string) : JSON.stringify(cell)));
    ends.push(run.length());
  }
  function raw(index: number): string {
    const start = index === 0 ? 0 : ends.get(index - 1);
    const end = ends.get(index);
    return start === end ? '' : decode(run.read(start, end));
  }
  function get(index: number): Cell {
    const tag = index < ends.length ? (tags?.get(index) ?? TEXT) : ABSENT;
    if (tag === ABSENT) return undefined;
    return tag === TEXT ? raw(index) : (JSON.parse(raw(index)) as JsonValue);
  }
  return {
    get length() {
      return ends.length;
    },
    get bytes() {
      return run.bytes() + ends.bytes + (tags?.bytes ?? 0);
    },
    push,
    get,
    text: (index) => cellText(get(index)),
  };
}

function tagOf(cell: Cell): number {
  if (cell === undefined) return ABSENT;
  // A lone surrogate has no UTF-8, but JSON writes it as an escape.
  return typeof cell === 'string' && !/\p{Cs}/u.test(cell) ? TEXT : JSON_TEXT;
}

/** Cells of few different texts, as codes. `push` says whether the cell was taken. */
function createDictionary() {
  const codes = createNumberList(Uint16Array);
  const codeOf = new Map<string, number>();
  const values: string[] = [];
  let characters = 0;
  function push(cell: Cell): boolean {
    if (cell === undefined) {
      codes.push(NO_CODE);
      return true;
    }
    if (typeof cell !== 'string') return false;
    const known = codeOf.get(cell);
    if (known !== undefined) {
      codes.push(known);
      return true;
    }
    if (values.length >= DICTIONARY_SIZE || characters + cell.length > DICTIONARY_CHARACTERS)
      return false;
    if (tagOf(cell) !== TEXT) return false;
    // A copy, since a string cut from a larger one keeps that one alive.
    const value = decode(encode(cell));
    codeOf.set(value, values.length);
    codes.push(values.length);
    values.push(value);
    characters += value.length;
    return true;
  }
  return {
    push,
    get: (index: number) => (index < codes.length ? values[codes.get(index)] : undefined),
    length: () => codes.length,
    bytes: () => codes.bytes + characters * 2,
  };
}

/** An empty {@link CellColumn}. */
export function createCellColumn(): CellColumn {
  let dictionary: ReturnType<typeof createDictionary> | undefined = createDictionary();
  let column: CellColumn | undefined;
  function spill(): CellColumn {
    const bytes = createByteColumn();
    const count = dictionary?.length() ?? 0;
    for (let i = 0; i < count; i++) bytes.push(dictionary?.get(i));
    dictionary = undefined;
    return bytes;
  }
  return {
    get length() {
      return column?.length ?? dictionary?.length() ?? 0;
    },
    get bytes() {
      return column?.bytes ?? dictionary?.bytes() ?? 0;
    },
    push(cell) {
      if (dictionary?.push(cell)) return;
      column ??= spill();
      column.push(cell);
    },
    get: (index) => (column ? column.get(index) : dictionary?.get(index)),
    text: (index) => (column ? column.text(index) : (dictionary?.get(index) ?? '')),
  };
}

/** A cell as text: '' for null and absent cells, JSON for objects and arrays. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  if (cell === undefined || cell === null) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
