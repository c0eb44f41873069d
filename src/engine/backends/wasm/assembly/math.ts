// Four-lane arithmetic that WebAssembly lacks. Errors are measured by tests against doubles.

/** a · b + c, fused where the variant has relaxed SIMD. */
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** Sum of the four lanes, in a fixed order. */
@inline
export function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

@inline
export function maxLanes(v: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/** The first `count` lanes of v, `other` in the rest. */
@inline
export function firstLanes(v: v128, other: v128, count: i32): v128 {
  const keep = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
  return v128.bitselect(v, other, keep);
}

/** Stores the first `count` lanes, 1 to 3; never a byte beyond. */
@inline
export function storeLanes(address: usize, v: v128, count: i32): void {
  store<f32>(address, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(address, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(address, f32x4.extract_lane(v, 2), 8);
}

/** Stores all four lanes, or the `left` that remain of a row. */
@inline
export function put(address: usize, x: v128, left: i32): void {
  if (left >= 4) v128.store(address, x);
  else storeLanes(address, x, left);
}

/** eˣ: range reduction by ln 2 in two parts, degree-5 polynomial (Cephes expf). */
@inline
export function exp4(x: v128): v128 {
  const limited = f32x4.min(f32x4.max(x, splat(-87.3)), splat(88.0));
  const n = f32x4.nearest(f32x4.mul(limited, splat(1.44269504)));
  let r = fma(n, splat(-0.693359375), limited);
  r = fma(n, splat(2.12194440e-4), r);
  let p = fma(splat(1.9875691500e-4), r, splat(1.3981999507e-3));
  p = fma(p, r, splat(8.3334519073e-3));
  p = fma(p, r, splat(4.1665795894e-2));
  p = fma(p, r, splat(1.6666665459e-1));
  p = fma(p, r, splat(5.0000001201e-1));
  p = f32x4.add(fma(p, f32x4.mul(r, r), r), splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** tanh(x) as an odd rational function on [−7.9, 7.9] (the coefficients of Eigen's float tanh). */
@inline
export function tanh4(value: v128): v128 {
  const x = f32x4.min(f32x4.max(value, splat(-7.90531110763549805)), splat(7.90531110763549805));
  const s = f32x4.mul(x, x);
  let p = fma(splat(-2.76076847742355e-16), s, splat(2.00018790482477e-13));
  p = fma(p, s, splat(-8.60467152213735e-11));
  p = fma(p, s, splat(5.12229709037114e-08));
  p = fma(p, s, splat(1.48572235717979e-05));
  p = fma(p, s, splat(6.37261928875436e-04));
  p = fma(p, s, splat(4.89352455891786e-03));
  let q = fma(splat(1.19825839466702e-06), s, splat(1.18534705686654e-04));
  q = fma(q, s, splat(2.26843463243900e-03));
  q = fma(q, s, splat(4.89352518554385e-03));
  return f32x4.div(f32x4.mul(x, p), q);
}

@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(splat(1), f32x4.add(splat(1), exp4(f32x4.neg(x))));
}

/** ln x of a normal positive number (Cephes logf); NaN stays NaN, 0 gives −∞. */
export function log1(x: f32): f32 {
  if (!(x > 0) || x == Infinity) return x == 0 ? -Infinity : x > 0 ? x : NaN;
  const bits = reinterpret<u32>(x);
  let exponent = <i32>(bits >>> 23) - 126;
  let m = reinterpret<f32>((bits & 0x007fffff) | 0x3f000000);
  if (m < <f32>0.707106781186547524) {
    exponent -= 1;
    m += m;
  }
  const z: f32 = m - 1;
  const e: f32 = <f32>exponent;
  let p: f32 = 7.0376836292e-2;
  p = p * z - <f32>1.1514610310e-1;
  p = p * z + <f32>1.1676998740e-1;
  p = p * z - <f32>1.2420140846e-1;
  p = p * z + <f32>1.4249322787e-1;
  p = p * z - <f32>1.6668057665e-1;
  p = p * z + <f32>2.0000714765e-1;
  p = p * z - <f32>2.4999993993e-1;
  p = p * z + <f32>3.3333331174e-1;
  const square: f32 = z * z;
  let y: f32 = p * z * square;
  y += <f32>-2.12194440e-4 * e;
  y -= <f32>0.5 * square;
  return z + y + <f32>0.693359375 * e;
}

/** eˣ of one number. */
@inline
export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(splat(x)), 0);
}

/** ln(1 + x) for x ≥ 0, exact for small x: what 1 + x loses, the quotient gives back. */
export function logOnePlus(x: f32): f32 {
  const u: f32 = 1 + x;
  return u == 1 ? x : log1(u) * (x / (u - 1));
}
