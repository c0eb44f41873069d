// Attention within segments of a packed batch. A unit of work is a segment and a head (backward: a
// key/value head with its query heads); units are shared out one by one, since lengths differ.

import { exp4, firstLanes, fma, log1, maxLanes, put, splat, sumLanes } from './math';
import { dim, float, int, nextUnit, pointer } from './record';
import { keepFactors, rowKey } from './rng';
import { scratch } from './thread';

const LOWEST: f32 = -3.0e38;

@inline
function padded(count: i32): i32 {
  return (count + 3) & ~3;
}

/**
 * Bytes of scratch that a thread needs for one head of a segment of `length` tokens: K and V by
 * columns, K, dK and dV by rows, and a block of rows each of P, dS, q and dy.
 */
export function attentionScratch(length: i32, d: i32): usize {
  const width = <usize>padded(length), inner = <usize>padded(d);
  return (2 * <usize>d * width + 3 * <usize>length * inner + 2 * BLOCK * (width + inner)) << 2;
}

/** x [T, stride] columns 0…d → [d, Tp] (transposed, zero-padded). */
function packColumns(x: usize, stride: usize, length: i32, d: i32, to: usize): void {
  const width = padded(length);
  for (let c = 0; c < d; c++) {
    const row = to + (<usize>c * width << 2);
    for (let j = 0; j < length; j++) store<f32>(row + (j << 2), load<f32>(x + <usize>j * stride + (c << 2)));
    for (let j = length; j < width; j++) store<f32>(row + (j << 2), 0);
  }
}

/** x [T, stride] columns 0…d → [T, dp] (zero-padded). */
function packRows(x: usize, stride: usize, length: i32, d: i32, to: usize): void {
  const width = padded(d);
  for (let j = 0; j < length; j++) {
    const row = to + (<usize>j * width << 2);
    for (let c = 0; c < d; c++) store<f32>(row + (c << 2), load<f32>(x + <usize>j * stride + (c << 2)));
    for (let c = d; c < width; c++) store<f32>(row + (c << 2), 0);
  }
}

/** out[j] = factor · Σ_c x[c] · columns[c][j] for j < width (a multiple of 4). */
function scoreRow(x: usize, columns: usize, width: i32, d: i32, factor: f32, out: usize): void {
  const stride = <usize>width << 2;
  let j = 0;
  for (; j + 16 <= width; j += 16) {
    let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
    let column = columns + (j << 2);
    for (let c = 0; c < d; c++) {
      const q = v128.load_splat<f32>(x + (c << 2));
      s0 = fma(q, v128.load(column), s0);
      s1 = fma(q, v128.load(column, 16), s1);
      s2 = fma(q, v128.load(column, 32), s2);
      s3 = fma(q, v128.load(column, 48), s3);
      column += stride;
    }
    const to = out + (j << 2);
    v128.store(to, f32x4.mul(s0, splat(factor)));
    v128.store(to, f32x4.mul(s1, splat(factor)), 16);
    v128.store(to, f32x4.mul(s2, splat(factor)), 32);
    v128.store(to, f32x4.mul(s3, splat(factor)), 48);
  }
  for (; j < width; j += 4) {
    let s = splat(0);
    let column = columns + (j << 2);
    for (let c = 0; c < d; c++) {
      s = fma(v128.load_splat<f32>(x + (c << 2)), v128.load(column), s);
      column += stride;
    }
    v128.store(out + (j << 2), f32x4.mul(s, splat(factor)));
  }
}

/** to[c] = Σ_j weights[j] · rows[j][c] for c < d; `width` is the padded d. */
function mixRows(weights: usize, rows: usize, count: i32, d: i32, width: i32, to: usize): void {
  const stride = <usize>width << 2;
  let c = 0;
  for (; c + 16 <= d; c += 16) {
    let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
    let row = rows + (c << 2);
    for (let j = 0; j < count; j++) {
      const w = v128.load_splat<f32>(weights + (j << 2));
      s0 = fma(w, v128.load(row), s0);
      s1 = fma(w, v128.load(row, 16), s1);
      s2 = fma(w, v128.load(row, 32), s2);
      s3 = fma(w, v128.load(row, 48), s3);
      row += stride;
    }
    const at = to + (c << 2);
    v128.store(at, s0);
    v128.store(at, s1, 16);
    v128.store(at, s2, 32);
    v128.store(at, s3, 48);
  }
  for (; c < d; c += 4) {
    let s = splat(0);
    let row = rows + (c << 2);
    for (let j = 0; j < count; j++) {
      s = fma(v128.load_splat<f32>(weights + (j << 2)), v128.load(row), s);
      row += stride;
    }
    put(to + (c << 2), s, d - c);
  }
}

/** Multiplies a row of probabilities by its dropout factors. */
function dropRow(row: usize, width: i32, key: u32, salt: u32, hashRow: u32, threshold: i32, kept: f32): void {
  const hash = rowKey(key, salt, hashRow);
  for (let j = 0; j < width; j += 4) {
    const at = row + (j << 2);
    v128.store(at, f32x4.mul(v128.load(at), keepFactors(hash, j, threshold, kept)));
  }
}

/**
 * Arguments: q, k, v, segments, key, o, lse, S, H, K, d, causal, scale, threshold, kept, salt.
 * Threshold 0: no dropout.
 */
export function attention(record: usize): void {
  const heads = int(record, 8), kvHeads = int(record, 9), d = int(record, 10);
  const units = dim(record, 7) * heads;
  for (let unit = nextUnit(record, units); unit < units; unit = nextUnit(record, units)) {
    attendUnit(record, unit / heads, unit % heads, heads, kvHeads, d);
  }
}

function attendUnit(record: usize, segment: i32, head: i32, heads: i32, kvHeads: i32, d: i32): void {
  const table = pointer(record, 3) + (<usize>segment << 3);
  const start = load<i32>(table), length = load<i32>(table, 4);
  const causal = int(record, 11) != 0, scale = float(record, 12);
  const threshold = int(record, 13), kept = float(record, 14), salt = <u32>int(record, 15);
  const key = load<u32>(pointer(record, 4));
  const kv = head / (heads / kvHeads);
  const qStride = <usize>(heads * d) << 2, kvStride = <usize>(kvHeads * d) << 2;
  const q = pointer(record, 0) + <usize>start * qStride + ((head * d) << 2);
  const o = pointer(record, 5) + <usize>start * qStride + ((head * d) << 2);
  const lse = pointer(record, 6) + ((<usize>start * heads + head) << 2);
  const width = padded(length), inner = padded(d);
  const columns = scratch, rows = columns + (<usize>d * width << 2), p = rows + (<usize>length * inner << 2);
  const offset = <usize>start * kvStride + ((kv * d) << 2);
  packColumns(pointer(record, 1) + offset, kvStride, length, d, columns);
  packRows(pointer(record, 2) + offset, kvStride, length, d, rows);
  for (let i = 0; i < length; i++) {
    const seen = causal ? i + 1 : length;
    scoreRow(q + <usize>i * qStride, columns, width, d, scale, p);
    const logSum = softmaxRow(p, seen, width);
    store<f32>(lse + (<usize>(i * heads) << 2), logSum);
    if (threshold > 0) dropRow(p, width, key, salt, <u32>((start + i) * heads + head), threshold, kept);
    mixRows(p, rows, seen, d, inner, o + <usize>i * qStride);
  }
}

/** Softmax of the first `seen` numbers in place, zero in the rest up to `width`; the log-sum-exp. */
function softmaxRow(p: usize, seen: i32, width: i32): f32 {
  let highest = splat(LOWEST);
  for (let j = 0; j < seen; j += 4) {
    highest = f32x4.max(highest, firstLanes(v128.load(p + (j << 2)), splat(LOWEST), seen - j));
  }
  const most = maxLanes(highest);
  let sum = splat(0);
  for (let j = 0; j < width; j += 4) {
    const e = firstLanes(exp4(f32x4.sub(v128.load(p + (j << 2)), splat(most))), splat(0), seen - j);
    v128.store(p + (j << 2), e);
    sum = f32x4.add(sum, e);
  }
  const total = sumLanes(sum);
  const inverse = splat(1 / total);
  for (let j = 0; j < width; j += 4) v128.store(p + (j << 2), f32x4.mul(v128.load(p + (j << 2)), inverse));
  return most + log1(total);
}

/**
 * Arguments: q, k, v, lse, do, segments, key, dq, dk, dv, S, H, K, d, causal, scale, threshold, kept, salt.
 */
export function attentionGrad(record: usize): void {
  const kvHeads = int(record, 12);
  const units = dim(record, 10) * kvHeads;
  for (let unit = nextUnit(record, units); unit < units; unit = nextUnit(record, units)) {
    gradUnit(record, unit / kvHeads, unit % kvHeads);
  }
}

function gradUnit(record: usize, segment: i32, kv: i32): void {
  const heads = int(record, 11), kvHeads = int(record, 12), d = int(record, 13);
  const table = pointer(record, 5) + (<usize>segment << 3);
  const start = load<i32>(table), length = load<i32>(table, 4);
  const width = padded(length), inner = padded(d);
  const kvStride = <usize>(kvHeads * d) << 2;
  const offset = <usize>start * kvStride + ((kv * d) << 2);
  const block = <usize>length * inner << 2;
  const kColumns = scratch, vColumns = kColumns + (<usize>d * width << 2);
  const kRows = vColumns + (<usize>d * width << 2), dk = kRows + block, dv = dk + block, work = dv + block;
  packColumns(pointer(record, 1) + offset, kvStride, length, d, kColumns);
  packColumns(pointer(record, 2) + offset, kvStride, length, d, vColumns);
  packRows(pointer(record, 1) + offset, kvStride, length, d, kRows);
  memory.fill(dk, 0, 2 * block);
  const group = heads / kvHeads;
  for (let head = kv * group; head < (kv + 1) * group; head++) {
    gradHead(record, head, start, length, kColumns, vColumns, kRows, dk, dv, work);
  }
  writeRows(dk, pointer(record, 8) + offset, kvStride, length, d, inner);
  writeRows(dv, pointer(record, 9) + offset, kvStride, length, d, inner);
}

/** Query rows that are worked on together, so that dK and dV are read and written once for all. */
const BLOCK: i32 = 4;

function gradHead(
  record: usize, head: i32, start: i32, length: i32,
  kColumns: usize, vColumns: usize, kRows: usize, dk: usize, dv: usize, work: usize,
): void {
  const heads = int(record, 11), d = int(record, 13);
  const width = <usize>padded(length) << 2, inner = <usize>padded(d) << 2;
  const stride = <usize>(heads * d) << 2;
  const offset = <usize>start * stride + ((head * d) << 2);
  const q = pointer(record, 0) + offset, dy = pointer(record, 4) + offset, dq = pointer(record, 7) + offset;
  const p = work, ds = p + BLOCK * width, qRows = ds + BLOCK * width, dyRows = qRows + BLOCK * inner;
  for (let i = 0; i < length; i += BLOCK) {
    const rows = min(BLOCK, length - i);
    packRows(q + <usize>i * stride, stride, rows, d, qRows);
    packRows(dy + <usize>i * stride, stride, rows, d, dyRows);
    if (rows < BLOCK) {
      // What is missing counts for nothing.
      memory.fill(p, 0, 2 * BLOCK * width);
      memory.fill(qRows + rows * inner, 0, (BLOCK - rows) * inner);
      memory.fill(dyRows + rows * inner, 0, (BLOCK - rows) * inner);
    }
    for (let r = 0; r < rows; r++) {
      const pRow = p + r * width, dsRow = ds + r * width;
      gradRow(record, head, start, length, i + r, qRows + r * inner, dyRows + r * inner, kColumns, vColumns, pRow, dsRow);
      mixRows(dsRow, kRows, length, d, padded(d), dq + <usize>(i + r) * stride);
    }
    addOuter(ds, width, qRows, length, padded(d), dk);
    addOuter(p, width, dyRows, length, padded(d), dv);
  }
}

/** One query's row of P (dropout applied) and of dS, from its q and dy. */
function gradRow(
  record: usize, head: i32, start: i32, length: i32, i: i32,
  q: usize, dy: usize, kColumns: usize, vColumns: usize, p: usize, ds: usize,
): void {
  const heads = int(record, 11), d = int(record, 13), scale = float(record, 15), salt = <u32>int(record, 18);
  const threshold = int(record, 16), kept = float(record, 17);
  const key = load<u32>(pointer(record, 6)), row = (start + i) * heads + head;
  const seen = int(record, 14) != 0 ? i + 1 : length, width = padded(length);
  scoreRow(q, kColumns, width, d, scale, p);
  const logSum = splat(load<f32>(pointer(record, 3) + (<usize>row << 2)));
  for (let j = 0; j < width; j += 4) {
    const e = exp4(f32x4.sub(v128.load(p + (j << 2)), logSum));
    v128.store(p + (j << 2), firstLanes(e, splat(0), seen - j));
  }
  scoreRow(dy, vColumns, width, d, 1, ds);
  if (threshold > 0) dropRow(ds, width, key, salt, <u32>row, threshold, kept);
  let along = splat(0);
  for (let j = 0; j < width; j += 4) along = fma(v128.load(p + (j << 2)), v128.load(ds + (j << 2)), along);
  const mean = splat(sumLanes(along)), factor = splat(scale);
  for (let j = 0; j < width; j += 4) {
    const at = ds + (j << 2);
    const g = f32x4.mul(v128.load(p + (j << 2)), f32x4.sub(v128.load(at), mean));
    v128.store(at, f32x4.mul(g, factor));
  }
  if (threshold > 0) dropRow(p, width, key, salt, <u32>row, threshold, kept);
}

/** to[j][c] += Σ_r weights[r][j] · rows[r][c] over a block: weights rows `stride` bytes apart. */
function addOuter(weights: usize, stride: usize, rows: usize, count: i32, width: i32, to: usize): void {
  const bytes = <usize>width << 2;
  for (let j = 0; j < count; j++) {
    const at = weights + (j << 2);
    const w0 = v128.load_splat<f32>(at), w1 = v128.load_splat<f32>(at + stride);
    const w2 = v128.load_splat<f32>(at + 2 * stride), w3 = v128.load_splat<f32>(at + 3 * stride);
    for (let c: usize = 0; c < bytes; c += 16) {
      let sum = fma(w0, v128.load(rows + c), v128.load(to));
      sum = fma(w1, v128.load(rows + bytes + c), sum);
      sum = fma(w2, v128.load(rows + 2 * bytes + c), sum);
      sum = fma(w3, v128.load(rows + 3 * bytes + c), sum);
      v128.store(to, sum);
      to += 16;
    }
  }
}

/** rows [count, width] → to [count, stride], columns 0…d. */
function writeRows(rows: usize, to: usize, stride: usize, count: i32, d: i32, width: i32): void {
  for (let j = 0; j < count; j++) {
    for (let c = 0; c < d; c++) {
      store<f32>(to + <usize>j * stride + (c << 2), load<f32>(rows + ((<usize>j * width + c) << 2)));
    }
  }
}
