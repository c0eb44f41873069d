// Blocks of A and B copied into panels that the tiles read from front to back.

/** Rows m0…m1 of alpha · op(A), columns k0…k0+kc, as panels of `rows` rows, k-major, zero-padded. */
export function packA(
  a: usize, to: usize, m: i32, k: i32, transposed: bool, m0: i32, m1: i32, k0: i32, kc: i32, rows: i32, alpha: f32,
): void {
  const step = <usize>rows << 2;
  for (let i = m0; i < m1; i += rows) {
    const inside = min(rows, m1 - i);
    for (let r = 0; r < rows; r++) {
      let d = to + (r << 2);
      if (r >= inside) {
        for (let p = 0; p < kc; p++) {
          store<f32>(d, 0);
          d += step;
        }
        continue;
      }
      let s = transposed ? a + ((<usize>k0 * m + i + r) << 2) : a + ((<usize>(i + r) * k + k0) << 2);
      const stride: usize = transposed ? <usize>m << 2 : 4;
      for (let p = 0; p < kc; p++) {
        store<f32>(d, alpha * load<f32>(s));
        s += stride;
        d += step;
      }
    }
    to += step * kc;
  }
}

/** Columns n0…n1 of op(B), rows k0…k0+kc, as panels of 8 columns, zero-padded. */
export function packB(
  b: usize, to: usize, n: i32, k: i32, transposed: bool, n0: i32, n1: i32, k0: i32, kc: i32,
): void {
  for (let j = n0; j < n1; j += 8) {
    const inside = min(8, n1 - j);
    if (inside < 8) packEdge(b, to, n, k, transposed, j, inside, k0, kc);
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
