import { crc32 } from 'hash-wasm';
import { type ByteSource, type FileMap, memorySource } from '../core/bytes';
import { EngineError } from '../core/errors';

/** Signatures of PKWARE's APPNOTE 6.3.10, §4.3: local header, central directory, its end. */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
/** The comment after the end record is at most 65,535 bytes long. */
const LONGEST_TAIL = END_BYTES + 0xffff;

/** More is no folder that anybody dropped; a small archive must not unfold without end. */
const MOST_ENTRIES = 10_000;
const MOST_BYTES = 2 ** 31;

/** A file of the archive as its central directory tells it. */
interface Entry {
  readonly path: string;
  readonly flags: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header begins. */
  readonly offset: number;
}

/** What was dropped as a folder: the files of the one zip that it consists of, else itself. */
export async function unpacked(files: FileMap): Promise<FileMap> {
  const [only, ...others] = files.values();
  if (!only || others.length > 0 || !/\.zip$/i.test(only.name)) return files;
  return unzip(only);
}

/**
 * The files of a zip archive, each inflated when it is first read and held against its checksum.
 * Paths that lead out of the archive are left out.
 * @throws EngineError `archive/…` where it is cut off, damaged, encrypted or no zip.
 */
export async function unzip(source: ByteSource): Promise<FileMap> {
  const files = new Map<string, ByteSource>();
  for (const entry of await readDirectory(source)) {
    const outside = entry.path.split(/[\\/]/).includes('..');
    if (entry.path.endsWith('/') || outside) continue;
    refuseUnreadable(source, entry);
    files.set(entry.path, entrySource(source, entry));
  }
  return files;
}

async function readDirectory(source: ByteSource): Promise<readonly Entry[]> {
  const { count, start, length } = await readEnd(source);
  if (count > MOST_ENTRIES) throw tooLarge(source, `${count} files`);
  if (start + length > source.byteLength) throw truncated(source);
  const bytes = await source.slice(start, start + length);
  const view = viewOf(bytes);
  const entries: Entry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > length || view.getUint32(at, true) !== CENTRAL)
      throw damaged(source, 'its list of files');
    const names = view.getUint16(at + 28, true);
    const rest = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    entries.push(
      readEntry(view, at, bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + names)),
    );
    at += CENTRAL_BYTES + names + rest;
  }
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (total > MOST_BYTES) throw tooLarge(source, `${total} bytes`);
  return entries;
}

function readEntry(view: DataView, at: number, name: Uint8Array): Entry {
  return {
    path: new TextDecoder().decode(name).replaceAll('\\', '/'),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedBytes: view.getUint32(at + 20, true),
    bytes: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
}

/** The record at the archive's end that says where its list of files lies. */
async function readEnd(
  source: ByteSource,
): Promise<{ readonly count: number; readonly start: number; readonly length: number }> {
  const { byteLength } = source;
  const tail = await source.slice(Math.max(0, byteLength - LONGEST_TAIL), byteLength);
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    return {
      count: view.getUint16(at + 10, true),
      length: view.getUint32(at + 12, true),
      start: view.getUint32(at + 16, true),
    };
  }
  const head = await source.slice(0, 4);
  const begun = head.length === 4 && viewOf(head).getUint32(0, true) === LOCAL;
  throw begun ? truncated(source) : notZip(source);
}

function refuseUnreadable(source: ByteSource, { path, flags, method }: Entry): void {
  const fault =
    (flags & 1) === 1
      ? 'is encrypted'
      : method === 0 || method === 8
        ? null
        : `is compressed in a manner (${method}) that is not read here`;
  if (fault === null) return;
  throw new EngineError(
    'archive/unreadable',
    `${source.name}: ${path} ${fault}`,
    { file: source.name, path },
    'Unpack it, and drop the folder.',
  );
}

/** Bytes of an entry, made once when the first of them are asked for. */
function entrySource(source: ByteSource, entry: Entry): ByteSource {
  let read: Promise<ByteSource> | null = null;
  return {
    name: entry.path,
    byteLength: entry.bytes,
    async slice(start, end) {
      read ??= readFile(source, entry);
      return (await read).slice(start, end);
    },
  };
}

async function readFile(source: ByteSource, entry: Entry): Promise<ByteSource> {
  const header = viewOf(await source.slice(entry.offset, entry.offset + LOCAL_BYTES));
  if (header.byteLength < LOCAL_BYTES || header.getUint32(0, true) !== LOCAL)
    throw damaged(source, entry.path);
  const start =
    entry.offset + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = await source.slice(start, start + entry.packedBytes);
  const bytes = entry.method === 0 ? packed : await inflate(packed, entry.bytes).catch(() => null);
  const whole =
    bytes?.length === entry.bytes && Number.parseInt(await crc32(bytes), 16) === entry.crc;
  if (!bytes || !whole) throw damaged(source, entry.path);
  return memorySource(bytes, entry.path);
}

/** Inflates until `size` bytes are exceeded, which is a fault: no file unfolds beyond what it said. */
async function inflate(packed: Uint8Array, size: number): Promise<Uint8Array> {
  const stream = new Blob([packed as BlobPart])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'));
  const bytes = new Uint8Array(size);
  let at = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (at + next.value.length > size) {
      await reader.cancel();
      throw new RangeError('longer than it said');
    }
    bytes.set(next.value, at);
    at += next.value.length;
  }
  return bytes.subarray(0, at);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function truncated({ name, byteLength }: ByteSource): EngineError {
  return new EngineError(
    'archive/truncated',
    `${name} is cut off after ${byteLength} bytes: the list of its files, which stands at the end, is not whole`,
    { file: name, bytes: byteLength },
    'Download or copy the file again.',
  );
}

function damaged({ name }: ByteSource, what: string): EngineError {
  return new EngineError(
    'archive/damaged',
    `${name} is damaged: ${what} is not what its checksum says`,
    { file: name, path: what },
    'Download or copy the file again.',
  );
}

function notZip({ name }: ByteSource): EngineError {
  return new EngineError(
    'archive/not-zip',
    `${name} is no zip archive, whatever its name says`,
    { file: name },
    'Drop a zip archive, or the unpacked folder.',
  );
}

function tooLarge({ name }: ByteSource, what: string): EngineError {
  return new EngineError(
    'archive/too-large',
    `${name} holds ${what}, more than is unpacked here`,
    { file: name, what },
    'Unpack it, and drop the folder that is meant.',
  );
}
