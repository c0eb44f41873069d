import { partsOf } from '../core/quantize';
import { BLOCK, BLOCK_BYTES, type BlockStorage, type Packed, storedBytes } from '../core/storage';

/**
 * GGUF's Q8_0, Q4_0 and Q4_1 lay a tensor out block after block: its halves (d, or d and m), then
 * its codes. The engine keeps the same bytes with all codes first, so nothing is lost on the way.
 * Source: ggml-common.h, block_q8_0, block_q4_0, block_q4_1.
 */

/** A tensor of a GGUF file as the engine keeps it. */
export function fromGgufBlocks(
  storage: BlockStorage,
  elements: number,
  blocks: Uint8Array,
): Packed {
  const packed = { storage, elements, bytes: new Uint8Array(storedBytes(storage, elements)) };
  moveBlocks(packed, storage, (own, at) => own.set(blocks.subarray(at, at + own.length)));
  return packed;
}

/** The blocks of a GGUF file. */
export function toGgufBlocks(packed: Packed, storage: BlockStorage): Uint8Array {
  const { codes, scales } = BLOCK_BYTES[storage];
  const blocks = new Uint8Array((packed.elements / BLOCK) * (codes + scales));
  moveBlocks(packed, storage, (own, at) => blocks.set(own, at));
  return blocks;
}

/** Calls `move` with every part of every block, and where GGUF has it. */
function moveBlocks(
  packed: Packed,
  storage: BlockStorage,
  move: (own: Uint8Array, at: number) => void,
): void {
  const { codes, halves } = partsOf(packed, storage);
  const scaleBytes = new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength);
  const width = BLOCK_BYTES[storage];
  for (let block = 0; block * BLOCK < packed.elements; block++) {
    const at = block * (width.codes + width.scales);
    move(scaleBytes.subarray(block * width.scales, (block + 1) * width.scales), at);
    move(codes.subarray(block * width.codes, (block + 1) * width.codes), at + width.scales);
  }
}
