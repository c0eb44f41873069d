import { describe, expect, it } from 'vitest';
import { bf16ToF32, f16ToF32, f32ToBf16, f32ToF16 } from '../../../src/engine/core/halves';

const ALL = Uint16Array.from({ length: 0x10000 }, (_, i) => i);

/** The value of a half float by its definition, in doubles. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0
    ? sign * mantissa * 2 ** -24
    : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

function bf16Value(bits: number): number {
  return new DataView(Uint32Array.of(bits << 16).buffer).getFloat32(0, true);
}

describe.each([
  { name: 'f16', widen: f16ToF32, narrow: f32ToF16, value: halfValue, infinity: 0x7c00 },
  { name: 'bf16', widen: bf16ToF32, narrow: f32ToBf16, value: bf16Value, infinity: 0x7f80 },
])('$name', ({ widen, narrow, value, infinity }) => {
  it('has the value its definition says, for all 65,536 bit patterns', () => {
    const floats = widen(ALL);
    const wrong = [...ALL].filter((bits) => !Object.is(floats[bits], value(bits)));
    expect(wrong).toEqual([]);
  });

  it('comes back bit for bit from f32, NaN payloads and -0 included', () => {
    expect(narrow(widen(ALL))).toEqual(ALL);
  });

  it('rounds to the nearest, ties to even, at and beside the middle of every two neighbours', () => {
    const wrong: number[] = [];
    const doubles = new Float64Array(1);
    for (let bits = 0; bits < infinity - 1; bits++) {
      const middle = (value(bits) + value(bits + 1)) / 2;
      const probes = Float32Array.of(middle, nextFloat(middle, -1), nextFloat(middle, 1), -middle);
      doubles[0] = middle;
      const even = bits % 2 === 0 ? bits : bits + 1;
      const expected = [even, bits, bits + 1, 0x8000 | even];
      // Between bf16 subnormals the middle itself is an f32, as everywhere else.
      if (probes[0] !== middle || String([...narrow(probes)]) !== String(expected))
        wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it('overflows to infinity from half a step above its largest value', () => {
    const largest = value(infinity - 1);
    const step = largest - value(infinity - 2);
    const edge = Math.fround(largest + step / 2);
    expect([...narrow(Float32Array.of(nextFloat(edge, -1), edge, -edge))]).toEqual([
      infinity - 1,
      infinity,
      0x8000 | infinity,
    ]);
  });

  it('keeps a NaN whose payload does not fit a NaN', () => {
    const nan = new Float32Array(Uint32Array.of(0x7f800001, 0xff800001).buffer);
    expect([...widen(narrow(nan))]).toEqual([Number.NaN, Number.NaN]);
  });
});

/** The next f32 above (+1) or below (−1) a positive one. */
function nextFloat(value: number, direction: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  bits[0] = (bits[0] ?? 0) + direction;
  return new Float32Array(bits.buffer)[0] ?? 0;
}
