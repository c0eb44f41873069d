import { EngineError } from '../../../core/errors';
import { f32 } from './text';

/**
 * The normal distribution function from e^(−x²/2), which the caller has: Abramowitz & Stegun
 * 7.1.26, error 1.5e-7.
 */
const CDF = `fn cdf(density: T, x: T) -> T {
  let t = 1.0 / (abs(x) * ${f32(0.3275911 * Math.SQRT1_2)} + 1.0);
  let p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  let tail = 0.5 * p * density;
  return select(1.0 - tail, tail, x < T(0.0));
}
fn density(x: T) -> T { return exp(-0.5 * x * x); }`;

/** tanh beyond ±10 is ±1, and some drivers' overflows. */
const TANH = `fn tanhOf(x: T) -> T { return tanh(clamp(x, T(-10.0), T(10.0))); }`;

const GELU_INNER = `${TANH}
fn inner(x: T) -> T { return ${f32(Math.sqrt(2 / Math.PI))} * (x + 0.044715 * x * x * x); }`;

const SIGMOID = `fn sigmoid(x: T) -> T { return 1.0 / (1.0 + exp(min(-x, T(80.0)))); }`;

/** activate(x) and slope(x), its derivative, by transformers' names; T stands for the type. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  gelu: `${CDF}
fn activate(x: T) -> T { return x * cdf(density(x), x); }
fn slope(x: T) -> T { let d = density(x); return cdf(d, x) + x * d * ${f32(1 / Math.sqrt(2 * Math.PI))}; }`,
  gelu_new: `${GELU_INNER}
fn activate(x: T) -> T { return 0.5 * x * (1.0 + tanhOf(inner(x))); }
fn slope(x: T) -> T {
  let t = tanhOf(inner(x));
  let rise = ${f32(Math.sqrt(2 / Math.PI))} * (1.0 + ${f32(3 * 0.044715)} * x * x);
  return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * rise;
}`,
  tanh: `${TANH}
fn activate(x: T) -> T { return tanhOf(x); }
fn slope(x: T) -> T { let t = tanhOf(x); return 1.0 - t * t; }`,
  relu: `fn activate(x: T) -> T { return max(x, T(0.0)); }
fn slope(x: T) -> T { return select(T(0.0), T(1.0), x > T(0.0)); }`,
  silu: `${SIGMOID}
fn activate(x: T) -> T { return x * sigmoid(x); }
fn slope(x: T) -> T { let s = sigmoid(x); return s * (1.0 + x * (1.0 - s)); }`,
};

/** WGSL of activate(x) and slope(x) for one activation. */
export function activationText(kind: string, type: 'f32' | 'vec4f'): string {
  const text = ACTIVATIONS[kind];
  if (text) return text.replaceAll(/\bT\b/g, type);
  const message = `the WebGPU kernels have no activation "${kind}"`;
  throw new EngineError('executor/no-kernel', message, { kind });
}
