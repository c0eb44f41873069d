import { createNumberList, type NumberList } from '../data/numberList';

/** A row as the tokenizer gives it. */
export interface RowTokens {
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
}

/** The tokens of many rows in little memory. */
export interface TokenTable {
  /** Tokens of each row, [rows]. */
  readonly lengths: Uint32Array;
  /** Bytes held. */
  readonly bytes: number;
  /** Tokenises the next row. */
  add(): void;
  /** A row's ids and types, [n] each. Types may be shared between rows: not to be written to. */
  row(index: number): RowTokens;
}

/** Up to this many ids, each fits in two bytes. */
const SHORT_IDS = 1 << 16;
/** Bytes of ids that are kept: 16 million tokens of most vocabularies. */
const KEPT_BYTES = 1 << 25;
/** Rows between two whose first token's place is noted. */
const STRIDE = 64;

/**
 * An empty table for `rows` rows. Their ids lie end to end, in two bytes where the vocabulary allows,
 * and types only where a row has any but 0. What is beyond `keptBytes` is not kept: those rows are
 * tokenised again when they are asked for, in some 50 µs each, of which a training step takes
 * milliseconds. A million rows with an object and two buffers each held 2 GB.
 */
export function createTokenTable(
  rows: number,
  vocabSize: number,
  encode: (row: number) => RowTokens,
  keptBytes = KEPT_BYTES,
): TokenTable {
  const ids = createNumberList(vocabSize <= SHORT_IDS ? Uint16Array : Uint32Array);
  const lengths = new Uint32Array(rows);
  const starts = createNumberList();
  const zeros = new Map<number, Int32Array>();
  let types: NumberList | null = null;
  let count = 0;
  /** Rows whose tokens are kept: the first ones. */
  let kept = 0;

  function keep(row: RowTokens): void {
    if (kept % STRIDE === 0) starts.push(ids.length);
    if (!types && row.typeIds.some((type) => type !== 0)) {
      types = createNumberList(Uint16Array);
      for (let i = 0; i < ids.length; i++) types.push(0);
    }
    for (const id of row.ids) ids.push(id);
    if (types) for (const type of row.typeIds) types.push(type);
    kept += 1;
  }
  function add(): void {
    const row = encode(count);
    lengths[count] = row.ids.length;
    if (kept === count && ids.bytes < keptBytes) keep(row);
    count += 1;
  }
  function startOf(row: number): number {
    let start = starts.get(Math.floor(row / STRIDE));
    for (let i = row - (row % STRIDE); i < row; i++) start += lengths[i] ?? 0;
    return start;
  }
  function zerosOf(length: number): Int32Array {
    const shared = zeros.get(length) ?? new Int32Array(length);
    zeros.set(length, shared);
    return shared;
  }
  function row(index: number): RowTokens {
    if (index >= kept) return encode(index);
    const start = startOf(index);
    const length = lengths[index] ?? 0;
    return {
      ids: copied(ids, start, length),
      typeIds: types ? copied(types, start, length) : zerosOf(length),
    };
  }
  return {
    lengths,
    get bytes() {
      return ids.bytes + (types?.bytes ?? 0) + starts.bytes + lengths.byteLength;
    },
    add,
    row,
  };
}

function copied(list: NumberList, start: number, length: number): Int32Array {
  const numbers = new Int32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = list.get(start + i);
  return numbers;
}
