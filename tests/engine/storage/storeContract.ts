import { describe, expect, it } from 'vitest';
import type { BlobStore } from '../../../src/engine/storage/store';

const text = (value: string) => new TextEncoder().encode(value);

async function contentOf(store: BlobStore, path: string): Promise<string | null> {
  const source = await store.open(path);
  return source && new TextDecoder().decode(await source.slice(0, source.byteLength));
}

async function* failingAfter(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  yield chunk;
  throw new Error('the source broke');
}

/** What every BlobStore must do; `make` gives an empty one. */
export function describeStore(name: string, make: () => Promise<BlobStore>): void {
  describe(name, () => {
    it('gives back what was written, whole or in ranges, under the path as its name', async () => {
      const store = await make();
      await store.write('runs/1/weights.bin', text('hello world'));
      const source = await store.open('runs/1/weights.bin');
      expect([source?.name, source?.byteLength]).toEqual(['runs/1/weights.bin', 11]);
      expect(new TextDecoder().decode(await source?.slice(6, 99))).toBe('world');
    });

    it('takes chunks, and reports how many bytes are written', async () => {
      const store = await make();
      const seen: number[] = [];
      const chunks = [text('ab'), text(''), text('cde')];
      await store.write('x', chunks, { onProgress: (written) => seen.push(written) });
      expect(await contentOf(store, 'x')).toBe('abcde');
      expect(seen).toEqual([2, 2, 5]);
    });

    it('keeps a copy: changing the bytes afterwards changes nothing', async () => {
      const store = await make();
      const bytes = text('abc');
      await store.write('x', bytes);
      bytes.fill(0);
      expect(await contentOf(store, 'x')).toBe('abc');
    });

    it('replaces a file, shorter or longer', async () => {
      const store = await make();
      for (const value of ['first', 'a', 'a much longer one', '']) {
        await store.write('d/x', text(value));
        expect(await contentOf(store, 'd/x')).toBe(value);
      }
      expect(await store.list()).toEqual(['d/x']);
    });

    it('keeps the old file when writing fails, and leaves nothing else behind', async () => {
      const store = await make();
      await store.write('x', text('old'));
      await expect(store.write('x', failingAfter(text('new')))).rejects.toThrow('the source broke');
      await expect(store.write('y', failingAfter(text('new')))).rejects.toThrow('the source broke');
      expect(await contentOf(store, 'x')).toBe('old');
      expect(await store.list()).toEqual(['x']);
    });

    it('stops at an abort with its reason, keeping the old file', async () => {
      const store = await make();
      await store.write('x', text('old'));
      const abort = new AbortController();
      const onProgress = () => abort.abort(new Error('enough'));
      const written = store.write('x', [text('n'), text('ew')], {
        signal: abort.signal,
        onProgress,
      });
      await expect(written).rejects.toThrow('enough');
      expect(await contentOf(store, 'x')).toBe('old');
    });

    it('lists paths by prefix in order', async () => {
      const store = await make();
      for (const path of ['b/2', 'a', 'b/1', 'bc', 'b/c/3']) await store.write(path, text(path));
      expect(await store.list()).toEqual(['a', 'b/1', 'b/2', 'b/c/3', 'bc']);
      expect(await store.list('b/')).toEqual(['b/1', 'b/2', 'b/c/3']);
      expect(await store.list('none')).toEqual([]);
    });

    it('removes a file, or a folder with all below it; nothing where there is nothing', async () => {
      const store = await make();
      for (const path of ['b/1', 'b/c/3', 'bc']) await store.write(path, text(path));
      await store.remove('b/1');
      expect(await store.list()).toEqual(['b/c/3', 'bc']);
      await store.remove('b');
      await store.remove('b');
      await store.remove('no/such/thing');
      expect(await store.list()).toEqual(['bc']);
      expect(await store.open('b/c/3')).toBeNull();
    });

    it('refuses paths that leave it', async () => {
      const store = await make();
      for (const path of ['', '../x', 'a//b', '/a', 'a/./b', 'a/']) {
        await expect(store.write(path, text('x'))).rejects.toThrow(RangeError);
      }
      expect(await store.list()).toEqual([]);
    });

    it('refuses more than there is room for before it reads a byte, with numbers', async () => {
      const store = await make();
      const untouched: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]: () => {
          throw new Error('was read');
        },
      };
      const { quota } = await store.usage();
      const written = store.write('big', untouched, { byteLength: 1e18 });
      await expect(written).rejects.toMatchObject({
        code: 'storage/full',
        values: { path: 'big', needed: 1e18, quota },
        message: expect.stringMatching(/1000000000000 MB are needed to keep big/),
        remedy: expect.stringMatching(/Delete runs/),
      });
      expect(await store.list()).toEqual([]);
    });

    it('writes several files at once without mixing them', async () => {
      const store = await make();
      const paths = ['p/0', 'p/1', 'p/2', 'p/3'];
      const write = (path: string) => store.write(path, [text(path), text('!')]);
      await Promise.all(paths.map(write));
      for (const path of paths) expect(await contentOf(store, path)).toBe(`${path}!`);
    });
  });
}
