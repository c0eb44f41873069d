import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ByteSource, type FileMap, memorySource } from '../../src/engine/core/bytes';

/** A file of the repository as a ByteSource. */
export function fileSource(path: string): ByteSource {
  return memorySource(new Uint8Array(readFileSync(path)), path.split('/').at(-1) ?? path);
}

/** A folder of the repository, with all below it, as a FileMap. */
export function folderFiles(folder: string): FileMap {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [relative(folder, path), fileSource(path)]));
}
