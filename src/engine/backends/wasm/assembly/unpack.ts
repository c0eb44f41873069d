// Frozen weights in fewer bytes (core/storage.ts has the layouts) as the f32 values they stand for.
// Products of a code and a scale are exact in f32, so every way to compute them gives the same bits.

import { splat } from './math';
import { StorageKind } from './storages';

/** 2¹¹²: moves the exponent of a half, subnormal ones too, to where f32 has it. */
const HALF_TO_FLOAT: f32 = reinterpret<f32>(0x77800000);

/**
 * Values at … at + count of a tensor of `total` elements at `from`, as f32 at `to`. In a block
 * format `at` and `count` are multiples of 8.
 */
export function unpack(kind: i32, from: usize, total: usize, at: usize, count: i32, to: usize): void {
  switch (kind) {
    case StorageKind.F32: {
      memory.copy(to, from + (at << 2), <usize>count << 2);
      return;
    }
    case StorageKind.F16: return unpackHalves(from + (at << 1), count, to);
    case StorageKind.Q8_0: return unpackBytes(from, from + total, at, count, to);
    case StorageKind.Q4_0: return unpackSteps(from, from + (total >> 1), at, count, to);
    case StorageKind.Q4_1: return unpackRanges(from, from + (total >> 1), at, count, to);
    default: unreachable();
  }
}

function unpackHalves(from: usize, count: i32, to: usize): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const bits = v128.load_ext<u16>(from);
    const sign = v128.and(i32x4.shl(bits, 16), i32x4.splat(0x80000000));
    const magnitude = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
    v128.store(to, v128.or(f32x4.mul(magnitude, splat(HALF_TO_FLOAT)), sign));
    from += 8;
    to += 16;
  }
  for (; i < count; i++) {
    store<f32>(to, half(from));
    from += 2;
    to += 4;
  }
}

/** q8_0: signed bytes at `codes`, a scale a block at `scales`. */
function unpackBytes(codes: usize, scales: usize, at: usize, count: i32, to: usize): void {
  for (let end = at + <usize>count; at < end; at += 8) {
    const q = v128.load_ext<i8>(codes + at);
    const d = splat(half(scales + ((at >> 5) << 1)));
    v128.store(to, f32x4.mul(lowFloats(q), d));
    v128.store(to, f32x4.mul(highFloats(q), d), 16);
    to += 32;
  }
}

/** q4_0: codes around 8 at `codes`, a scale a block at `scales`. */
function unpackSteps(codes: usize, scales: usize, at: usize, count: i32, to: usize): void {
  for (let end = at + <usize>count; at < end; at += 8) {
    const q = i16x8.sub(nibbles(codes, at), i16x8.splat(8));
    const d = splat(half(scales + ((at >> 5) << 1)));
    v128.store(to, f32x4.mul(lowFloats(q), d));
    v128.store(to, f32x4.mul(highFloats(q), d), 16);
    to += 32;
  }
}

/** q4_1: codes from a least value on at `codes`, scale and least value a block at `scales`. */
function unpackRanges(codes: usize, scales: usize, at: usize, count: i32, to: usize): void {
  for (let end = at + <usize>count; at < end; at += 8) {
    const q = nibbles(codes, at);
    const own = scales + ((at >> 5) << 2);
    const d = splat(half(own)), least = splat(half(own + 2));
    v128.store(to, f32x4.add(f32x4.mul(lowFloats(q), d), least));
    v128.store(to, f32x4.add(f32x4.mul(highFloats(q), d), least), 16);
    to += 32;
  }
}

/** Eight codes of four bits from value `at` on: values 0 to 15 of a block lie in the low halves of its bytes. */
@inline
function nibbles(codes: usize, at: usize): v128 {
  const bytes = v128.load_ext<u8>(codes + ((at >> 5) << 4) + (at & 15));
  return (at & 16) == 0 ? v128.and(bytes, i16x8.splat(15)) : i16x8.shr_u(bytes, 4);
}

@inline
function lowFloats(codes: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(codes));
}

@inline
function highFloats(codes: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(codes));
}

@inline
function half(address: usize): f32 {
  const bits = <u32>load<u16>(address);
  const magnitude = reinterpret<f32>((bits & 0x7fff) << 13) * HALF_TO_FLOAT;
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}
