/** Numbers that are added at the end; held in blocks, so that growing copies nothing. */
export interface NumberList {
  readonly length: number;
  /** Bytes held. */
  readonly bytes: number;
  push(value: number): void;
  get(index: number): number;
}

const BLOCK_LENGTH = 1 << 14;

/** An empty list of whole numbers below 2^32, or below 2^16. */
export function createNumberList(
  Block: typeof Uint32Array | typeof Uint16Array = Uint32Array,
): NumberList {
  const blocks: (Uint32Array | Uint16Array)[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    get bytes() {
      return blocks.length * BLOCK_LENGTH * Block.BYTES_PER_ELEMENT;
    },
    push(value) {
      const at = length % BLOCK_LENGTH;
      if (at === 0) blocks.push(new Block(BLOCK_LENGTH));
      (blocks[blocks.length - 1] as Uint32Array)[at] = value;
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
