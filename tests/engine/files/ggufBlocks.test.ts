import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../../src/engine/core/quantize';
import type { BlockStorage } from '../../../src/engine/core/storage';
import { fromGgufBlocks, toGgufBlocks } from '../../../src/engine/files/ggufBlocks';
import fixture from '../../fixtures/gguf/blocks.json';

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

function floatsOf(base64: string): Float32Array {
  return new Float32Array(bytesOf(base64).buffer);
}

const VALUES = floatsOf(fixture.values);

/** Squared error over squared length, summed over the rows, which are of very different sizes. */
function relativeErrors(found: Float32Array): number {
  const columns = fixture.shape[1] as number;
  let sum = 0;
  for (let at = 0; at < VALUES.length; at += columns) {
    const row = VALUES.subarray(at, at + columns);
    const apart = row.map((value, i) => value - (found[at + i] as number));
    sum += squares(apart) / squares(row);
  }
  return sum;
}

function squares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

describe.each(Object.entries(fixture.blocks))('%s', (name, gguf) => {
  const storage = name as BlockStorage;
  const packed = fromGgufBlocks(storage, VALUES.length, bytesOf(gguf.bytes));

  it('means what the gguf library reads in it, bit for bit', () => {
    expect(unpack(packed)).toEqual(floatsOf(gguf.values));
  });

  it('goes back into a file as it came', () => {
    expect(toGgufBlocks(packed, storage)).toEqual(bytesOf(gguf.bytes));
  });

  it('is packed as well as the library packs it, within 1 %', () => {
    const ours = relativeErrors(unpack(pack(VALUES, storage, 'w')));
    expect(ours).toBeLessThanOrEqual(1.01 * relativeErrors(floatsOf(gguf.values)));
  });
});
