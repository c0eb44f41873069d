// The gradient of attention. A unit of work is a segment and a key/value head with its query heads, so
// that no two threads add to the same dK and dV.

import { BLOCK, dropRow, mixBlock, packBlock, packColumns, packRows, padded, scoreBlock } from './attentionTiles';
import { exp4, firstLanes, fma, splat, sumLanes } from './math';
import { dim, float, int, nextUnit, pointer } from './record';
import { scratch } from './thread';

/**
 * Bytes of scratch that a thread needs for one head of a segment of `length` tokens: K and V by
 * columns, K, dK and dV by rows, and a block of rows each of P, dS, q and dy.
 */
export function attentionScratch(length: i32, d: i32): usize {
  const width = <usize>padded(length), inner = <usize>padded(d);
  return (2 * <usize>d * width + 3 * <usize>length * inner + 2 * BLOCK * (width + inner)) << 2;
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
    const used = min(BLOCK, length - i);
    packBlock(q + <usize>i * stride, stride, used, d, qRows);
    packBlock(dy + <usize>i * stride, stride, used, d, dyRows);
    scoreBlock(qRows, inner, kColumns, padded(length), d, float(record, 15), p);
    scoreBlock(dyRows, inner, vColumns, padded(length), d, 1, ds);
    for (let r = 0; r < used; r++) gradRow(record, head, start, length, i + r, p + r * width, ds + r * width);
    // Rows past the end have neither q nor dy, but e⁰ is not nothing.
    for (let r = used; r < BLOCK; r++) {
      memory.fill(p + r * width, 0, width);
      memory.fill(ds + r * width, 0, width);
    }
    mixBlock(ds, width, kRows, length, d, dq + <usize>i * stride, stride, used);
    addOuter(ds, width, qRows, length, padded(d), dk);
    addOuter(p, width, dyRows, length, padded(d), dv);
  }
}

/** From one query's scores in `p` and dy·Vᵀ in `ds`: its rows of P (dropout applied) and of dS. */
function gradRow(record: usize, head: i32, start: i32, length: i32, i: i32, p: usize, ds: usize): void {
  const heads = int(record, 11), scale = float(record, 15), salt = <u32>int(record, 18);
  const threshold = int(record, 16), kept = float(record, 17);
  const key = load<u32>(pointer(record, 6)), row = (start + i) * heads + head;
  const seen = int(record, 14) != 0 ? i + 1 : length, width = padded(length);
  const logSum = splat(load<f32>(pointer(record, 3) + (<usize>row << 2)));
  for (let j = 0; j < width; j += 4) {
    const e = exp4(f32x4.sub(v128.load(p + (j << 2)), logSum));
    v128.store(p + (j << 2), firstLanes(e, splat(0), seen - j));
  }
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
