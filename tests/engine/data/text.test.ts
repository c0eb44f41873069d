import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import { decodeText } from '../../../src/engine/data';
import { CHUNK_BYTES, createDecoder, readChunks } from '../../../src/engine/data/text';
import { encodeAs, encodeUtf16 } from './support';

async function textOf(bytes: Uint8Array, encoding: string): Promise<string> {
  let text = '';
  for await (const piece of decodeText(memorySource(bytes, 'f'), encoding)) text += piece;
  return text;
}

describe('createDecoder', () => {
  it('decodes the same wherever the bytes are cut', () => {
    const legacy = fc.string({ unit: fc.constantFrom('a', ',', '\n', '你', '好', '龍', '£', '"') });
    const encodings = fc.constantFrom('utf-8', 'gb18030', 'utf-16le', 'utf-16be');
    fc.assert(
      fc.property(legacy, encodings, fc.integer({ min: 1, max: 5 }), (raw, encoding, step) => {
        const text = raw.replaceAll('£', '');
        const bytes =
          encoding === 'utf-8'
            ? new TextEncoder().encode(text)
            : encoding === 'gb18030'
              ? encodeAs('gb18030', text)
              : encodeUtf16(text, encoding === 'utf-16le' ? 'le' : 'be');
        const decode = createDecoder(encoding);
        let decoded = '';
        for (let i = 0; i < bytes.length; i += step) decoded += decode(bytes.subarray(i, i + step));
        expect(decoded + decode()).toBe(text);
      }),
    );
  });

  it('reads the curly quotes and the euro sign of windows-1252 on every runtime', () => {
    const decode = createDecoder('windows-1252');
    expect(decode(Uint8Array.from([0x80, 0x92, 0x93, 0xe9, 0x9f]))).toBe('€’“éŸ');
  });
});

describe('decodeText', () => {
  it('leaves no broken character in a Chinese file larger than many chunks', async () => {
    const line = '一二三四五六七,标签\n';
    const text = line.repeat(Math.ceil((3 * CHUNK_BYTES) / 29));
    const decoded = await textOf(new TextEncoder().encode(text), 'utf-8');
    expect(decoded).not.toContain('\uFFFD');
    expect(decoded === text).toBe(true);
  });

  it('takes the byte order mark off', async () => {
    expect(await textOf(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61]), 'utf-8')).toBe('a');
    expect(await textOf(Uint8Array.from([0xff, 0xfe, 0x61, 0]), 'utf-16le')).toBe('a');
  });

  it('shows a character cut off by the end of the file', async () => {
    expect(await textOf(Uint8Array.from([0x61, 0xe4, 0xbd]), 'utf-8')).toBe('a\uFFFD');
  });
});

describe('readChunks', () => {
  it('stops when cancelled, with the reason given', async () => {
    const cancel = new AbortController();
    const reason = new Error('enough');
    const read = async () => {
      const source = memorySource(new Uint8Array(5 * CHUNK_BYTES), 'f');
      let chunks = 0;
      for await (const bytes of readChunks(source, 'read', { signal: cancel.signal })) {
        chunks += bytes.length / CHUNK_BYTES;
        if (chunks === 2) cancel.abort(reason);
      }
    };
    await expect(read()).rejects.toBe(reason);
  });

  it('says so when the file became shorter meanwhile', async () => {
    const source = { name: 'f', byteLength: 10, slice: async () => new Uint8Array(4) };
    await expect(readChunks(source, 'read').next()).rejects.toMatchObject({
      code: 'data/file-changed',
    });
  });
});
