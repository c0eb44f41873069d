/**
 * Every dtype of safetensors in the order of its Rust enum (ascending), with its width in bits.
 * The writer sorts tensors by this order, widest last entry first.
 */
const DTYPE_BITS = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

export type Dtype = keyof typeof DTYPE_BITS;

const DTYPE_ORDER = Object.keys(DTYPE_BITS);

/** True for a dtype name that the safetensors format defines. */
export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(DTYPE_BITS, name);
}

/** Width of one element in bits (F4 and F6 are below a byte). */
export function dtypeBits(dtype: Dtype): number {
  return DTYPE_BITS[dtype];
}

/** Place in the format's enum; wider types have a higher rank. */
export function dtypeRank(dtype: Dtype): number {
  return DTYPE_ORDER.indexOf(dtype);
}
