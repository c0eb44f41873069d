import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EngineError } from '../../../src/engine/core/errors';
import { createMemoryStore } from '../../../src/engine/storage/memory';
import { createModelCache } from '../../../src/engine/storage/modelCache';
import { createNetwork } from '../../../src/engine/storage/network';

const CONFIG = new TextEncoder().encode('{"model_type":"bert"}');
const WEIGHTS = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);

function entry(path: string, bytes: Uint8Array) {
  return { path, size: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const MANIFEST = {
  version: 1,
  models: [
    {
      id: 'tiny',
      label: 'Tiny',
      files: [entry('config.json', CONFIG), entry('1_P/w.bin', WEIGHTS)],
    },
  ],
};

/** A server over a map that tests may change, and the requests it saw. */
function fakeServer() {
  const files = new Map<string, Uint8Array>([
    ['/models/index.json', new TextEncoder().encode(JSON.stringify(MANIFEST))],
    ['/models/tiny/config.json', CONFIG],
    ['/models/tiny/1_P/w.bin', WEIGHTS],
  ]);
  const requests: string[] = [];
  const state = { online: true };
  const send: typeof fetch = async (input, init) => {
    const { pathname } = new URL(String(input));
    init?.signal?.throwIfAborted();
    if (!state.online) throw new TypeError('offline');
    requests.push(pathname);
    const bytes = files.get(pathname);
    return bytes
      ? new Response(chunked(bytes), { headers: { 'content-length': String(bytes.byteLength) } })
      : new Response(null, { status: 404 });
  };
  return {
    files,
    requests,
    state,
    network: createNetwork({ base: 'http://studio.test/', fetch: send }),
  };
}

function chunked(bytes: Uint8Array): ReadableStream<Uint8Array> {
  const stream = new TransformStream<Uint8Array, Uint8Array>();
  const writer = stream.writable.getWriter();
  const pump = async () => {
    for (let at = 0; at < bytes.byteLength; at += 30_000)
      await writer.write(bytes.slice(at, at + 30_000));
    await writer.close();
  };
  pump().catch(() => undefined);
  return stream.readable;
}

describe('a bundled model', () => {
  it('is fetched once, then opened without any request, also with the network off', async () => {
    const { network, requests, state } = fakeServer();
    const store = createMemoryStore();
    const files = await createModelCache(store, network).load('tiny');
    expect([...files.keys()]).toEqual(['config.json', '1_P/w.bin']);
    expect(await files.get('1_P/w.bin')?.slice(0, 1e9)).toEqual(WEIGHTS);
    expect(requests.length).toBe(3);
    state.online = false;
    const later = createModelCache(store, network);
    expect(await later.isKept('tiny')).toBe(true);
    const again = await later.load('tiny');
    expect(await again.get('config.json')?.slice(0, 1e9)).toEqual(CONFIG);
    expect(requests.length).toBe(3);
    expect((await later.manifest()).models[0]?.id).toBe('tiny');
  });

  it('reports bytes over all its files, ending at their total', async () => {
    const { network } = fakeServer();
    const total = CONFIG.byteLength + WEIGHTS.byteLength;
    for (const cache of [createModelCache(createMemoryStore(), network)]) {
      for (let visit = 0; visit < 2; visit++) {
        const seen: number[] = [];
        await cache.load('tiny', {
          onProgress: (progress) => {
            expect(progress.total).toBe(total);
            seen.push(progress.done);
          },
        });
        expect(seen).toEqual([...seen].sort((a, b) => a - b));
        expect(seen.at(-1)).toBe(total);
        expect(seen.length).toBeGreaterThan(2);
      }
    }
  });

  it('that was damaged in the store is fetched again, that file alone', async () => {
    const { network, requests } = fakeServer();
    const store = createMemoryStore();
    const cache = createModelCache(store, network);
    await cache.load('tiny');
    const damaged = WEIGHTS.slice();
    damaged[5] = 0xff;
    await store.write('models/tiny/1_P/w.bin', damaged);
    const files = await cache.load('tiny');
    expect(await files.get('1_P/w.bin')?.slice(0, 1e9)).toEqual(WEIGHTS);
    expect(requests.slice(3)).toEqual(['/models/tiny/1_P/w.bin']);
  });

  it('that arrives wrong is fetched once more, then given up by name, and not kept', async () => {
    const { network, requests, files } = fakeServer();
    files.set('/models/tiny/1_P/w.bin', WEIGHTS.slice(1));
    const store = createMemoryStore();
    const cache = createModelCache(store, network);
    await expect(cache.load('tiny')).rejects.toMatchObject({
      code: 'model/corrupt',
      message: '1_P/w.bin of tiny arrived with 99999 bytes, expected 100000 bytes.',
    });
    expect(requests.filter((path) => path.endsWith('w.bin')).length).toBe(2);
    expect(await store.open('models/tiny/1_P/w.bin')).toBeNull();
    expect(await cache.isKept('tiny')).toBe(false);
    files.set('/models/tiny/1_P/w.bin', WEIGHTS);
    await cache.load('tiny');
    expect(await cache.isKept('tiny')).toBe(true);
  });

  it('of a newer manifest replaces the kept one when its files are not kept', async () => {
    const { network, files } = fakeServer();
    const store = createMemoryStore();
    const cache = createModelCache(store, network);
    await cache.load('tiny');
    await cache.remove('tiny');
    const newer = Uint8Array.of(1, 2, 3);
    const models = [{ id: 'tiny', files: [entry('config.json', newer)] }];
    files.set('/models/index.json', new TextEncoder().encode(JSON.stringify({ models })));
    files.set('/models/tiny/config.json', newer);
    const opened = await cache.load('tiny');
    expect(await opened.get('config.json')?.slice(0, 9)).toEqual(newer);
  });

  it('can be cancelled half-way; what is whole stays for the next time', async () => {
    const { network, requests } = fakeServer();
    const store = createMemoryStore();
    const cache = createModelCache(store, network);
    const abort = new AbortController();
    const loading = cache.load('tiny', {
      signal: abort.signal,
      onProgress: ({ file, done }) => {
        if (file === '1_P/w.bin' && done > 40_000) abort.abort(new Error('stopped by the person'));
      },
    });
    await expect(loading).rejects.toThrow('stopped by the person');
    expect(await store.list('models/tiny/')).toEqual(['models/tiny/config.json']);
    await cache.load('tiny');
    expect(requests.filter((path) => path.endsWith('config.json')).length).toBe(1);
  });

  it('that is not bundled is answered with those that are', async () => {
    const { network } = fakeServer();
    const cache = createModelCache(createMemoryStore(), network);
    await expect(cache.load('huge')).rejects.toThrow(/no bundled model "huge".*tiny/);
  });

  it('that does not fit is held in memory for this visit, with the reason told', async () => {
    const { network, requests } = fakeServer();
    const store = createMemoryStore(1000);
    const cache = createModelCache(store, network);
    const reasons: EngineError[] = [];
    const files = await cache.load('tiny', { onNotKept: (reason) => reasons.push(reason) });
    expect(await files.get('1_P/w.bin')?.slice(0, 1e9)).toEqual(WEIGHTS);
    expect(reasons.map(({ code, values }) => [code, values.needed])).toEqual([
      ['storage/full', 100_000],
    ]);
    expect(await store.list()).toEqual(['models/index.json', 'models/tiny/config.json']);
    expect(await cache.isKept('tiny')).toBe(false);
    expect(requests.length).toBe(4);
  });

  it('opens also where not even the list can be kept', async () => {
    const { network } = fakeServer();
    const files = await createModelCache(createMemoryStore(10), network).load('tiny');
    expect(await files.get('config.json')?.slice(0, 99)).toEqual(CONFIG);
  });

  it('whose list is no list is refused', async () => {
    const { network, files } = fakeServer();
    files.set('/models/index.json', new TextEncoder().encode('<html>'));
    const cache = createModelCache(createMemoryStore(), network);
    await expect(cache.load('tiny')).rejects.toMatchObject({ code: 'model/bad-manifest' });
  });
});
