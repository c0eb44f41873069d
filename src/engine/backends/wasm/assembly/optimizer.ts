// Gradient norm and the optimizers' updates, as torch.optim writes them.

import { firstLanes, fma, put, splat, sumLanes } from './math';
import { dim, float, int, pointer } from './record';
import { sliceEnd, sliceStart } from './slice';
import { thread } from './thread';

const LINE: i32 = 16;

/** Arguments: x, partial sums, rows, columns, elements of a chunk. One sum per chunk. */
export function squaredNormPartials(record: usize): void {
  const x = pointer(record, 0), sums = pointer(record, 1), chunk = int(record, 4);
  const count = dim(record, 2) * int(record, 3), chunks = (count + chunk - 1) / chunk;
  const end = sliceEnd(chunks, 1);
  for (let i = sliceStart(chunks, 1); i < end; i++) {
    const last = min(count, (i + 1) * chunk);
    let even = splat(0), odd = splat(0);
    for (let j = i * chunk; j < last; j += 8) {
      const a = firstLanes(v128.load(x + (<usize>j << 2)), splat(0), last - j);
      const b = firstLanes(v128.load(x + (<usize>j << 2), 16), splat(0), last - j - 4);
      even = fma(a, a, even);
      odd = fma(b, b, odd);
    }
    store<f32>(sums + (<usize>i << 2), sumLanes(f32x4.add(even, odd)));
  }
}

/** Arguments: partial sums, norm², count. */
export function squaredNormSum(record: usize): void {
  if (thread != 0) return;
  const sums = pointer(record, 0), count = int(record, 2);
  let total: f64 = 0;
  for (let i = 0; i < count; i++) total += <f64>load<f32>(sums + (<usize>i << 2));
  store<f32>(pointer(record, 1), <f32>total);
}

/** Arguments: norm², loss, halted, norm, factor, halted', maxNorm (0: no clipping). */
export function clipFactor(record: usize): void {
  if (thread != 0) return;
  const norm = sqrt<f32>(load<f32>(pointer(record, 0))), maxNorm = float(record, 6);
  const finite = isFinite<f32>(norm) && isFinite<f32>(load<f32>(pointer(record, 1)));
  const fine = finite && load<f32>(pointer(record, 2)) == 0;
  const factor: f32 = maxNorm > 0 ? min<f32>(1, maxNorm / (norm + <f32>1e-6)) : 1;
  store<f32>(pointer(record, 3), norm);
  store<f32>(pointer(record, 4), fine ? factor : -1);
  store<f32>(pointer(record, 5), fine ? 0 : 1);
}

/** Values as they were, for a step that changes nothing. */
function keep(from: usize, to: usize, first: i32, end: i32): void {
  if (from != to && end > first) memory.copy(to + (<usize>first << 2), from + (<usize>first << 2), <usize>(end - first) << 2);
}

/**
 * Arguments: θ, g, m, v, hyper, factor, θ', m', v', rows, columns, β₁, β₂, 1 − β₁, 1 − β₂, ε, λ,
 * decoupled, share of the learning rate.
 */
export function adamUpdate(record: usize): void {
  const p = pointer(record, 0), g = pointer(record, 1), m = pointer(record, 2), v = pointer(record, 3);
  const hyper = pointer(record, 4), p2 = pointer(record, 6), m2 = pointer(record, 7), v2 = pointer(record, 8);
  const count = dim(record, 9) * int(record, 10), end = sliceEnd(count, LINE);
  const beta1 = splat(float(record, 11)), beta2 = splat(float(record, 12));
  const fresh1 = splat(float(record, 13)), fresh2 = splat(float(record, 14)), epsilon = splat(float(record, 15));
  const decay = float(record, 16), decoupled = int(record, 17) != 0;
  const rate: f32 = load<f32>(hyper) * float(record, 18), factor = splat(load<f32>(pointer(record, 5)));
  const step = splat(rate / load<f32>(hyper, 4)), root = splat(1 / sqrt<f32>(load<f32>(hyper, 8)));
  const shrink = splat(decoupled ? 1 - rate * decay : 1), pull = splat(decoupled ? 0 : decay);
  const start = sliceStart(count, LINE);
  if (f32x4.extract_lane(factor, 0) < 0) {
    keep(p, p2, start, end);
    keep(m, m2, start, end);
    keep(v, v2, start, end);
    return;
  }
  for (let i = start; i < end; i += 4) {
    const at = <usize>i << 2, left = end - i;
    const old = v128.load(p + at);
    const gradient = fma(old, pull, f32x4.mul(v128.load(g + at), factor));
    const first = fma(v128.load(m + at), beta1, f32x4.mul(gradient, fresh1));
    const second = fma(v128.load(v + at), beta2, f32x4.mul(f32x4.mul(gradient, gradient), fresh2));
    const spread = fma(f32x4.sqrt(second), root, epsilon);
    put(m2 + at, first, left);
    put(v2 + at, second, left);
    put(p2 + at, f32x4.sub(f32x4.mul(old, shrink), f32x4.mul(step, f32x4.div(first, spread))), left);
  }
}

/** Arguments: θ, g, b, hyper, factor, θ', b', rows, columns, momentum, λ, nesterov, share of the rate. */
export function sgdUpdate(record: usize): void {
  const p = pointer(record, 0), g = pointer(record, 1), b = pointer(record, 2), p2 = pointer(record, 5);
  const b2 = pointer(record, 6), count = dim(record, 7) * int(record, 8), end = sliceEnd(count, LINE);
  const momentum = splat(float(record, 9)), decay = splat(float(record, 10)), nesterov = int(record, 11) != 0;
  const rate = splat(load<f32>(pointer(record, 3)) * float(record, 12)), factor = splat(load<f32>(pointer(record, 4)));
  const start = sliceStart(count, LINE);
  if (f32x4.extract_lane(factor, 0) < 0) {
    keep(p, p2, start, end);
    keep(b, b2, start, end);
    return;
  }
  for (let i = start; i < end; i += 4) {
    const at = <usize>i << 2, left = end - i;
    const old = v128.load(p + at);
    const gradient = fma(old, decay, f32x4.mul(v128.load(g + at), factor));
    const buffer = fma(v128.load(b + at), momentum, gradient);
    const direction = nesterov ? fma(buffer, momentum, gradient) : buffer;
    put(b2 + at, buffer, left);
    put(p2 + at, f32x4.sub(old, f32x4.mul(rate, direction)), left);
  }
}
