// Attention within segments of a packed batch, forward. A unit of work is a segment and a head; units
// are shared out one by one, since lengths differ.

import { BLOCK, dropRow, mixBlock, packBlock, packColumns, packRows, padded, scoreBlock } from './attentionTiles';
import { exp4, firstLanes, log1, maxLanes, splat, sumLanes } from './math';
import { dim, float, int, nextUnit, pointer } from './record';
import { scratch } from './thread';

const LOWEST: f32 = -3.0e38;

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
  const row = <usize>width << 2, qRows = p + BLOCK * row;
  const offset = <usize>start * kvStride + ((kv * d) << 2);
  packColumns(pointer(record, 1) + offset, kvStride, length, d, columns);
  packRows(pointer(record, 2) + offset, kvStride, length, d, rows);
  for (let i = 0; i < length; i += BLOCK) {
    const used = min(BLOCK, length - i);
    packBlock(q + <usize>i * qStride, qStride, used, d, qRows);
    scoreBlock(qRows, <usize>inner << 2, columns, width, d, scale, p);
    for (let r = 0; r < used; r++) {
      const at = p + <usize>r * row, token = start + i + r;
      const logSum = softmaxRow(at, causal ? i + r + 1 : length, width);
      store<f32>(lse + (<usize>((i + r) * heads) << 2), logSum);
      if (threshold > 0) dropRow(at, width, key, salt, <u32>(token * heads + head), threshold, kept);
    }
    mixBlock(p, row, rows, length, d, o + <usize>i * qStride, qStride, used);
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
