import { BLOCK, BLOCK_BYTES } from '../../core/storage';
import type { Bound, ElementType } from './kernel';

/**
 * name(i), the value or four values at place i of a tensor that lies packed in `words` (an array of
 * u32) as core/storage.ts lays it out. Exact: every value is what core/quantize.ts unpacks.
 */
export function unpackText(
  name: string,
  words: string,
  type: ElementType,
  { storage, elements }: NonNullable<Bound['packed']>,
): string {
  const four = `fn ${name}Four(i: u32) -> vec4f {\n${FOUR[storage](words, elements)}\n}`;
  const one =
    type === 'vec4f'
      ? `fn ${name}(i: u32) -> vec4f { return ${name}Four(i); }`
      : `fn ${name}(i: u32) -> f32 { return ${name}Four(i / 4u)[i % 4u]; }`;
  return `${four}\n${one}`;
}

/** Vectors of four values in a block. */
const VECTORS = BLOCK / 4;

/** Word where the scales of a block format begin. */
function scalesAt(storage: keyof typeof BLOCK_BYTES, elements: number): number {
  return ((elements / BLOCK) * BLOCK_BYTES[storage].codes) / 4;
}

const FOUR: Readonly<
  Record<NonNullable<Bound['packed']>['storage'], (words: string, elements: number) => string>
> = {
  f16: (words) =>
    `return vec4f(unpack2x16float(${words}[2u * i]), unpack2x16float(${words}[2u * i + 1u]));`,
  q8_0: (words, elements) => `let block = i / ${VECTORS}u;
let scale = unpack2x16float(${words}[${scalesAt('q8_0', elements)}u + block / 2u])[block % 2u];
let codes = bitcast<vec4i>(vec4u(${words}[i]) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u);
return vec4f(codes) * scale;`,
  q4_0: (words, elements) => `${nibbles(words)}
let scale = unpack2x16float(${words}[${scalesAt('q4_0', elements)}u + block / 2u])[block % 2u];
return (codes - 8.0) * scale;`,
  q4_1: (words, elements) => `${nibbles(words)}
let scale = unpack2x16float(${words}[${scalesAt('q4_1', elements)}u + block]);
return codes * scale.x + scale.y;`,
};

/** The low nibbles of a block's 16 bytes are its first half, the high ones its second. */
function nibbles(words: string): string {
  return `let block = i / ${VECTORS}u;
let place = i % ${VECTORS}u;
let word = ${words}[block * ${VECTORS / 2}u + place % ${VECTORS / 2}u];
let shift = vec4u(0u, 8u, 16u, 24u) + vec4u(place / ${VECTORS / 2}u * 4u);
let codes = vec4f((vec4u(word) >> shift) & vec4u(15u));`;
}
