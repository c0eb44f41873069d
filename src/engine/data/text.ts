import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';

/** Bytes asked for at once. */
export const CHUNK_BYTES = 1 << 20;

/** Bytes decoded at once: larger strings would pile up until a full garbage collection. */
const PIECE_BYTES = 1 << 16;

/** Milliseconds of work after which other tasks get their turn. */
const SLICE_MS = 12;

/** How far a pass over a file has come, in bytes. */
export interface ReadProgress {
  readonly phase: 'detect' | 'read' | 'hash';
  readonly bytes: number;
  readonly total: number;
}

/** What every pass over a file can be given. */
export interface PassOptions {
  /** Ends the pass; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** A function to await between pieces of work: now and then it lets the event loop run. */
export function createBreather(signal?: AbortSignal): () => Promise<void> {
  let since = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - since < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal?.throwIfAborted();
    since = performance.now();
  };
}

/**
 * The file's bytes in order, at most {@link CHUNK_BYTES} at a time. Between chunks the event loop
 * runs, so that a page stays alive and a cancel is heard.
 */
export async function* readChunks(
  source: ByteSource,
  phase: ReadProgress['phase'],
  { signal, onProgress }: PassOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const total = source.byteLength;
  const breathe = createBreather(signal);
  for (let start = 0; start < total; start += CHUNK_BYTES) {
    await breathe();
    const end = Math.min(start + CHUNK_BYTES, total);
    const bytes = await source.slice(start, end);
    if (bytes.byteLength !== end - start) throw changedWhileReading(source, end);
    yield bytes;
    onProgress?.({ phase, bytes: end, total });
  }
  signal?.throwIfAborted();
}

function changedWhileReading(source: ByteSource, end: number): EngineError {
  return new EngineError(
    'data/file-changed',
    `${source.name} ends before byte ${end}, although it was ${source.byteLength} bytes long.`,
    { file: source.name, byte: end, byteLength: source.byteLength },
    'The file was changed while it was read. Load it again.',
  );
}

/**
 * windows-1252 of the bytes 0x80–0x9F. Some runtimes decode them as control characters; the five
 * bytes without a character stay what they are, as the Encoding Standard has it.
 */
const C1 =
  '\u20AC\x81\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\x8D\u017D\x8F' +
  '\x90\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\x9D\u017E\u0178';

function repairC1(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (c) => C1.charAt(c.charCodeAt(0) - 0x80));
}

/** A function that decodes successive chunks; the last call is made without bytes. */
export function createDecoder(encoding: string): (bytes?: Uint8Array) => string {
  const decoder = new TextDecoder(encoding);
  const decode = (bytes?: Uint8Array) =>
    bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  return decoder.encoding === 'windows-1252' ? (bytes) => repairC1(decode(bytes)) : decode;
}

/**
 * The file's text in order, in pieces of about 64 KB, without its byte order mark. One
 * decoder with state goes over the whole file, so a character cut by a chunk is never lost. Bytes
 * that are not valid become U+FFFD.
 */
export async function* decodeText(
  source: ByteSource,
  encoding: string,
  options: PassOptions = {},
): AsyncGenerator<string, void, undefined> {
  const decode = createDecoder(encoding);
  const breathe = createBreather(options.signal);
  for await (const bytes of readChunks(source, 'read', options)) {
    for (const piece of cutPieces(bytes)) {
      await breathe();
      const text = decode(piece);
      if (text !== '') yield text;
    }
  }
  const rest = decode();
  if (rest !== '') yield rest;
}

/** A chunk in pieces that are decoded one at a time. */
export function* cutPieces(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    yield bytes.subarray(start, start + PIECE_BYTES);
  }
}

/** The text of the first `bytes` bytes; a character cut at their end is left off. */
export async function decodeHead(
  source: ByteSource,
  encoding: string,
  bytes: number,
): Promise<string> {
  const decode = createDecoder(encoding);
  const text = decode(await source.slice(0, Math.min(bytes, source.byteLength)));
  return source.byteLength <= bytes ? text + decode() : text;
}
