import type { BlockStorage } from '../../core/storage';
import type { ElementType, PackedView } from './kernel';

/**
 * name(i), the value or four values at place i of a tensor that lies packed in the arrays of u32
 * `codes` and `scales` (which may be one) as core/storage.ts lays it out. Exact: every value is what
 * core/quantize.ts unpacks. Block formats give besides nameScale(block) and, from that,
 * namePart(block, place, scale): four values of a block, for whoever reads it whole.
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
  const four = storage === 'f16' ? halvesText(name, words) : blocksText(name, storage, words);
  const one =
    type === 'vec4f'
      ? `fn ${name}(i: u32) -> vec4f { return ${name}Four(i); }`
      : `fn ${name}(i: u32) -> f32 { return ${name}Four(i >> 2u)[i & 3u]; }`;
  return `${four}\n${one}`;
}

/** Texts of the word at a place among the codes, and among the scales. */
interface Words {
  code(place: string): string;
  scale(place: string): string;
}

function halvesText(name: string, { code }: Words): string {
  return `fn ${name}Four(i: u32) -> vec4f {
return vec4f(unpack2x16float(${code('2u * i')}), unpack2x16float(${code('2u * i + 1u')}));
}`;
}

// Shifts and masks, since a CPU that plays a GPU divides lane by lane.
function blocksText(name: string, storage: BlockStorage, words: Words): string {
  const { scale, part } = FORMATS[storage];
  return `fn ${name}Scale(block: u32) -> vec2f {
return ${scale(words)};
}
fn ${name}Part(block: u32, place: u32, scale: vec2f) -> vec4f {
${part(words)}
}
fn ${name}Four(i: u32) -> vec4f {
return ${name}Part(i >> 3u, i & 7u, ${name}Scale(i >> 3u));
}`;
}

/** Texts of the scale of `block`, and of vector `place` of its eight. */
interface Format {
  scale(words: Words): string;
  part(words: Words): string;
}

const FORMATS: Readonly<Record<BlockStorage, Format>> = {
  q8_0: {
    scale: halfOf,
    part: ({ code }) =>
      `let codes = bitcast<vec4i>(vec4u(${code('8u * block + place')}) << vec4u(24u, 16u, 8u, 0u)) >> vec4u(24u);
return vec4f(codes) * scale.x;`,
  },
  q4_0: { scale: halfOf, part: (words) => `${nibbles(words)}\nreturn (codes - 8.0) * scale.x;` },
  q4_1: {
    scale: ({ scale }) => `unpack2x16float(${scale('block')})`,
    part: (words) => `${nibbles(words)}\nreturn codes * scale.x + scale.y;`,
  },
};

/** The half that is the scale of `block`, first of two. */
function halfOf({ scale }: Words): string {
  return `unpack2x16float(${scale('(block >> 1u)')} >> (16u * (block & 1u)))`;
}

/** The low nibbles of a block's 16 bytes are its first half, the high ones its second. */
function nibbles({ code }: Words): string {
  return `let word = ${code('4u * block + (place & 3u)')};
let shift = vec4u(0u, 8u, 16u, 24u) + vec4u((place >> 2u) * 4u);
let codes = vec4f((vec4u(word) >> shift) & vec4u(15u));`;
}
