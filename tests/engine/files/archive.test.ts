import { expect, it } from 'vitest';
import { zipFiles } from '../../../src/engine/files/archive';
import { outputFile, streamedFile } from '../../../src/engine/files/outputFile';

const WHEN = new Date(2024, 4, 6, 7, 8, 10);
const big = streamedFile('model/weights.bin', 300_000, function* () {
  for (let i = 0; i < 3; i++) yield new Uint8Array(100_000).fill(i);
});

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(
    await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer(),
  );
}

/** Entries by the central directory, as any unzip reads them: name → content. */
function readStoredZip(zip: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.byteLength - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  const entries = new Map<string, Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < view.getUint16(end + 10, true); i++) {
    const [size, nameLength] = [view.getUint32(at + 24, true), view.getUint16(at + 28, true)];
    const extra = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(zip.subarray(at + 46, at + 46 + nameLength));
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    entries.set(name, zip.subarray(start, start + size));
    at += 46 + nameLength + extra;
  }
  return entries;
}

it('a zip holds every file under its path, and has the length that was foretold', async () => {
  const { stream, byteLength } = zipFiles(
    [outputFile('名字.txt', 'hello'), big, outputFile('empty', '')],
    WHEN,
  );
  const zip = await bytesOf(stream);
  expect(zip.byteLength).toBe(byteLength);
  const entries = readStoredZip(zip);
  expect([...entries.keys()]).toEqual(['名字.txt', 'model/weights.bin', 'empty']);
  expect(new TextDecoder().decode(entries.get('名字.txt'))).toBe('hello');
  expect(Buffer.from(entries.get('model/weights.bin') ?? []).equals(big.bytes)).toBe(true);
});

it('the same files at the same time give the same bytes', async () => {
  const first = await bytesOf(zipFiles([big], WHEN).stream);
  expect(Buffer.from(await bytesOf(zipFiles([big], WHEN).stream)).equals(first)).toBe(true);
});
