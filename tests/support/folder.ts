import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ByteSource, type FileMap, memorySource } from '../../src/engine/core/bytes';

/** A file of the repository as a ByteSource. */
export function fileSource(path: string): ByteSource {
  return memorySource(new Uint8Array(readFileSync(path)), path.split('/').at(-1) ?? path);
}

/** A folder of the repository as a FileMap. */
export function folderFiles(folder: string): FileMap {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(names.map(({ name }) => [name, fileSource(join(folder, name))]));
}
