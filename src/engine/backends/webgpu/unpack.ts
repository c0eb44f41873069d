import { BLOCK, type PackedStorage } from '../../core/storage';
import type { ElementType, PackedView } from './kernel';

/**
 * name(i), the value or four values at place i of a tensor that lies packed in the arrays of u32
 * `codes` and `scales` (which may be one) as core/storage.ts lays it out. Exact: every value is what
 * core/quantize.ts unpacks.
 */
export function unpackText(
  name: string,
  { codes, scales }: { readonly codes: string; readonly scales: string },
  type: ElementType,
  { storage, codesAt, scalesAt }: PackedView,
): string {
  const words: Words = {
    code: (place) => `${codes}[${codesAt}u + ${place}]`,
    scale: (place) => `${scales}[${scalesAt}u + ${place}]`,
  };
  const four = `fn ${name}Four(i: u32) -> vec4f {\n${FOUR[storage](words)}\n}`;
  const one =
    type === 'vec4f'
      ? `fn ${name}(i: u32) -> vec4f { return ${name}Four(i); }`
      : `fn ${name}(i: u32) -> f32 { return ${name}Four(i / 4u)[i % 4u]; }`;
  return `${four}\n${one}`;
}

/** Vectors of four values in a block. */
const VECTORS = BLOCK / 4;

/** Texts of the word at a place among the codes, and among the scales. */
interface Words {
  code(place: string): string;
  scale(place: string): string;
}

const FOUR: Readonly<Record<PackedStorage, (words: Words) => string>> = {
  f16: ({ code }) =>
    `return vec4f(unpack2x16float(${code('2u * i')}), unpack2x16float(${code('2u * i + 1u')}));`,
  q8_0: ({ code, scale }) => `let block = i / ${VECTORS}u;
let scale = unpack2x16float(${scale('block / 2u')})[block % 2u];
let codes = bitcast<vec4i>(vec4u(${code('i')}) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u);
return vec4f(codes) * scale;`,
  q4_0: (words) => `${nibbles(words)}
let scale = unpack2x16float(${words.scale('block / 2u')})[block % 2u];
return (codes - 8.0) * scale;`,
  q4_1: (words) => `${nibbles(words)}
let scale = unpack2x16float(${words.scale('block')});
return codes * scale.x + scale.y;`,
};

/** The low nibbles of a block's 16 bytes are its first half, the high ones its second. */
function nibbles({ code }: Words): string {
  return `let block = i / ${VECTORS}u;
let place = i % ${VECTORS}u;
let word = ${code(`block * ${VECTORS / 2}u + place % ${VECTORS / 2}u`)};
let shift = vec4u(0u, 8u, 16u, 24u) + vec4u(place / ${VECTORS / 2}u * 4u);
let codes = vec4f((vec4u(word) >> shift) & vec4u(15u));`;
}
