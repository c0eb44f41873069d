/** A file to be handed out: to a zip, to OPFS, to disk. Made when it is read, chunk by chunk. */
export interface OutputFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly byteLength: number;
  /** The bytes in order; may be called again. */
  chunks(): Iterable<Uint8Array>;
  /** All bytes in one buffer, made anew at each access. */
  readonly bytes: Uint8Array;
}

/** An OutputFile over chunks that a generator makes. */
export function streamedFile(
  path: string,
  byteLength: number,
  chunks: () => Iterable<Uint8Array>,
): OutputFile {
  return {
    path,
    byteLength,
    chunks,
    get bytes() {
      const whole = new Uint8Array(byteLength);
      let at = 0;
      for (const chunk of chunks()) {
        whole.set(chunk, at);
        at += chunk.byteLength;
      }
      return whole;
    },
  };
}

/** An OutputFile over bytes, or text in UTF-8. */
export function outputFile(path: string, content: Uint8Array | string): OutputFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { path, byteLength: bytes.byteLength, chunks: () => [bytes], bytes };
}
