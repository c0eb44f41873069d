// Layer norm over rows (Ba et al. 2016). Rows are shared out; parameter gradients go by columns.

import { firstLanes, fma, put, splat, sumLanes } from './math';
import { dim, float, int, pointer } from './record';
import { sliceEnd, sliceStart } from './slice';

/** Arguments: x, γ, β, y, stats, rows, columns, ε. */
export function layerNorm(record: usize): void {
  const x = pointer(record, 0), gamma = pointer(record, 1), beta = pointer(record, 2), y = pointer(record, 3);
  const stats = pointer(record, 4), columns = int(record, 6), rows = dim(record, 5), end = sliceEnd(rows, 1);
  const epsilon = float(record, 7);
  for (let row = sliceStart(rows, 1); row < end; row++) {
    const from = x + (<usize>row * columns << 2), to = y + (<usize>row * columns << 2);
    const mean = rowSum(from, columns) / <f32>columns;
    const rstd: f32 = 1 / sqrt<f32>(squaredDistance(from, mean, columns) / <f32>columns + epsilon);
    store<f32>(stats + (<usize>row << 3), mean);
    store<f32>(stats + (<usize>row << 3), rstd, 4);
    for (let c = 0; c < columns; c += 4) {
      const at = <usize>c << 2;
      const normal = f32x4.mul(f32x4.sub(v128.load(from + at), splat(mean)), splat(rstd));
      put(to + at, fma(normal, v128.load(gamma + at), v128.load(beta + at)), columns - c);
    }
  }
}

function rowSum(x: usize, columns: i32): f32 {
  let sum = splat(0);
  for (let c = 0; c < columns; c += 4) {
    sum = f32x4.add(sum, firstLanes(v128.load(x + (<usize>c << 2)), splat(0), columns - c));
  }
  return sumLanes(sum);
}

function squaredDistance(x: usize, mean: f32, columns: i32): f32 {
  let sum = splat(0);
  for (let c = 0; c < columns; c += 4) {
    const apart = f32x4.sub(v128.load(x + (<usize>c << 2)), splat(mean));
    const inside = firstLanes(apart, splat(0), columns - c);
    sum = fma(inside, inside, sum);
  }
  return sumLanes(sum);
}

/** Arguments: m, V, y, rows, columns: m over the Euclidean norms of V's rows (Liu et al. 2024). */
export function overRowNorm(record: usize): void {
  const m = pointer(record, 0), v = pointer(record, 1), y = pointer(record, 2);
  const columns = int(record, 4), rows = dim(record, 3), end = sliceEnd(rows, 1);
  for (let row = sliceStart(rows, 1); row < end; row++) {
    const at = <usize>row << 2;
    const squared = squaredDistance(v + at * columns, 0, columns);
    store<f32>(y + at, load<f32>(m + at) / sqrt<f32>(squared));
  }
}

/** Arguments: x, γ, stats, dy, dx, rows, columns. dx may be dy. */
export function layerNormGrad(record: usize): void {
  const x = pointer(record, 0), gamma = pointer(record, 1), stats = pointer(record, 2);
  const dy = pointer(record, 3), dx = pointer(record, 4);
  const columns = int(record, 6), rows = dim(record, 5), end = sliceEnd(rows, 1);
  for (let row = sliceStart(rows, 1); row < end; row++) {
    const offset = <usize>row * columns << 2;
    const mean = splat(load<f32>(stats + (<usize>row << 3)));
    const rstd = splat(load<f32>(stats + (<usize>row << 3), 4));
    let sum = splat(0), along = splat(0);
    for (let c = 0; c < columns; c += 4) {
      const at = offset + (<usize>c << 2);
      const weighted = f32x4.mul(v128.load(dy + at), v128.load(gamma + (<usize>c << 2)));
      const inside = firstLanes(weighted, splat(0), columns - c);
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), mean), rstd);
      sum = f32x4.add(sum, inside);
      along = f32x4.add(along, firstLanes(f32x4.mul(inside, normal), splat(0), columns - c));
    }
    const average = splat(sumLanes(sum) / <f32>columns), slope = splat(sumLanes(along) / <f32>columns);
    for (let c = 0; c < columns; c += 4) {
      const at = offset + (<usize>c << 2);
      const weighted = f32x4.mul(v128.load(dy + at), v128.load(gamma + (<usize>c << 2)));
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), mean), rstd);
      const rest = f32x4.sub(f32x4.sub(weighted, average), f32x4.mul(normal, slope));
      put(dx + at, f32x4.mul(rstd, rest), columns - c);
    }
  }
}

/** Arguments: x, stats, dy, dγ, dβ, rows, columns. Adds in order of rows. */
export function layerNormParameterGrad(record: usize): void {
  const x = pointer(record, 0), stats = pointer(record, 1), dy = pointer(record, 2);
  const gamma = pointer(record, 3), beta = pointer(record, 4);
  const rows = dim(record, 5), columns = int(record, 6), end = sliceEnd(columns, 4);
  for (let c = sliceStart(columns, 4); c < end; c += 4) {
    let scale = splat(0), shift = splat(0);
    for (let row = 0; row < rows; row++) {
      const at = (<usize>row * columns + c) << 2;
      const mean = v128.load_splat<f32>(stats + (<usize>row << 3));
      const rstd = v128.load_splat<f32>(stats + (<usize>row << 3), 4);
      const g = v128.load(dy + at);
      scale = fma(f32x4.mul(f32x4.sub(v128.load(x + at), mean), rstd), g, scale);
      shift = f32x4.add(shift, g);
    }
    put(gamma + (<usize>c << 2), scale, columns - c);
    put(beta + (<usize>c << 2), shift, columns - c);
  }
}
