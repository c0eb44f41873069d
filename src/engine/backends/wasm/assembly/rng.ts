// The counter-based dropout hash of core/rng.ts, bit for bit.

const GOLDEN: u32 = 0x9e3779b9;

/** Avalanches 32 bits (MurmurHash3's finalizer). */
@inline
function mix32(x: u32): u32 {
  let h = (x ^ (x >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}

@inline
function mix32x4(x: v128): v128 {
  let h = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x85ebca6b));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/** The part of the hash that a whole row shares. */
@inline
export function rowKey(key: u32, salt: u32, row: u32): u32 {
  return mix32(mix32(key ^ (salt * GOLDEN)) + row * GOLDEN);
}

/** `kept` in the lanes of columns column…column+3 that are kept, else 0. */
@inline
export function keepFactors(row: u32, column: i32, threshold: i32, kept: f32): v128 {
  const columns = i32x4.add(i32x4.splat(column), i32x4(0, 1, 2, 3));
  const hash = mix32x4(i32x4.add(i32x4.splat(row), i32x4.mul(columns, i32x4.splat(GOLDEN))));
  const keep = i32x4.ge_s(i32x4.shr_u(hash, 8), i32x4.splat(threshold));
  return v128.and(keep, f32x4.splat(kept));
}
