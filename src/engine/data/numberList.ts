/** Numbers that are added at the end. */
export interface NumberList {
  readonly length: number;
  /** Bytes held. */
  readonly bytes: number;
  push(value: number): void;
  get(index: number): number;
}

type Numbers = Uint32Array | Uint16Array;

const BLOCK_LENGTH = 1 << 14;
const FIRST_LENGTH = 64;

/**
 * An empty list of whole numbers below 2^32, or below 2^16. Held in blocks, so that a long list
 * grows without a copy; the first block grows by doubling, so that a short list stays small.
 */
export function createNumberList(
  Block: typeof Uint32Array | typeof Uint16Array = Uint32Array,
): NumberList {
  const blocks: Numbers[] = [];
  let length = 0;

  function room(): Numbers {
    const last = blocks[blocks.length - 1];
    const at = length % BLOCK_LENGTH;
    if (last && at > 0 && at < last.length) return last;
    if (last && at > 0) {
      const larger = new Block(at * 2);
      larger.set(last);
      blocks[blocks.length - 1] = larger;
      return larger;
    }
    const block = new Block(length === 0 ? FIRST_LENGTH : BLOCK_LENGTH);
    blocks.push(block);
    return block;
  }
  return {
    get length() {
      return length;
    },
    get bytes() {
      return blocks.reduce((sum, block) => sum + block.byteLength, 0);
    },
    push(value) {
      room()[length % BLOCK_LENGTH] = value;
      length += 1;
    },
    get: (index) => blocks[Math.floor(index / BLOCK_LENGTH)]?.[index % BLOCK_LENGTH] ?? 0,
  };
}

/** An empty list of numbers that mostly count up by one: only the places where they do not are held. */
export function createCountingList(): NumberList {
  const starts: number[] = [];
  const values: number[] = [];
  let length = 0;
  let next = Number.NaN;
  return {
    get length() {
      return length;
    },
    get bytes() {
      return starts.length * 16;
    },
    push(value) {
      if (value !== next) {
        starts.push(length);
        values.push(value);
      }
      next = value + 1;
      length += 1;
    },
    get(index) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle] ?? 0) <= index) low = middle;
        else high = middle - 1;
      }
      return (values[low] ?? 0) + index - (starts[low] ?? 0);
    },
  };
}
