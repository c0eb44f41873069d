import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { pack, partsOf, unpack } from '../../../src/engine/core/quantize';
import {
  BLOCK,
  type BlockStorage,
  type Packed,
  type PackedStorage,
  storedBytes,
} from '../../../src/engine/core/storage';
import { normals } from '../ops/cases';

/** The most a value may move; `least` and `most` are the ends of its block. */
type Bound = (value: number, least: number, most: number) => number;

const HALF_STEP = 2 ** -25;
/** A scale rounded up to a half: a share of itself, and the least half at most. */
const rounded = (scale: number): number => scale * (1 + 2 ** -10) + 2 * HALF_STEP;
const far = (least: number, most: number): number => Math.max(most, -least);

const BOUNDS: Readonly<Record<PackedStorage, Bound>> = {
  f16: (value) => Math.max(2 ** -11 * Math.abs(value), HALF_STEP),
  q8_0: (_, least, most) => rounded(far(least, most) / 127) / 2,
  q4_0: (_, least, most) => rounded(far(least, most) / 8),
  q4_1: (value, least, most) => {
    const start = Math.abs(least) * 2 ** -10 + 2 * HALF_STEP;
    return rounded((most - least + start) / 15) / 2 + 2 ** -18 * (Math.abs(value) + start);
  },
};

const STORAGES = Object.keys(BOUNDS) as PackedStorage[];

/** Whole blocks of finite numbers that a half's scale reaches, most of them of one size. */
const blocks = fc
  .tuple(fc.integer({ min: -24, max: 14 }), fc.integer({ min: 1, max: 3 }))
  .chain(([exponent, count]) =>
    fc.float32Array({
      min: -(2 ** exponent),
      max: 2 ** exponent,
      noNaN: true,
      minLength: count * BLOCK,
      maxLength: count * BLOCK,
    }),
  );

function worst(values: Float32Array, bound: Bound, storage: PackedStorage): number {
  const found = unpack(pack(values, storage, 'w'));
  let most = 0;
  values.forEach((value, i) => {
    const own = values.subarray(i - (i % BLOCK), i - (i % BLOCK) + BLOCK);
    const allowed = bound(value, Math.min(...own), Math.max(...own));
    most = Math.max(most, Math.abs((found[i] as number) - value) / allowed);
  });
  return most;
}

describe.each(STORAGES)('%s', (storage) => {
  property.prop([blocks])('moves no value further than its bound', (values) => {
    expect(worst(values, BOUNDS[storage], storage)).toBeLessThanOrEqual(1);
  });

  it('takes the bytes it says, and no value of a normal matrix goes astray', () => {
    const values = normals(64 * BLOCK, 0.04);
    const packed = pack(values, storage, 'w');
    expect(packed.bytes.byteLength).toBe(storedBytes(storage, values.length));
    expect(worst(values, BOUNDS[storage], storage)).toBeLessThanOrEqual(1);
  });

  it('keeps zeros as zeros', () => {
    expect(unpack(pack(new Float32Array(2 * BLOCK), storage, 'w'))).toEqual(
      new Float32Array(2 * BLOCK),
    );
  });

  it('refuses values that no half can hold, by the name of the tensor', () => {
    const values = new Float32Array(BLOCK).fill(1e9);
    expect(() => pack(values, storage, 'encoder.weight')).toThrowError(/encoder\.weight/);
  });
});

/** Block formats with codes that reach the ends, as a quantiser leaves them. */
const packedBlocks = (storage: BlockStorage): fc.Arbitrary<Packed> => {
  const elements = 2 * BLOCK;
  const bytes = storedBytes(storage, elements);
  // Halves between 2⁻¹⁰ and 8; a least value within 64 steps of zero.
  const half = fc.integer({ min: 0x1400, max: 0x4800 });
  return fc
    .tuple(fc.uint8Array({ minLength: bytes, maxLength: bytes }), fc.tuple(half, half))
    .map(([random, scales]) => {
      const packed: Packed = { storage, elements, bytes: random.slice() };
      const { codes, halves } = partsOf(packed, storage);
      const ends = { q8_0: [129, 127], q4_0: [0xf0, 0x0f], q4_1: [0xf0, 0x0f] }[storage];
      for (let at = 0; at < codes.length; at += codes.length / 2) codes.set(ends, at);
      if (storage === 'q8_0') codes.set(codes.map((code) => (code === 128 ? 129 : code)));
      scales.forEach((scale, i) => {
        if (storage === 'q4_1') halves.set([scale, 0x8000 | Math.max(0, scale - 0x1000)], 2 * i);
        else halves[i] = scale;
      });
      return packed;
    });
};

describe.each(['q8_0', 'q4_0', 'q4_1'] as const)('%s', (storage) => {
  property.prop([packedBlocks(storage)])('comes back bit for bit from its values', (packed) => {
    expect(pack(unpack(packed), storage, 'w').bytes).toEqual(packed.bytes);
  });
});

it('f16 comes back bit for bit from its values', () => {
  const values = Float32Array.of(0, -0, 1, -2.5, 2 ** -24, 65504, 1 / 3);
  const packed = pack(values, 'f16', 'w');
  expect(pack(unpack(packed), 'f16', 'w')).toEqual(packed);
});
