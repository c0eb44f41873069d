// Parts of attention: packed keys and values, blocks of four queries, dropout of a row.

import { fma, put, splat } from './math';
import { keepFactors, rowKey } from './rng';

/** Query rows that are worked on together: a tile of 4×8 numbers stays in registers. */
export const BLOCK: i32 = 4;

@inline
export function padded(count: i32): i32 {
  return (count + 3) & ~3;
}

/** x [T, stride] columns 0…d → [d, Tp] (transposed, zero-padded). */
export function packColumns(x: usize, stride: usize, length: i32, d: i32, to: usize): void {
  const width = padded(length);
  for (let c = 0; c < d; c++) {
    const row = to + (<usize>c * width << 2);
    for (let j = 0; j < length; j++) store<f32>(row + (j << 2), load<f32>(x + <usize>j * stride + (c << 2)));
    for (let j = length; j < width; j++) store<f32>(row + (j << 2), 0);
  }
}

/** x [T, stride] columns 0…d → [T, dp] (zero-padded). */
export function packRows(x: usize, stride: usize, length: i32, d: i32, to: usize): void {
  const width = padded(d);
  for (let j = 0; j < length; j++) {
    const row = to + (<usize>j * width << 2);
    for (let c = 0; c < d; c++) store<f32>(row + (c << 2), load<f32>(x + <usize>j * stride + (c << 2)));
    for (let c = d; c < width; c++) store<f32>(row + (c << 2), 0);
  }
}

/** out[r][j] = factor · Σ_c x[r][c] · columns[c][j] for a block of rows x [4, inner], j < width. */
export function scoreBlock(x: usize, inner: usize, columns: usize, width: i32, d: i32, factor: f32, out: usize): void {
  const stride = <usize>width << 2, f = splat(factor);
  let j = 0;
  for (; j + 8 <= width; j += 8) {
    let a0 = splat(0), a1 = splat(0), b0 = splat(0), b1 = splat(0);
    let c0 = splat(0), c1 = splat(0), d0 = splat(0), d1 = splat(0);
    let column = columns + (j << 2), at = x;
    for (let c = 0; c < d; c++) {
      const k0 = v128.load(column), k1 = v128.load(column, 16);
      let q = v128.load_splat<f32>(at);
      a0 = fma(q, k0, a0); a1 = fma(q, k1, a1);
      q = v128.load_splat<f32>(at + inner);
      b0 = fma(q, k0, b0); b1 = fma(q, k1, b1);
      q = v128.load_splat<f32>(at + 2 * inner);
      c0 = fma(q, k0, c0); c1 = fma(q, k1, c1);
      q = v128.load_splat<f32>(at + 3 * inner);
      d0 = fma(q, k0, d0); d1 = fma(q, k1, d1);
      column += stride;
      at += 4;
    }
    let to = out + (j << 2);
    v128.store(to, f32x4.mul(a0, f)); v128.store(to, f32x4.mul(a1, f), 16); to += stride;
    v128.store(to, f32x4.mul(b0, f)); v128.store(to, f32x4.mul(b1, f), 16); to += stride;
    v128.store(to, f32x4.mul(c0, f)); v128.store(to, f32x4.mul(c1, f), 16); to += stride;
    v128.store(to, f32x4.mul(d0, f)); v128.store(to, f32x4.mul(d1, f), 16);
  }
  // The width is a multiple of 4: at most one vector is left.
  if (j == width) return;
  for (let r: usize = 0; r < <usize>BLOCK; r++) {
    let sum = splat(0);
    let column = columns + (j << 2), at = x + r * inner;
    for (let c = 0; c < d; c++) {
      sum = fma(v128.load_splat<f32>(at), v128.load(column), sum);
      column += stride;
      at += 4;
    }
    v128.store(out + r * stride + (j << 2), f32x4.mul(sum, f));
  }
}

/**
 * to[r][c] = Σ_j weights[r][j] · rows[j][c] for c < d and the first `used` rows of a block; weights
 * `stride` bytes apart, rows [count, width] with `width` the padded d, results `toStride` apart.
 */
export function mixBlock(
  weights: usize, stride: usize, rows: usize, count: i32, d: i32, to: usize, toStride: usize, used: i32,
): void {
  const inner = <usize>padded(d) << 2;
  for (let c = 0; c < d; c += 8) {
    // With 4 columns left the second half reads spare memory and is not stored.
    let a0 = splat(0), a1 = splat(0), b0 = splat(0), b1 = splat(0);
    let c0 = splat(0), c1 = splat(0), d0 = splat(0), d1 = splat(0);
    let row = rows + (c << 2), at = weights;
    for (let j = 0; j < count; j++) {
      const r0 = v128.load(row), r1 = v128.load(row, 16);
      let w = v128.load_splat<f32>(at);
      a0 = fma(w, r0, a0); a1 = fma(w, r1, a1);
      w = v128.load_splat<f32>(at + stride);
      b0 = fma(w, r0, b0); b1 = fma(w, r1, b1);
      w = v128.load_splat<f32>(at + 2 * stride);
      c0 = fma(w, r0, c0); c1 = fma(w, r1, c1);
      w = v128.load_splat<f32>(at + 3 * stride);
      d0 = fma(w, r0, d0); d1 = fma(w, r1, d1);
      row += inner;
      at += 4;
    }
    const left = d - c;
    let out = to + (c << 2);
    putPair(out, a0, a1, left); out += toStride;
    if (used > 1) putPair(out, b0, b1, left); out += toStride;
    if (used > 2) putPair(out, c0, c1, left); out += toStride;
    if (used > 3) putPair(out, d0, d1, left);
  }
}

@inline
function putPair(to: usize, low: v128, high: v128, left: i32): void {
  put(to, low, left);
  if (left > 4) put(to + 16, high, left - 4);
}

/** A block of rows of x as [4, inner]: zeros where the sequence has ended. */
export function packBlock(x: usize, stride: usize, rows: i32, d: i32, to: usize): void {
  packRows(x, stride, rows, d, to);
  const inner = <usize>padded(d) << 2;
  memory.fill(to + <usize>rows * inner, 0, <usize>(BLOCK - rows) * inner);
}

/** Multiplies a row of probabilities by its dropout factors. */
export function dropRow(row: usize, width: i32, key: u32, salt: u32, hashRow: u32, threshold: i32, kept: f32): void {
  const hash = rowKey(key, salt, hashRow);
  for (let j = 0; j < width; j += 4) {
    const at = row + (j << 2);
    v128.store(at, f32x4.mul(v128.load(at), keepFactors(hash, j, threshold, kept)));
  }
}
