/**
 * Half floats and bfloat16. Converted on their bits, never through a JS number, so NaN payloads and
 * signed zeros survive a round trip.
 */

let halfTable: Uint32Array | null = null;

/** f32 bits of every half float; 256 kB, made on first use. */
function halfToFloatTable(): Uint32Array {
  if (halfTable) return halfTable;
  const table = new Uint32Array(0x10000);
  for (let half = 0; half < 0x10000; half++) table[half] = floatBitsOfHalf(half);
  halfTable = table;
  return table;
}

function floatBitsOfHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0x1f) return (sign | 0x7f800000 | (mantissa << 13)) >>> 0;
  if (exponent !== 0) return (sign | ((exponent + 112) << 23) | (mantissa << 13)) >>> 0;
  if (mantissa === 0) return sign >>> 0;
  // A subnormal half is mantissa · 2^-24: a normal float whose leading bit moves to bit 23.
  const shift = Math.clz32(mantissa) - 8;
  return (sign | ((126 - shift) << 23) | ((mantissa << shift) & 0x7fffff)) >>> 0;
}

/** Half-float bits → f32, exact. `into` (same length) receives the result where given. */
export function f16ToF32(halves: Uint16Array, into?: Float32Array): Float32Array {
  const table = halfToFloatTable();
  const floats = into ?? new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let i = 0; i < halves.length; i++) bits[i] = table[halves[i] as number] as number;
  return floats;
}

/** f32 → half-float bits, round to nearest even; above 65519 becomes infinity, NaN stays NaN. */
export function f32ToF16(floats: Float32Array): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const halves = new Uint16Array(floats.length);
  for (let i = 0; i < floats.length; i++) halves[i] = halfOfFloatBits(bits[i] as number);
  return halves;
}

function halfOfFloatBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) {
    const payload = (magnitude >>> 13) & 0x3ff;
    return sign | 0x7c00 | (payload === 0 ? 0x200 : payload);
  }
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    return sign | shiftRoundingToEven(magnitude - 0x38000000, 13);
  }
  // At most 2^-25: half of the least subnormal, which ties to zero.
  if (magnitude <= 0x33000000) return sign;
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  return sign | shiftRoundingToEven(mantissa, 126 - (magnitude >>> 23));
}

function shiftRoundingToEven(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

/** bfloat16 bits → f32, exact. `into` (same length) receives the result where given. */
export function bf16ToF32(halves: Uint16Array, into?: Float32Array): Float32Array {
  const floats = into ?? new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] as number) << 16;
  return floats;
}

/** f32 → bfloat16 bits, round to nearest even; NaN stays NaN. */
export function f32ToBf16(floats: Float32Array): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const halves = new Uint16Array(floats.length);
  for (let i = 0; i < floats.length; i++) halves[i] = bf16OfFloatBits(bits[i] as number);
  return halves;
}

function bf16OfFloatBits(bits: number): number {
  const isNaNBits = (bits & 0x7fffffff) > 0x7f800000;
  if (isNaNBits) {
    const upper = bits >>> 16;
    return (upper & 0x7f) === 0 ? upper | 0x40 : upper;
  }
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}
