/**
 * All that reading is: a length and ranges. A File, a Blob, an OPFS file, a buffer and a Node file
 * handle each are one. `name` is what messages call it.
 */
export interface ByteSource {
  readonly name: string;
  readonly byteLength: number;
  /** Bytes start (inclusive) to end (exclusive), clipped to the length. */
  slice(start: number, end: number): Promise<Uint8Array>;
}

/** A ByteSource over a Blob or File. */
export function blobSource(blob: Blob, name: string): ByteSource {
  return {
    name,
    byteLength: blob.size,
    slice: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/** A ByteSource over bytes in memory. */
export function memorySource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    byteLength: bytes.byteLength,
    slice: async (start, end) => bytes.slice(start, end),
  };
}

/** A folder as a flat map from path ("config.json", "1_Pooling/config.json") to its bytes. */
export type FileMap = ReadonlyMap<string, ByteSource>;
