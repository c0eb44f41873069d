/**
 * How a tensor's values lie in memory. What trains is always f32; what stays frozen may take fewer
 * bytes. Block formats share one scale among 32 consecutive values of the contiguous axis, as
 * GGUF's formats of the same names do (ggml-quants.c), and hold every value that those can hold.
 * Their parts lie apart here, all codes first, so that kernels read whole 32-bit words:
 *
 *   f16    a half per value
 *   q8_0   a signed byte q per value · then per block a half d              x = q · d
 *   q4_0   16 bytes per block · then per block a half d                     x = (q − 8) · d
 *   q4_1   16 bytes per block · then per block two halves d, m              x = q · d + m
 *
 * Byte i of 16 holds value i of its block in the low four bits and value i + 16 in the high four.
 * All little-endian, filled up with zeros to a multiple of 4 bytes. Blocks follow the flat order of
 * a matrix whose rows are whole blocks, so one layout serves x·Wᵀ and dy·W.
 */
export const STORAGES = ['f32', 'f16', 'q8_0', 'q4_0', 'q4_1'] as const;

export type Storage = (typeof STORAGES)[number];
export type PackedStorage = Exclude<Storage, 'f32'>;

/** Values that share a scale in a block format. */
export const BLOCK = 32;

/** Values in fewer bytes than f32, as the legend above lays them out. */
export interface Packed {
  readonly storage: PackedStorage;
  readonly elements: number;
  /** As many as {@link storedBytes} says. */
  readonly bytes: Uint8Array;
}

/** Bytes of one block: its codes, and its scale with what else it keeps. */
export const BLOCK_BYTES = {
  q8_0: { codes: 32, scales: 2 },
  q4_0: { codes: 16, scales: 2 },
  q4_1: { codes: 16, scales: 4 },
} as const;

export type BlockStorage = keyof typeof BLOCK_BYTES;

/** Bytes that values take; `elements` is a multiple of {@link BLOCK} for a block format. */
export function storedBytes(storage: Storage, elements: number): number {
  if (storage === 'f32') return 4 * elements;
  if (storage === 'f16') return wholeWords(2 * elements);
  const { codes, scales } = BLOCK_BYTES[storage];
  return wholeWords((elements / BLOCK) * (codes + scales));
}

/** Bytes of the codes alone, which come first; all of them in a format without scales. */
export function codeBytes(storage: Storage, elements: number): number {
  if (storage === 'f32' || storage === 'f16') return storedBytes(storage, elements);
  return (elements / BLOCK) * BLOCK_BYTES[storage].codes;
}

/** Whether a matrix with rows of this many values may lie in blocks. */
export function fitsBlocks(columns: number): boolean {
  return columns > 0 && columns % BLOCK === 0;
}

function wholeWords(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}
