import { describe, expect, it, vi } from 'vitest';
import { countTokens, createTokenCountCache } from '../../../src/engine/text/tokenCounts';
import { bundledTokenizer } from './bundledTokenizer';

const tokenizer = bundledTokenizer();

function rowsOf(texts: readonly string[]) {
  return { length: texts.length, text: (row: number) => texts[row] ?? '', pair: () => null };
}

describe('counting tokens', () => {
  it('counts what encoding gives, row by row', async () => {
    const texts = ['Hello, world!', '', '你好', 'word '.repeat(5000)];
    const counts = await countTokens(rowsOf(texts), tokenizer);
    expect([...counts]).toEqual(texts.map((text) => tokenizer.encode(text).ids.length));
  });

  it('counts pairs with all their special tokens', async () => {
    const rows = { length: 1, text: () => 'a b', pair: () => 'c' };
    expect([...(await countTokens(rows, tokenizer))]).toEqual([6]);
  });

  it('lets other work run, reports progress, and stops when asked to', async () => {
    const rows = rowsOf(new Array<string>(400).fill('some words to count here '.repeat(100)));
    const abort = new AbortController();
    const seen: number[] = [];
    const onProgress = (done: number) => {
      seen.push(done);
      abort.abort(new Error('enough'));
    };
    const counted = countTokens(rows, tokenizer, { onProgress, signal: abort.signal });
    await expect(counted).rejects.toThrow('enough');
    expect(seen.length).toBe(1);
    expect(seen[0]).toBeLessThan(400);
  });
});

describe('the cache of counts', () => {
  it('makes counts once for a key, also for those who ask meanwhile', async () => {
    const cache = createTokenCountCache();
    const make = vi.fn(async () => Uint32Array.of(1, 2));
    const [first, second] = await Promise.all([cache.get('a', make), cache.get('a', make)]);
    expect(first).toBe(second);
    expect(await cache.get('a', make)).toBe(first);
    expect(make).toHaveBeenCalledTimes(1);
    cache.forget('a');
    await cache.get('a', make);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it('does not keep a failure', async () => {
    const cache = createTokenCountCache();
    await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect([...(await cache.get('a', async () => Uint32Array.of(5)))]).toEqual([5]);
  });

  it('drops the entry unused for longest', async () => {
    const cache = createTokenCountCache(2);
    const make = vi.fn(async () => new Uint32Array());
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await cache.get(key, make);
    expect(make).toHaveBeenCalledTimes(4);
  });
});
