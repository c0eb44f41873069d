import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fileHash,
  fileSource,
  folderFiles,
  writeAtomically,
  writeFolder,
} from '../../src/cli/nodeFiles';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graft-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (path: string, text: string) => ({ path, chunks: () => [bytes(text)] });

/** Content whose second part cannot be made. */
function* breaking(): Generator<Uint8Array> {
  yield bytes('half');
  throw new Error('broken');
}

describe('a file source', () => {
  it('gives the bytes asked for, clipped to the length', async () => {
    const path = join(folder, 'ten.txt');
    await writeFile(path, '0123456789');
    const source = await fileSource(path);
    expect([source.name, source.byteLength]).toEqual(['ten.txt', 10]);
    expect(new TextDecoder().decode(await source.slice(3, 6))).toBe('345');
    expect(new TextDecoder().decode(await source.slice(8, 99))).toBe('89');
  });

  it('says so when the file became shorter meanwhile', async () => {
    const path = join(folder, 'shrinks.txt');
    await writeFile(path, '0123456789');
    const source = await fileSource(path);
    await writeFile(path, '01');
    await expect(source.slice(0, 10)).rejects.toMatchObject({ code: 'file/changed' });
  });

  it('has the hash that sha256sum prints', async () => {
    const path = join(folder, 'abc.txt');
    await writeFile(path, 'abc');
    expect(await fileHash(path)).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

describe('a folder', () => {
  it('follows the links that a model cache is made of, and leaves hidden folders out', async () => {
    const cache = join(folder, 'cache');
    await mkdir(join(cache, 'blobs'), { recursive: true });
    await mkdir(join(cache, 'snapshot/1_Pooling'), { recursive: true });
    await mkdir(join(cache, 'snapshot/.git'));
    await writeFile(join(cache, 'blobs/a1'), '{}');
    await writeFile(join(cache, 'snapshot/.git/config'), 'x');
    await symlink('../blobs/a1', join(cache, 'snapshot/config.json'));
    await symlink('../../blobs/a1', join(cache, 'snapshot/1_Pooling/config.json'));
    await symlink('../blobs/gone', join(cache, 'snapshot/model.safetensors'));
    const files = await folderFiles(join(cache, 'snapshot'));
    expect([...files.keys()].sort()).toEqual(['1_Pooling/config.json', 'config.json']);
    expect(files.get('config.json')?.byteLength).toBe(2);
  });
});

describe('writing', () => {
  it('that meets a full disk names the file', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
    });
    const path = join(folder, 'events.jsonl');
    // biome-ignore lint/correctness/useYield: it breaks off before anything is there.
    const content = (function* (): Generator<Uint8Array> {
      throw full;
    })();
    await expect(writeAtomically(path, content)).rejects.toMatchObject({ code: 'ENOSPC', path });
  });

  it('that breaks off leaves the old file and no temporary one', async () => {
    const path = join(folder, 'kept/file.txt');
    await writeAtomically(path, 'old');
    await expect(writeAtomically(path, breaking())).rejects.toThrow('broken');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(join(folder, 'kept'))).toEqual(['file.txt']);
  });

  it('a folder anew replaces it whole, and one that breaks off leaves the old', async () => {
    const out = join(folder, 'out');
    await writeFolder(out, [file('a.txt', '1'), file('deep/b.txt', '1')]);
    await writeFolder(out, [file('a.txt', '2'), file('deep/b.txt', '2'), file('c.txt', '2')]);
    expect((await readdir(out, { recursive: true })).sort()).toEqual([
      'a.txt',
      'c.txt',
      'deep',
      'deep/b.txt',
    ]);
    const broken = ['a.txt', 'deep/b.txt'].map((path) => ({ path, chunks: breaking }));
    await expect(writeFolder(out, [...broken, file('c.txt', '3')])).rejects.toThrow('broken');
    expect(await readFile(join(out, 'c.txt'), 'utf8')).toBe('2');
    expect((await readdir(folder)).filter((name) => /\.(part|old)$/.test(name))).toEqual([]);
  });

  it('a folder never loses a file that it would not write', async () => {
    const home = join(folder, 'home');
    await mkdir(home);
    await writeFile(join(home, 'thesis.txt'), 'mine');
    await expect(writeFolder(home, [file('a.txt', '1')])).rejects.toMatchObject({
      code: 'file/folder-taken',
      values: { file: 'thesis.txt' },
    });
    expect(await readdir(home)).toEqual(['thesis.txt']);
  });
});
