// Kernels that pick, add up or spread whole rows.

import { addScaled } from './elementwise';
import { fma, put, splat } from './math';
import { dim, int, pointer } from './record';
import { sliceEnd, sliceStart } from './slice';
import { unpack } from './unpack';

/**
 * Arguments: index, table, y, rows, columns, table rows, storage of the table. An index outside the
 * table reads as NaN.
 */
export function gather(record: usize): void {
  const index = pointer(record, 0), table = pointer(record, 1), y = pointer(record, 2);
  const rows = dim(record, 3), columns = int(record, 4), size = <u32>dim(record, 5), end = sliceEnd(rows, 1);
  const kind = int(record, 6), total = <usize>size * columns;
  const bytes = <usize>columns << 2;
  for (let row = sliceStart(rows, 1); row < end; row++) {
    const from = load<u32>(index + (<usize>row << 2)), to = y + <usize>row * bytes;
    if (from < size) unpack(kind, table, total, <usize>from * columns, columns, to);
    else for (let c = 0; c < columns; c++) store<f32>(to + (<usize>c << 2), NaN);
  }
}

/** Arguments: x, index, table, y, rows, columns, table rows. y may be x. */
export function replaceRows(record: usize): void {
  const x = pointer(record, 0), index = pointer(record, 1), table = pointer(record, 2), y = pointer(record, 3);
  const rows = dim(record, 4), columns = int(record, 5), size = <u32>dim(record, 6), end = sliceEnd(rows, 1);
  const bytes = <usize>columns << 2;
  for (let row = sliceStart(rows, 1); row < end; row++) {
    const named = load<u32>(index + (<usize>row << 2)), to = y + <usize>row * bytes;
    const from = named < size ? table + <usize>named * bytes : x + <usize>row * bytes;
    if (from != to) memory.copy(to, from, bytes);
  }
}

/**
 * Arguments: index, dy, y, rows of dy, columns, rows of y. Adds to what is in y, by columns, in
 * order of dy's rows.
 */
export function scatterAdd(record: usize): void {
  const index = pointer(record, 0), dy = pointer(record, 1), y = pointer(record, 2);
  const rows = dim(record, 3), columns = int(record, 4), size = <u32>dim(record, 5);
  const start = sliceStart(columns, 16), end = sliceEnd(columns, 16), bytes = <usize>columns << 2;
  if (start >= end) return;
  for (let row = 0; row < rows; row++) {
    const to = load<u32>(index + (<usize>row << 2));
    if (to < size) addScaled(y + <usize>to * bytes, dy + <usize>row * bytes, splat(1), start, end);
  }
}

/** Arguments: x, residual (0: none), y, rows, columns. */
export function sumRows(record: usize): void {
  const x = pointer(record, 0), residual = pointer(record, 1), y = pointer(record, 2);
  const rows = dim(record, 3), columns = int(record, 4), end = sliceEnd(columns, 4);
  const bytes = <usize>columns << 2;
  for (let c = sliceStart(columns, 4); c < end; c += 4) {
    let sum = splat(0);
    let from = x + (<usize>c << 2);
    for (let row = 0; row < rows; row++) {
      sum = f32x4.add(sum, v128.load(from));
      from += bytes;
    }
    if (residual) sum = f32x4.add(sum, v128.load(residual + (<usize>c << 2)));
    put(y + (<usize>c << 2), sum, columns - c);
  }
}

/** Arguments: a, b, residual (0: none), y, rows, columns. */
export function columnDots(record: usize): void {
  const a = pointer(record, 0), b = pointer(record, 1), residual = pointer(record, 2), y = pointer(record, 3);
  const rows = dim(record, 4), columns = int(record, 5), end = sliceEnd(columns, 4);
  const bytes = <usize>columns << 2;
  for (let c = sliceStart(columns, 4); c < end; c += 4) {
    let sum = splat(0);
    let at = <usize>c << 2;
    for (let row = 0; row < rows; row++) {
      sum = fma(v128.load(a + at), v128.load(b + at), sum);
      at += bytes;
    }
    if (residual) sum = f32x4.add(sum, v128.load(residual + (<usize>c << 2)));
    put(y + (<usize>c << 2), sum, columns - c);
  }
}

/** Arguments: x, segments, y, S, columns. */
export function segmentMean(record: usize): void {
  const x = pointer(record, 0), table = pointer(record, 1), y = pointer(record, 2);
  const rows = dim(record, 3), columns = int(record, 4), end = sliceEnd(rows, 1), bytes = <usize>columns << 2;
  for (let segment = sliceStart(rows, 1); segment < end; segment++) {
    const start = load<i32>(table + (<usize>segment << 3)), length = load<i32>(table + (<usize>segment << 3), 4);
    const to = y + <usize>segment * bytes, share = splat(1 / <f32>length);
    memory.fill(to, 0, bytes);
    for (let i = 0; i < length; i++) addScaled(to, x + <usize>(start + i) * bytes, share, 0, columns);
  }
}

function segmentEnd(table: usize, segment: i32): i32 {
  const at = table + (<usize>segment << 3);
  return load<i32>(at) + load<i32>(at, 4);
}

/** Arguments: dy, segments in order, dx, S, columns, N. Rows that no segment holds become 0. */
export function segmentMeanGrad(record: usize): void {
  const dy = pointer(record, 0), table = pointer(record, 1), dx = pointer(record, 2);
  const rows = dim(record, 3), columns = int(record, 4), end = sliceEnd(rows, 1), bytes = <usize>columns << 2;
  for (let segment = sliceStart(rows, 1); segment < end; segment++) {
    const start = load<i32>(table + (<usize>segment << 3)), length = load<i32>(table + (<usize>segment << 3), 4);
    const from = dy + <usize>segment * bytes, share = splat(1 / <f32>length);
    const before = segment === 0 ? 0 : segmentEnd(table, segment - 1);
    memory.fill(dx + <usize>before * bytes, 0, <usize>(start - before) * bytes);
    if (segment === rows - 1) {
      const after = start + length;
      memory.fill(dx + <usize>after * bytes, 0, <usize>(dim(record, 5) - after) * bytes);
    }
    for (let i = 0; i < length; i++) {
      const to = dx + <usize>(start + i) * bytes;
      for (let c = 0; c < columns; c += 4) {
        put(to + (<usize>c << 2), f32x4.mul(v128.load(from + (<usize>c << 2)), share), columns - c);
      }
    }
  }
}
