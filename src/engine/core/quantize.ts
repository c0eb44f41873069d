import { EngineError } from './errors';
import { f16ToF32, f32ToF16 } from './halves';
import {
  BLOCK,
  BLOCK_BYTES,
  type BlockStorage,
  type Packed,
  type PackedStorage,
  storedBytes,
} from './storage';

/** A block format: how 32 values become codes and halves, and back. */
interface BlockCodec {
  /** Codes of the values of one block, and the halves that they are scaled by. */
  encode(values: Float32Array, block: number, codes: Uint8Array, halves: Uint16Array): void;
  /** Values of one block; `scales` are its halves as f32. */
  decode(codes: Uint8Array, scales: Float32Array, block: number, values: Float32Array): void;
}

/**
 * Values in a storage of fewer bytes. Scales are rounded up to a half, so that no code is clamped:
 * no value moves by more than 2⁻¹¹ of itself (f16; 2⁻²⁵ at least), half a step (q8_0, q4_1) or one
 * step (q4_0, whose codes reach less far on one side).
 * @throws EngineError `weights/out-of-range` naming the tensor where a half cannot hold its values.
 */
export function pack(values: Float32Array, storage: PackedStorage, name: string): Packed {
  const bytes = new Uint8Array(storedBytes(storage, values.length));
  const packed = { storage, elements: values.length, bytes };
  if (storage === 'f16') {
    const halves = f32ToF16(values);
    requireFinite(halves, name);
    new Uint16Array(bytes.buffer, 0, values.length).set(halves);
    return packed;
  }
  const { codes, halves } = partsOf(packed, storage);
  const { encode } = CODECS[storage];
  for (let block = 0; block * BLOCK < values.length; block++) encode(values, block, codes, halves);
  requireFinite(halves, name);
  return packed;
}

/** The values as f32: exactly what kernels compute with. */
export function unpack(packed: Packed): Float32Array {
  const { storage, elements, bytes } = packed;
  if (storage === 'f16') return f16ToF32(new Uint16Array(bytes.buffer, bytes.byteOffset, elements));
  const { codes, halves } = partsOf(packed, storage);
  const { decode } = CODECS[storage];
  const scales = f16ToF32(halves);
  const values = new Float32Array(elements);
  for (let block = 0; block * BLOCK < elements; block++) decode(codes, scales, block, values);
  return values;
}

/** Views of the two parts of a packed tensor. */
export function partsOf(
  { elements, bytes }: Packed,
  storage: BlockStorage,
): { readonly codes: Uint8Array; readonly halves: Uint16Array } {
  const blocks = elements / BLOCK;
  const { codes, scales } = BLOCK_BYTES[storage];
  const start = bytes.byteOffset + blocks * codes;
  return {
    codes: bytes.subarray(0, blocks * codes),
    halves: new Uint16Array(bytes.buffer, start, (blocks * scales) / 2),
  };
}

const CODECS: Readonly<Record<BlockStorage, BlockCodec>> = {
  q8_0: {
    encode(values, block, codes, halves) {
      const at = block * BLOCK;
      const { min, max } = rangeOf(values, at);
      const steps = inverse(halfAbove(Math.max(max, -min) / 127, halves, block));
      for (let i = at; i < at + BLOCK; i++)
        codes[i] = (((values[i] as number) * steps + 128.5) | 0) - 128;
    },
    decode(codes, scales, block, values) {
      const scale = scales[block] as number;
      for (let i = block * BLOCK; i < (block + 1) * BLOCK; i++)
        values[i] = (((codes[i] as number) << 24) >> 24) * scale;
    },
  },
  q4_0: {
    encode(values, block, codes, halves) {
      const { min, max } = rangeOf(values, block * BLOCK);
      // Code 0 stands for −8 steps, the farther end: the scale's sign says which end that is.
      const sign = max > -min ? -1 : 1;
      const steps = sign * inverse(halfAbove(Math.max(max, -min) / 8, halves, block));
      if (sign < 0) halves[block] = (halves[block] as number) | 0x8000;
      encodeNibbles(values, block, codes, 8 + 0.5, steps);
    },
    decode(codes, scales, block, values) {
      const scale = scales[block] as number;
      // −0, which leaves every sum as it is, zeros of either sign too.
      decodeNibbles(codes, block, values, 8, scale, -0);
    },
  },
  q4_1: {
    encode(values, block, codes, halves) {
      const { min, max } = rangeOf(values, block * BLOCK);
      const least = halfBelow(min, halves, 2 * block + 1);
      // What rounding of q · d + m to f32 may have added must not cost a step of the scale.
      const span = ((max - least) / 15) * (1 - 2 ** -20);
      const steps = inverse(halfAbove(span, halves, 2 * block));
      encodeNibbles(values, block, codes, 0.5 - least * steps, steps);
    },
    decode(codes, scales, block, values) {
      const [scale, least] = [scales[2 * block] as number, scales[2 * block + 1] as number];
      decodeNibbles(codes, block, values, 0, scale, least);
    },
  },
};

function rangeOf(values: Float32Array, at: number): { min: number; max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = at; i < at + BLOCK; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

/** Codes min(15, ⌊value · steps + start⌋) of a block, two in a byte. */
function encodeNibbles(
  values: Float32Array,
  block: number,
  codes: Uint8Array,
  start: number,
  steps: number,
): void {
  const [at, half] = [block * BLOCK, BLOCK / 2];
  for (let i = 0; i < half; i++) {
    const low = ((values[at + i] as number) * steps + start) | 0;
    const high = ((values[at + i + half] as number) * steps + start) | 0;
    codes[block * half + i] = Math.min(low, 15) | (Math.min(high, 15) << 4);
  }
}

/** Values (code − zero) · scale + least of a block. */
function decodeNibbles(
  codes: Uint8Array,
  block: number,
  values: Float32Array,
  zero: number,
  scale: number,
  least: number,
): void {
  const [at, half] = [block * BLOCK, BLOCK / 2];
  for (let i = 0; i < half; i++) {
    const byte = codes[block * half + i] as number;
    values[at + i] = ((byte & 15) - zero) * scale + least;
    values[at + i + half] = ((byte >> 4) - zero) * scale + least;
  }
}

/** 1 / scale; 0 for a block of equal values, which has no steps. */
function inverse(scale: number): number {
  return scale === 0 ? 0 : 1 / scale;
}

const one = new Float32Array(1);
const oneHalf = new Uint16Array(1);

function halfValue(half: number): number {
  oneHalf[0] = half;
  return f16ToF32(oneHalf, one)[0] as number;
}

function halfOf(value: number): number {
  one[0] = value;
  return f32ToF16(one)[0] as number;
}

/** The least half that is no smaller than `value` ≥ 0, kept in `halves[index]`. */
function halfAbove(value: number, halves: Uint16Array, index: number): number {
  let half = halfOf(value);
  if (halfValue(half) < value) half++;
  halves[index] = half;
  return halfValue(half);
}

/** The largest half that is no larger than `value`, kept in `halves[index]`. */
function halfBelow(value: number, halves: Uint16Array, index: number): number {
  let half = halfOf(value);
  // The bits of negative halves count away from zero.
  if (halfValue(half) > value) half = value < 0 ? half + 1 : half - 1;
  halves[index] = half;
  return halfValue(half);
}

function requireFinite(halves: Uint16Array, name: string): void {
  if (halves.every((half) => (half & 0x7c00) !== 0x7c00)) return;
  throw new EngineError(
    'weights/out-of-range',
    `${name} holds values too large for half precision`,
    { tensor: name },
    'Keep what stays frozen in 32 bits (f32).',
  );
}
