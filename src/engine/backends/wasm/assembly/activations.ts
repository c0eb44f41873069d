// Activations and their derivatives by number: 1 + the index in ACTIVATION_KINDS of ops/activation.

import { exp4, fma, sigmoid4, splat, tanh4 } from './math';

export const GELU: i32 = 1;
export const GELU_TANH: i32 = 2;
export const TANH: i32 = 3;
export const RELU: i32 = 4;
export const SILU: i32 = 5;

const SQRT_2_OVER_PI: f32 = 0.7978845608028654;
const SQRT_1_2: f32 = 0.7071067811865476;
const INVERSE_SQRT_2_PI: f32 = 0.3989422804014327;
const CUBIC: f32 = 0.044715;

/**
 * The normal distribution function from e^(−x²/2), which the caller has: Abramowitz & Stegun
 * 7.1.26, error 1.5e-7.
 */
@inline
function cdfFrom(density: v128, x: v128): v128 {
  const t = f32x4.div(splat(1), fma(f32x4.abs(x), splat(0.3275911 * SQRT_1_2), splat(1)));
  let p = fma(t, splat(1.061405429), splat(-1.453152027));
  p = fma(p, t, splat(1.421413741));
  p = fma(p, t, splat(-0.284496736));
  p = fma(p, t, splat(0.254829592));
  const tail = f32x4.mul(f32x4.mul(p, t), f32x4.mul(density, splat(0.5)));
  return v128.bitselect(tail, f32x4.sub(splat(1), tail), f32x4.lt(x, splat(0)));
}

@inline
function geluTanhInner(x: v128): v128 {
  const cubic = f32x4.mul(f32x4.mul(x, x), f32x4.mul(x, splat(CUBIC)));
  return f32x4.mul(splat(SQRT_2_OVER_PI), f32x4.add(x, cubic));
}

/** activation(x). With a constant `kind` only that one is compiled in. */
@inline
export function activate(kind: i32, x: v128): v128 {
  let y: v128;
  if (kind == GELU) {
    y = f32x4.mul(x, cdfFrom(exp4(f32x4.mul(f32x4.mul(x, x), splat(-0.5))), x));
  } else if (kind == GELU_TANH) {
    const t = tanh4(geluTanhInner(x));
    y = f32x4.mul(f32x4.mul(x, splat(0.5)), f32x4.add(splat(1), t));
  } else if (kind == TANH) {
    y = tanh4(x);
  } else if (kind == RELU) {
    y = f32x4.max(x, splat(0));
  } else {
    y = f32x4.mul(x, sigmoid4(x));
  }
  return y;
}

/** activation'(x) */
@inline
export function slope(kind: i32, x: v128): v128 {
  let y: v128;
  if (kind == GELU) {
    const density = exp4(f32x4.mul(f32x4.mul(x, x), splat(-0.5)));
    y = fma(f32x4.mul(x, splat(INVERSE_SQRT_2_PI)), density, cdfFrom(density, x));
  } else if (kind == GELU_TANH) {
    const t = tanh4(geluTanhInner(x));
    const inner = f32x4.mul(
      splat(SQRT_2_OVER_PI),
      fma(f32x4.mul(x, x), splat(3 * CUBIC), splat(1)),
    );
    const sech = f32x4.sub(splat(1), f32x4.mul(t, t));
    const bend = f32x4.mul(f32x4.mul(x, splat(0.5)), f32x4.mul(sech, inner));
    y = f32x4.add(fma(t, splat(0.5), splat(0.5)), bend);
  } else if (kind == TANH) {
    const t = tanh4(x);
    y = f32x4.sub(splat(1), f32x4.mul(t, t));
  } else if (kind == RELU) {
    y = v128.and(f32x4.gt(x, splat(0)), splat(1));
  } else {
    const s = sigmoid4(x);
    y = f32x4.mul(s, fma(x, f32x4.sub(splat(1), s), splat(1)));
  }
  return y;
}

/** activate() by a kind known only at run time: one copy of the code. */
export function activateBy(kind: i32, x: v128): v128 {
  return activate(kind, x);
}

/** slope() by a kind known only at run time. */
export function slopeBy(kind: i32, x: v128): v128 {
  return slope(kind, x);
}
