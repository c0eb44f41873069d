import type { ElementType } from '../kernel';

/** How many columns a kernel takes at a time: four where every row is whole vectors. */
export interface Vector {
  readonly type: ElementType & ('f32' | 'vec4f');
  readonly width: 1 | 4;
  /** The sum of a vector's parts. */
  sum(x: string): string;
}

const VECTOR: Vector = { type: 'vec4f', width: 4, sum: (x) => `dot(${x}, vec4f(1.0))` };
const SCALAR: Vector = { type: 'f32', width: 1, sum: (x) => x };

/** Vectors where all of these row widths allow them. */
export function vectorFor(...columns: readonly number[]): Vector {
  return columns.every((count) => count % 4 === 0) ? VECTOR : SCALAR;
}

/** A number as an f32 literal. */
export function f32(value: number): string {
  const text = `${Math.fround(value)}f`;
  return value < 0 ? `(${text})` : text;
}

/** Text for each i of 0…count − 1. */
export function each(count: number, line: (i: number) => string, separator = '\n'): string {
  return Array.from({ length: count }, (_, i) => line(i)).join(separator);
}

/** logOnePlus(x): ln(1 + x) for x ≥ 0, by its series where 1 + x would lose the digits of x. */
export const LOG_ONE_PLUS = `fn logOnePlus(x: f32) -> f32 {
  return select(log(1.0 + x), x * (1.0 - x * (0.5 - x * (0.33333334 - 0.25 * x))), x < 0.02);
}`;
