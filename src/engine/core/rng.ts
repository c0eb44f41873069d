/**
 * Randomness of the engine. Dropout is counter-based: whether an element is kept is a pure function
 * of (key, salt, row, column), so every backend, thread count and replay drops the same elements.
 * Sequences (shuffles, initial weights) come from a seeded generator with a state to save.
 *
 * The mixing function is the 32-bit finalizer of MurmurHash3 (Appleby, public domain).
 */

/** Avalanches 32 bits; result is unsigned. */
export function mix32(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const GOLDEN = 0x9e3779b9;

/** The dropout key of one run of a program: written to its i32 input `rngKey`. */
export function runKey(seed: number, step: number, microBatch: number): number {
  const h = mix32(mix32(seed) + Math.imul(step, GOLDEN));
  return mix32(h + Math.imul(microBatch, GOLDEN)) | 0;
}

/** The part of the dropout hash that a whole row shares. `salt` is the op's own number. */
export function rowKey(key: number, salt: number, row: number): number {
  return mix32(mix32(key ^ Math.imul(salt, GOLDEN)) + Math.imul(row, GOLDEN));
}

/** 24 random bits of one element: an element is kept when this is ≥ {@link dropThreshold}. */
export function elementBits(row: number, column: number): number {
  return mix32(row + Math.imul(column, GOLDEN)) >>> 8;
}

/** The share `rate` of 2^24. */
export function dropThreshold(rate: number): number {
  return Math.round(rate * 0x1000000);
}

/** A seeded generator of uniform numbers with a state one can save (Mulberry32 over a counter). */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** Standard normal (Box–Muller, both halves used in turn). */
  normal(): number;
  /** Whole number in [0, below). */
  integer(below: number): number;
  /** The next `into.length` numbers of {@link integer}, several times as fast as one by one. */
  fillIntegers(into: Int32Array, below: number): void;
  state(): RandomState;
}

/** JSON state of a {@link Random}; `spare` is the unused half of a normal pair. */
export interface RandomState {
  readonly key: number;
  readonly counter: number;
  readonly spare: number | null;
}

/** A generator for one purpose (`stream`) of a run; the same seed and stream give the same numbers. */
export function createRandom(seed: number, stream: number): Random {
  return restoreRandom({ key: rowKey(seed | 0, stream, 0), counter: 0, spare: null });
}

/** Number `counter` of the sequence of `key`, in [0, 1). */
function uniformAt(key: number, counter: number): number {
  return mix32(mix32(key + Math.imul(counter, GOLDEN)) ^ key) / 0x100000000;
}

/** The generator that continues after `state`. */
export function restoreRandom(state: RandomState): Random {
  let { counter, spare } = state;
  const { key } = state;
  function uniform(): number {
    counter = (counter + 1) | 0;
    return uniformAt(key, counter);
  }
  function normal(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
  return {
    uniform,
    normal,
    integer: (below) => Math.floor(uniform() * below),
    fillIntegers(into, below) {
      for (let i = 0; i < into.length; i++)
        into[i] = Math.floor(uniformAt(key, counter + i + 1) * below);
      counter = (counter + into.length) | 0;
    },
    state: () => ({ key, counter, spare }),
  };
}

/** Shuffles indices 0..count−1 (Fisher–Yates). */
export function permutation(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const swap = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swap;
  }
  return order;
}
