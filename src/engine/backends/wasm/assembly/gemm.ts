// C = epilogue(alpha · op(A) · op(B)): packed panels, register tiles of 6×8 with fused multiply-add,
// 4×8 without (more accumulators would spill). Transposes vanish in the packing.
// The blocking follows Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication".

import { activateBy, slopeBy } from './activations';
import { fma, put, splat } from './math';
import { packA, packB } from './pack';
import { dim, float, int, pointer } from './record';
import { sliceEnd, sliceStart } from './slice';
import { scratch } from './thread';

const KC: i32 = 384;
const NC: i32 = 384;
const MC: i32 = 96;
const NR: i32 = 8;

const A_BYTES: usize = 96 * 384 * 4;
const B_BYTES: usize = 384 * 384 * 4;
const TILE_BYTES: usize = 6 * 8 * 4;
const ROWS_BYTES: usize = 8 * 384 * 4;

/** Bytes of scratch that a thread needs: a packed block of A, one of B, an edge tile, unpacked rows of B. */
export function matmulScratch(): usize {
  return A_BYTES + B_BYTES + TILE_BYTES + ROWS_BYTES;
}

@inline
function tileRows(): i32 {
  return ASC_FEATURE_RELAXED_SIMD ? 6 : 4;
}

/**
 * C[rows × 8] = init + Apanel · Bpanel, rows as {@link tileRows} says; `init` 0 starts from zero.
 * What tests ASC_FEATURE_RELAXED_SIMD is decided while compiling.
 */
function tile(a: usize, b: usize, kc: i32, c: usize, ldc: usize, init: usize, ldi: usize): void {
  let c00 = splat(0), c01 = splat(0), c10 = splat(0), c11 = splat(0), c20 = splat(0), c21 = splat(0);
  let c30 = splat(0), c31 = splat(0), c40 = splat(0), c41 = splat(0), c50 = splat(0), c51 = splat(0);
  if (init) {
    let i = init;
    c00 = v128.load(i); c01 = v128.load(i, 16); i += ldi;
    c10 = v128.load(i); c11 = v128.load(i, 16); i += ldi;
    c20 = v128.load(i); c21 = v128.load(i, 16); i += ldi;
    c30 = v128.load(i); c31 = v128.load(i, 16);
    if (ASC_FEATURE_RELAXED_SIMD) {
      i += ldi;
      c40 = v128.load(i); c41 = v128.load(i, 16); i += ldi;
      c50 = v128.load(i); c51 = v128.load(i, 16);
    }
  }
  for (let k = 0; k < kc; k++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    c00 = fma(x, b0, c00); c01 = fma(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = fma(x, b0, c10); c11 = fma(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = fma(x, b0, c20); c21 = fma(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = fma(x, b0, c30); c31 = fma(x, b1, c31);
    if (ASC_FEATURE_RELAXED_SIMD) {
      x = v128.load_splat<f32>(a, 16);
      c40 = fma(x, b0, c40); c41 = fma(x, b1, c41);
      x = v128.load_splat<f32>(a, 20);
      c50 = fma(x, b0, c50); c51 = fma(x, b1, c51);
    }
    a += ASC_FEATURE_RELAXED_SIMD ? 24 : 16;
    b += 32;
  }
  v128.store(c, c00); v128.store(c, c01, 16); c += ldc;
  v128.store(c, c10); v128.store(c, c11, 16); c += ldc;
  v128.store(c, c20); v128.store(c, c21, 16); c += ldc;
  v128.store(c, c30); v128.store(c, c31, 16);
  if (ASC_FEATURE_RELAXED_SIMD) {
    c += ldc;
    v128.store(c, c40); v128.store(c, c41, 16); c += ldc;
    v128.store(c, c50); v128.store(c, c51, 16);
  }
}

/** A tile that sticks out of C: worked on in scratch, only what lies inside is read and written. */
function edgeTile(
  a: usize, b: usize, kc: i32, c: usize, ldc: usize, init: usize, rows: i32, columns: i32, work: usize,
): void {
  if (init) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        store<f32>(work + ((i * NR + j) << 2), load<f32>(init + <usize>i * ldc + (j << 2)));
      }
    }
  }
  tile(a, b, kc, work, 32, init ? work : 0, 32);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      store<f32>(c + <usize>i * ldc + (j << 2), load<f32>(work + ((i * NR + j) << 2)));
    }
  }
}

/**
 * Arguments: A, B, C, bias, pre, residual (0 for none), M, N, K, transposeA, transposeB, alpha,
 * activation (0: none; pre ≠ 0: kept there), activationGrad (0: none; pre is read), storage of B.
 */
export function matmul(record: usize): void {
  const m = dim(record, 6), n = dim(record, 7);
  let m0 = 0, m1 = m, n0 = 0, n1 = n;
  if (n >= m) {
    n0 = sliceStart(n, NR);
    n1 = sliceEnd(n, NR);
  } else {
    m0 = sliceStart(m, tileRows());
    m1 = sliceEnd(m, tileRows());
  }
  if (m0 < m1 && n0 < n1) product(record, m0, m1, n0, n1);
}

function product(record: usize, m0: i32, m1: i32, n0: i32, n1: i32): void {
  const a = pointer(record, 0), b = pointer(record, 1), c = pointer(record, 2), residual = pointer(record, 5);
  const m = dim(record, 6), n = dim(record, 7), k = dim(record, 8);
  const ta = int(record, 9) != 0, tb = int(record, 10) != 0, alpha = float(record, 11), kind = int(record, 14);
  const packedA = scratch, packedB = scratch + A_BYTES, work = packedB + B_BYTES;
  const ldc = <usize>n << 2;
  const rows = tileRows();
  for (let nc = n0; nc < n1; nc += NC) {
    const ne = min(nc + NC, n1);
    for (let k0 = 0; k0 == 0 || k0 < k; k0 += KC) {
      const kc = min(KC, k - k0);
      packB(kind, b, packedB, n, k, tb, nc, ne, k0, kc, work + TILE_BYTES);
      for (let mc = m0; mc < m1; mc += MC) {
        const me = min(mc + MC, m1);
        packA(a, packedA, m, k, ta, mc, me, k0, kc, rows, alpha);
        for (let j = nc; j < ne; j += NR) {
          const pb = packedB + (<usize>(j - nc) * kc << 2);
          for (let i = mc; i < me; i += rows) {
            const pa = packedA + (<usize>(i - mc) * kc << 2);
            const at = (<usize>i * n + j) << 2;
            const init = k0 > 0 ? c + at : residual ? residual + at : 0;
            if (i + rows <= me && j + NR <= ne) tile(pa, pb, kc, c + at, ldc, init, ldc);
            else edgeTile(pa, pb, kc, c + at, ldc, init, min(rows, me - i), min(NR, ne - j), work);
          }
        }
        if (k0 + kc >= k) epilogue(record, mc, me, nc, ne);
      }
    }
  }
}

/** Bias, then activation or its gradient, over finished elements. */
function epilogue(record: usize, m0: i32, m1: i32, n0: i32, n1: i32): void {
  const c = pointer(record, 2), bias = pointer(record, 3), pre = pointer(record, 4), n = dim(record, 7);
  const activation = int(record, 12), gradient = int(record, 13);
  if (!bias && !activation && !gradient) return;
  for (let i = m0; i < m1; i++) {
    for (let j = n0; j < n1; j += 4) {
      const at = (<usize>i * n + j) << 2;
      const left = n1 - j;
      let x = v128.load(c + at);
      if (bias) x = f32x4.add(x, v128.load(bias + (j << 2)));
      if (activation) {
        if (pre) put(pre + at, x, left);
        x = activateBy(activation, x);
      }
      if (gradient) x = f32x4.mul(x, slopeBy(gradient, v128.load(pre + at)));
      put(c + at, x, left);
    }
  }
}
