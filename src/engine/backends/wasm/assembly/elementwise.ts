// Kernels that treat each element alone. Each thread takes a run of elements, or of rows.

import { activateBy, slopeBy } from './activations';
import { fma, put, splat } from './math';
import { dim, float, int, pointer } from './record';
import { keepFactors, rowKey } from './rng';
import { sliceEnd, sliceStart } from './slice';

/** Elements that a thread takes at least: a cache line. */
const LINE: i32 = 16;

@inline
function elements(record: usize, rows: usize): i32 {
  return dim(record, rows) * int(record, rows + 1);
}

/** Arguments: x, y, rows, columns, kind. */
export function activation(record: usize): void {
  const x = pointer(record, 0), y = pointer(record, 1), count = elements(record, 2), kind = int(record, 4);
  const end = sliceEnd(count, LINE);
  for (let i = sliceStart(count, LINE); i < end; i += 4) {
    const at = <usize>i << 2;
    put(y + at, activateBy(kind, v128.load(x + at)), end - i);
  }
}

/** Arguments: x, dy, dx, rows, columns, kind. */
export function activationGrad(record: usize): void {
  const x = pointer(record, 0), dy = pointer(record, 1), dx = pointer(record, 2);
  const count = elements(record, 3), kind = int(record, 5), end = sliceEnd(count, LINE);
  for (let i = sliceStart(count, LINE); i < end; i += 4) {
    const at = <usize>i << 2;
    put(dx + at, f32x4.mul(slopeBy(kind, v128.load(x + at)), v128.load(dy + at)), end - i);
  }
}

/** Arguments: a, b, y, rows, columns. */
export function add(record: usize): void {
  const a = pointer(record, 0), b = pointer(record, 1), y = pointer(record, 2);
  const count = elements(record, 3), end = sliceEnd(count, LINE);
  for (let i = sliceStart(count, LINE); i < end; i += 4) {
    const at = <usize>i << 2;
    put(y + at, f32x4.add(v128.load(a + at), v128.load(b + at)), end - i);
  }
}

/** Arguments: x, b, y, rows, columns. */
export function addBias(record: usize): void {
  const x = pointer(record, 0), b = pointer(record, 1), y = pointer(record, 2);
  const rows = dim(record, 3), columns = int(record, 4), end = sliceEnd(rows, 1);
  for (let row = sliceStart(rows, 1); row < end; row++) {
    for (let c = 0; c < columns; c += 4) {
      const at = (<usize>row * columns + c) << 2;
      put(y + at, f32x4.add(v128.load(x + at), v128.load(b + (c << 2))), columns - c);
    }
  }
}

/** Arguments: x, v, y, rows, columns. */
export function scaleColumns(record: usize): void {
  const x = pointer(record, 0), v = pointer(record, 1), y = pointer(record, 2);
  const rows = dim(record, 3), columns = int(record, 4), end = sliceEnd(rows, 1);
  for (let row = sliceStart(rows, 1); row < end; row++) {
    for (let c = 0; c < columns; c += 4) {
      const at = (<usize>row * columns + c) << 2;
      put(y + at, f32x4.mul(v128.load(x + at), v128.load(v + (c << 2))), columns - c);
    }
  }
}

/** Arguments: x, y, rows, columns, factor. */
export function scale(record: usize): void {
  const x = pointer(record, 0), y = pointer(record, 1), count = elements(record, 2);
  const factor = splat(float(record, 4)), end = sliceEnd(count, LINE);
  for (let i = sliceStart(count, LINE); i < end; i += 4) {
    const at = <usize>i << 2;
    put(y + at, f32x4.mul(v128.load(x + at), factor), end - i);
  }
}

/** Arguments: y, rows, columns, value. */
export function fill(record: usize): void {
  const y = pointer(record, 0), count = elements(record, 1), value = splat(float(record, 3));
  const end = sliceEnd(count, LINE);
  for (let i = sliceStart(count, LINE); i < end; i += 4) put(y + (<usize>i << 2), value, end - i);
}

/** Arguments: x, y, rows, columns. */
export function copy(record: usize): void {
  const x = pointer(record, 0), y = pointer(record, 1), count = elements(record, 2);
  const start = sliceStart(count, LINE), end = sliceEnd(count, LINE), at = <usize>start << 2;
  if (start < end) memory.copy(y + at, x + at, <usize>(end - start) << 2);
}

/** Arguments: x, key, y, rows, columns, threshold, kept, salt. */
export function dropout(record: usize): void {
  const x = pointer(record, 0), y = pointer(record, 2), key = load<u32>(pointer(record, 1));
  const rows = dim(record, 3), columns = int(record, 4), end = sliceEnd(rows, 1);
  const threshold = int(record, 5), kept = float(record, 6), salt = <u32>int(record, 7);
  for (let row = sliceStart(rows, 1); row < end; row++) {
    const hash = rowKey(key, salt, row);
    for (let c = 0; c < columns; c += 4) {
      const at = (<usize>row * columns + c) << 2;
      put(y + at, f32x4.mul(v128.load(x + at), keepFactors(hash, c, threshold, kept)), columns - c);
    }
  }
}

/** Adds `rows` rows of `factor`-scaled x to y; used by the pooled ops. */
@inline
export function addScaled(y: usize, x: usize, factor: v128, start: i32, end: i32): void {
  for (let c = start; c < end; c += 4) {
    const at = <usize>c << 2;
    put(y + at, fma(v128.load(x + at), factor, v128.load(y + at)), end - c);
  }
}
