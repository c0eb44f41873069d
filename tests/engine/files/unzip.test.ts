import { deflateRawSync } from 'node:zlib';
import { crc32 } from 'hash-wasm';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/engine/core/bytes';
import { zipFiles } from '../../../src/engine/files/archive';
import { outputFile } from '../../../src/engine/files/outputFile';
import { unpacked, unzip } from '../../../src/engine/files/unzip';
import { rejection } from './fixture';

/** A zip of one deflated file, written by hand after PKWARE's APPNOTE; `spoil` changes its headers. */
async function deflated(
  text: string,
  spoil: (view: DataView, central: number) => void = () => {},
): Promise<Uint8Array> {
  const content = new TextEncoder().encode(text);
  const packed = deflateRawSync(content);
  const name = new TextEncoder().encode('a/字.txt');
  const central = 30 + name.length + packed.length;
  const end = central + 46 + name.length;
  const bytes = new Uint8Array(end + 22);
  const view = new DataView(bytes.buffer);
  const crc = Number.parseInt(await crc32(content), 16);
  for (const [at, signature, method] of [
    [0, 0x04034b50, 8],
    [central, 0x02014b50, 10],
  ] as const) {
    view.setUint32(at, signature, true);
    const of = at + method;
    view.setUint16(of, 8, true);
    view.setUint32(of + 6, crc, true);
    view.setUint32(of + 10, packed.length, true);
    view.setUint32(of + 14, content.length, true);
    view.setUint16(of + 18, name.length, true);
  }
  bytes.set(name, 30);
  bytes.set(packed, 30 + name.length);
  bytes.set(name, central + 46);
  view.setUint32(end, 0x06054b50, true);
  view.setUint16(end + 10, 1, true);
  view.setUint32(end + 12, end - central, true);
  view.setUint32(end + 16, central, true);
  spoil(view, central);
  return bytes;
}

const open = (bytes: Uint8Array, name = 'it.zip') => unzip(memorySource(bytes, name));

async function textOf(bytes: Uint8Array): Promise<string> {
  const [file] = (await open(bytes)).values();
  return new TextDecoder().decode(await file?.slice(0, file.byteLength));
}

async function stored(...files: readonly (readonly [string, string])[]): Promise<Uint8Array> {
  const { stream } = zipFiles(
    files.map(([path, text]) => outputFile(path, text)),
    new Date(2024, 1, 1),
  );
  const response = new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>);
  return new Uint8Array(await response.arrayBuffer());
}

describe('a zip archive', () => {
  it('gives the files that were put in, whatever their names', async () => {
    const zip = await stored(['名字.txt', 'hello'], ['in/side.json', '{}'], ['empty', '']);
    const files = await open(zip);
    expect([...files.keys()]).toEqual(['名字.txt', 'in/side.json', 'empty']);
    expect(await textOf(zip)).toBe('hello');
    expect(await files.get('in/side.json')?.slice(1, 2)).toEqual(new TextEncoder().encode('}'));
  });

  it('is inflated where it is deflated, and found behind a comment', async () => {
    const text = 'again and '.repeat(5000);
    const zip = await deflated(text);
    expect(await textOf(zip)).toBe(text);
    const commented = new Uint8Array(zip.length + 300);
    commented.set(zip);
    expect(await textOf(commented)).toBe(text);
  });

  it('leaves out paths that lead out of it', async () => {
    const files = await open(await stored(['../up.txt', 'x'], ['kept.txt', 'x']));
    expect([...files.keys()]).toEqual(['kept.txt']);
  });

  it.each([
    ['that is cut off', async () => (await deflated('words')).slice(0, 60), 'archive/truncated'],
    ['that is none', async () => new TextEncoder().encode('id,text\n1,x'), 'archive/not-zip'],
    ['that is empty', async () => new Uint8Array(0), 'archive/not-zip'],
    [
      'that is encrypted',
      () => deflated('words', (view, central) => view.setUint16(central + 8, 1, true)),
      'archive/unreadable',
    ],
    [
      'with a compression that nobody knows',
      () => deflated('words', (view, central) => view.setUint16(central + 10, 99, true)),
      'archive/unreadable',
    ],
    [
      'that says it unfolds to more than memory',
      () => deflated('words', (view, central) => view.setUint32(central + 24, 2 ** 32 - 1, true)),
      'archive/too-large',
    ],
  ])('%s is refused, by its name and with a remedy', async (_, make, code) => {
    const error = await rejection(open(await make(), 'mine.zip'));
    expect(error).toMatchObject({ code, values: { file: 'mine.zip' } });
    expect(error.remedy).toMatch(/\.$/);
  });

  it.each([
    ['a flipped bit', (view: DataView) => view.setUint8(42, view.getUint8(42) ^ 4)],
    ['less than it unfolds to', (view: DataView, at: number) => view.setUint32(at + 24, 3, true)],
    ['another checksum', (view: DataView, at: number) => view.setUint32(at + 16, 1, true)],
  ])('with %s gives no byte of that file', async (_, spoil) => {
    const zip = await deflated('words of more than a few letters', spoil);
    expect(await rejection(textOf(zip))).toMatchObject({ code: 'archive/damaged' });
  });
});

describe('what was dropped', () => {
  it('is unpacked only where it is one zip', async () => {
    const zip = memorySource(await stored(['x.txt', 'x']), 'some.ZIP');
    expect([...(await unpacked(new Map([['some.ZIP', zip]]))).keys()]).toEqual(['x.txt']);
    const folder = new Map([
      ['some.ZIP', zip],
      ['y.txt', memorySource(new Uint8Array(1), 'y.txt')],
    ]);
    expect(await unpacked(folder)).toBe(folder);
  });
});
