/** Reads a safetensors file by hand, apart from the code that wrote it. */
export interface RawSafetensors {
  /** The header's text, padding included. */
  readonly header: string;
  /** Where the numbers begin. */
  readonly start: number;
  /** Bytes of one tensor, by its name. */
  bytes(name: string): Uint8Array;
}

export function readRaw(file: Uint8Array): RawSafetensors {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header = new TextDecoder().decode(file.subarray(8, 8 + length));
  const info = JSON.parse(header);
  return {
    header,
    start: 8 + length,
    bytes(name) {
      const [from, to] = info[name].data_offsets;
      return file.subarray(8 + length + from, 8 + length + to);
    },
  };
}

/** The header of 32-bit float tensors, sorted by name, laid end to end, padded to 8 bytes. */
export function expectedHeader(tensors: readonly (readonly [string, readonly number[]])[]): string {
  let at = 0;
  const entries = [...tensors]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, shape]) => {
      const from = at;
      at += 4 * shape.reduce((product, size) => product * size, 1);
      return `"${name}":{"dtype":"F32","shape":[${shape.join(',')}],"data_offsets":[${from},${at}]}`;
    });
  const text = `{"__metadata__":{"format":"pt"},${entries.join(',')}}`;
  return text.padEnd(Math.ceil(text.length / 8) * 8);
}
