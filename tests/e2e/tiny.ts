import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { tinyBertFiles } from '../support/tinyBert';

/** A tiny BERT folder on disk, as a person would drop one; `change` may spoil a file. */
export async function tinyFolder(
  change: (path: string, bytes: Uint8Array) => Uint8Array | null = (_, bytes) => bytes,
): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'graft-e2e-')), 'tiny-bert');
  for (const [path, source] of await tinyBertFiles()) {
    const bytes = change(path, await source.slice(0, source.byteLength));
    if (bytes === null) continue;
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
  return folder;
}
