import { makeZip, predictLength } from 'client-zip';
import type { OutputFile } from './outputFile';

/** A zip archive as a stream, with the exact length it will have. */
export interface ZipStream {
  readonly stream: ReadableStream<Uint8Array>;
  readonly byteLength: number;
}

/**
 * Packs files (stored, not deflated: weights do not shrink) while they are read.
 * @param modified time written for every file; the same time gives the same bytes.
 */
export function zipFiles(files: readonly OutputFile[], modified: Date): ZipStream {
  const entries = files.map((file) => {
    return { name: file.path, size: file.byteLength, lastModified: modified };
  });
  async function* inputs() {
    for (const file of files) {
      yield { name: file.path, size: file.byteLength, lastModified: modified, input: read(file) };
    }
  }
  return { stream: makeZip(inputs()), byteLength: Number(predictLength(entries)) };
}

async function* read(file: OutputFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const chunk of file.chunks()) yield chunk as Uint8Array<ArrayBuffer>;
}
