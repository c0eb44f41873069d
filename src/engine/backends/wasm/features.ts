/** One function: i32.const 0 · i8x16.splat · i8x16.popcnt. Valid only where WebAssembly has SIMD. */
const SIMD = 'AGFzbQEAAAABBQFgAAF7AwIBAAoKAQgAQQD9D/1iCw==';
/** One function: f32x4.relaxed_madd of its three parameters. */
const RELAXED_SIMD = 'AGFzbQEAAAABCAFgA3t7ewF7AwIBAAoNAQsAIAAgASAC/YUCCw==';

/** Bytes of a base64 text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Whether WebAssembly has 128-bit SIMD here. */
export function hasSimd(): boolean {
  return WebAssembly.validate(fromBase64(SIMD));
}

/** Whether WebAssembly has the fused multiply-add of relaxed SIMD here. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(fromBase64(RELAXED_SIMD));
}

/** Whether this thread may sleep until another wakes it; the main thread of a page may not. */
export function mayBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}
