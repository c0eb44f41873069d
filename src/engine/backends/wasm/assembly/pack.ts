// Blocks of A and B copied into panels that the tiles read from front to back.

import { splat } from './math';
import { StorageKind } from './storages';
import { unpack } from './unpack';

/** Rows m0…m1 of alpha · op(A), columns k0…k0+kc, as panels of `rows` rows, k-major, zero-padded. */
export function packA(
  a: usize, to: usize, m: i32, k: i32, transposed: bool, m0: i32, m1: i32, k0: i32, kc: i32, rows: i32, alpha: f32,
): void {
  for (let i = m0; i < m1; i += rows) {
    const s = transposed ? a + ((<usize>k0 * m + i) << 2) : a + ((<usize>i * k + k0) << 2);
    if (i + rows > m1) packAEdge(s, to, transposed ? 4 : k << 2, transposed ? m << 2 : 4, kc, m1 - i, rows, alpha);
    else if (transposed) packAColumns(s, to, <usize>m << 2, kc, alpha);
    else packARows(s, to, <usize>k << 2, kc, alpha);
    to += <usize>(rows * kc) << 2;
  }
}

/** A panel with fewer rows than it has room for: zeros in the rest. */
function packAEdge(
  s: usize, to: usize, rowStep: usize, columnStep: usize, kc: i32, inside: i32, rows: i32, alpha: f32,
): void {
  for (let p = 0; p < kc; p++) {
    for (let r = 0; r < rows; r++) {
      store<f32>(to + (r << 2), r < inside ? alpha * load<f32>(s + <usize>r * rowStep) : 0);
    }
    s += columnStep;
    to += <usize>rows << 2;
  }
}

/** A full panel whose rows lie side by side in A: one short copy per column. */
function packAColumns(s: usize, to: usize, columnStep: usize, kc: i32, alpha: f32): void {
  const factor = splat(alpha);
  for (let p = 0; p < kc; p++) {
    v128.store(to, f32x4.mul(v128.load(s), factor));
    if (ASC_FEATURE_RELAXED_SIMD) v128.store64_lane(to, f32x4.mul(v128.load64_zero(s, 16), factor), 0, 16);
    s += columnStep;
    to += ASC_FEATURE_RELAXED_SIMD ? 24 : 16;
  }
}

/** A full panel of rows: 4×4 blocks transposed in registers, and with 6 rows a 2×4 block beside. */
function packARows(s: usize, to: usize, rowStep: usize, kc: i32, alpha: f32): void {
  const factor = splat(alpha), step: usize = ASC_FEATURE_RELAXED_SIMD ? 24 : 16;
  let p = 0;
  for (; p + 4 <= kc; p += 4) {
    const r0 = v128.load(s), r1 = v128.load(s + rowStep);
    const r2 = v128.load(s + 2 * rowStep), r3 = v128.load(s + 3 * rowStep);
    const t0 = f32x4.mul(v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), factor);
    const t1 = f32x4.mul(v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), factor);
    const t2 = f32x4.mul(v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), factor);
    const t3 = f32x4.mul(v128.shuffle<f32>(r2, r3, 2, 6, 3, 7), factor);
    v128.store(to, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
    v128.store(to + step, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7));
    v128.store(to + 2 * step, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5));
    v128.store(to + 3 * step, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7));
    if (ASC_FEATURE_RELAXED_SIMD) {
      const r4 = v128.load(s + 4 * rowStep), r5 = v128.load(s + 5 * rowStep);
      const low = f32x4.mul(v128.shuffle<f32>(r4, r5, 0, 4, 1, 5), factor);
      const high = f32x4.mul(v128.shuffle<f32>(r4, r5, 2, 6, 3, 7), factor);
      v128.store64_lane(to, low, 0, 16);
      v128.store64_lane(to + step, low, 1, 16);
      v128.store64_lane(to + 2 * step, high, 0, 16);
      v128.store64_lane(to + 3 * step, high, 1, 16);
    }
    s += 16;
    to += 4 * step;
  }
  const rows = ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
  if (p < kc) packAEdge(s, to, rowStep, 4, kc - p, rows, rows, alpha);
}

/**
 * Columns n0…n1 of op(B), rows k0…k0+kc, as panels of 8 columns, zero-padded. B may lie in fewer
 * bytes (`kind`); `rows` is room for 8 · kc values then.
 */
export function packB(
  kind: i32, b: usize, to: usize, n: i32, k: i32, transposed: bool, n0: i32, n1: i32, k0: i32, kc: i32, rows: usize,
): void {
  for (let j = n0; j < n1; j += 8) {
    const inside = min(8, n1 - j);
    if (kind != StorageKind.F32) unpackPanel(kind, b, to, n, k, transposed, j, inside, k0, kc, rows);
    else if (inside < 8) packEdge(b, to, n, k, transposed, j, inside, k0, kc);
    else if (transposed) packTransposed(b + ((<usize>j * k + k0) << 2), to, k, kc);
    else {
      let s = b + ((<usize>k0 * n + j) << 2);
      let d = to;
      for (let p = 0; p < kc; p++) {
        v128.store(d, v128.load(s));
        v128.store(d, v128.load(s, 16), 16);
        s += <usize>n << 2;
        d += 32;
      }
    }
    to += <usize>kc << 5;
  }
}

/**
 * A panel of a packed B. What lies side by side in memory is unpacked together: 8 columns of a row
 * straight into the panel, or kc values of 8 rows, which are then turned like any others.
 */
function unpackPanel(
  kind: i32, b: usize, to: usize, n: i32, k: i32, transposed: bool, j: i32, inside: i32, k0: i32, kc: i32, rows: usize,
): void {
  const total = <usize>n * k;
  if (transposed) {
    for (let c = 0; c < inside; c++) {
      unpack(kind, b, total, <usize>(j + c) * k + k0, kc, rows + (<usize>(c * kc) << 2));
    }
    if (inside < 8) packEdge(rows, to, inside, kc, true, 0, inside, 0, kc);
    else packTransposed(rows, to, kc, kc);
    return;
  }
  if (inside < 8) memory.fill(to, 0, <usize>kc << 5);
  for (let p = 0; p < kc; p++) {
    unpack(kind, b, total, <usize>(k0 + p) * n + j, inside, to);
    to += 32;
  }
}

function packEdge(
  b: usize, to: usize, n: i32, k: i32, transposed: bool, j: i32, inside: i32, k0: i32, kc: i32,
): void {
  for (let p = 0; p < kc; p++) {
    for (let c = 0; c < 8; c++) {
      const at = transposed ? <usize>(j + c) * k + k0 + p : <usize>(k0 + p) * n + j + c;
      store<f32>(to + (((p << 3) + c) << 2), c < inside ? load<f32>(b + (at << 2)) : 0);
    }
  }
}

/** Eight rows of B [.., k] from `s`, turned into kc rows of 8: 4×4 blocks transposed in registers. */
function packTransposed(s: usize, to: usize, k: i32, kc: i32): void {
  const stride = <usize>k << 2;
  for (let half = 0; half < 2; half++) {
    let a = s + <usize>(4 * half) * stride;
    let d = to + (half << 4);
    let p = 0;
    for (; p + 4 <= kc; p += 4) {
      const r0 = v128.load(a), r1 = v128.load(a + stride), r2 = v128.load(a + 2 * stride), r3 = v128.load(a + 3 * stride);
      const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(d, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
      v128.store(d, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7), 32);
      v128.store(d, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5), 64);
      v128.store(d, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7), 96);
      a += 16;
      d += 128;
    }
    for (; p < kc; p++) {
      for (let c = 0; c < 4; c++) store<f32>(d + (c << 2), load<f32>(a + <usize>c * stride));
      a += 4;
      d += 32;
    }
  }
}
