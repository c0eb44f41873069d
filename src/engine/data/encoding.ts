import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import { cutPieces, type PassOptions, readChunks } from './text';

/** Why an encoding was chosen; stable codes for translation. */
export type EncodingReason =
  | 'bom'
  | 'ascii'
  | 'valid-utf8'
  | 'mostly-utf8'
  | 'nul-pattern'
  | 'statistics'
  | 'fallback'
  | 'chosen';

export interface DetectedEncoding {
  /** A label TextDecoder knows, in lower case. */
  readonly encoding: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly bom: boolean;
  readonly reason: EncodingReason;
}

/** Encodings to choose from by hand, the most frequent ones first. */
export const ENCODINGS = [
  'utf-8',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-7',
  'iso-8859-15',
  'koi8-r',
  'utf-16le',
  'utf-16be',
] as const;

/** Bytes around non-ASCII places that the statistics see. */
const SAMPLE_BYTES = 1 << 18;
const WINDOW_BYTES = 4096;

/**
 * Finds the encoding of a file: byte order mark, then UTF-8 if the whole file is valid, then UTF-16
 * by its NUL bytes, then statistics over the parts that are not ASCII. Reads in chunks; ends early
 * once the file cannot be UTF-8 and the sample is full.
 */
export async function detectEncoding(
  source: ByteSource,
  options: PassOptions = {},
): Promise<DetectedEncoding> {
  const head = await source.slice(0, Math.min(4, source.byteLength));
  const marked = byteOrderMark(head, source.name);
  if (marked) return { encoding: marked, confidence: 1, bom: true, reason: 'bom' };
  const seen = await scan(source, options);
  const wide = wideByNul(seen);
  if (wide) return { encoding: wide, confidence: 0.9, bom: false, reason: 'nul-pattern' };
  if (!seen.invalid) {
    const reason = seen.high === 0 ? 'ascii' : 'valid-utf8';
    return { encoding: 'utf-8', confidence: 1, bom: false, reason };
  }
  if (mostlyUtf8(seen.sample)) {
    return { encoding: 'utf-8', confidence: 0.8, bom: false, reason: 'mostly-utf8' };
  }
  return byStatistics(seen.sample);
}

/** The encoding a person chose, as a detection. Throws `data/unknown-encoding`. */
export function chosenEncoding(label: string): DetectedEncoding {
  try {
    const { encoding } = new TextDecoder(label);
    return { encoding, confidence: 1, bom: false, reason: 'chosen' };
  } catch {
    throw new EngineError(
      'data/unknown-encoding',
      `“${label}” is not an encoding that can be read.`,
      { encoding: label, known: [...ENCODINGS] },
      `Use one of ${ENCODINGS.join(', ')}.`,
    );
  }
}

function byteOrderMark(head: Uint8Array, file: string): string | undefined {
  const [a, b, c, d] = head;
  const wide32 =
    (a === 0xff && b === 0xfe && c === 0 && d === 0) ||
    (a === 0 && b === 0 && c === 0xfe && d === 0xff);
  if (wide32) {
    throw new EngineError(
      'data/unsupported-encoding',
      `${file} is UTF-32, which cannot be read.`,
      { file, encoding: 'utf-32' },
      'Save the file as UTF-8.',
    );
  }
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
}

interface Seen {
  bytes: number;
  nul: number;
  /** Pairs of bytes that are a separator in UTF-16, little and big endian. */
  little: number;
  big: number;
  /** Bytes above 0x7F. */
  high: number;
  /** Not valid UTF-8. */
  invalid: boolean;
  sample: Uint8Array;
}

async function scan(source: ByteSource, options: PassOptions): Promise<Seen> {
  const seen: Seen = {
    bytes: 0,
    nul: 0,
    little: 0,
    big: 0,
    high: 0,
    invalid: false,
    sample: new Uint8Array(0),
  };
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const sample = createSample();
  for await (const bytes of readChunks(source, 'detect', options)) {
    countBytes(bytes, seen);
    sample.add(bytes);
    for (const piece of cutPieces(bytes)) seen.invalid ||= !decodes(utf8, piece, true);
    if (seen.invalid && sample.full()) break;
  }
  if (!seen.invalid) seen.invalid = !decodes(utf8, new Uint8Array(0), false);
  seen.sample = sample.bytes();
  return seen;
}

function decodes(decoder: TextDecoder, bytes: Uint8Array, stream: boolean): boolean {
  try {
    decoder.decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

/** Tab, line feed, carriage return, space, quotation mark, comma, semicolon. */
const SEPARATORS = new Set([0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x3b]);

function countBytes(bytes: Uint8Array, seen: Seen): void {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte > 0x7f) seen.high += 1;
    if (byte !== 0) continue;
    seen.nul += 1;
    // Chunks start at even offsets, so a pair's first byte is at an even one here, too.
    if (i % 2 === 0) seen.big += SEPARATORS.has(bytes[i + 1] ?? 0) ? 1 : 0;
    else seen.little += SEPARATORS.has(bytes[i - 1] ?? 0) ? 1 : 0;
  }
  seen.bytes += bytes.length;
}

/** Gathers windows that contain bytes above 0x7F, so that a mostly English file shows its letters. */
function createSample() {
  const parts: Uint8Array[] = [];
  let size = 0;
  function add(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length && size < SAMPLE_BYTES; start += WINDOW_BYTES) {
      const part = bytes.subarray(start, start + WINDOW_BYTES);
      if (!part.some((byte) => byte > 0x7f)) continue;
      parts.push(part.slice());
      size += part.length;
    }
  }
  function bytes(): Uint8Array {
    const all = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
  return { add, full: () => size >= SAMPLE_BYTES, bytes };
}

/**
 * UTF-16 without a mark: its separators are pairs with a NUL byte on one side. In English half of
 * all bytes are NUL; in Chinese only the separators' are, but then the bytes are not valid UTF-8.
 */
function wideByNul({ bytes, nul, little, big, invalid }: Seen): string | undefined {
  const most = Math.max(little, big);
  const oneSided = most > 0 && Math.min(little, big) <= most * 0.05;
  const dense = nul >= bytes * 0.2 || (invalid && most >= bytes * 0.0025);
  if (!oneSided || !dense) return undefined;
  return little > big ? 'utf-16le' : 'utf-16be';
}

/** UTF-8 with a few broken bytes: sequences of it do not occur by chance in other encodings. */
function mostlyUtf8(sample: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(sample);
  let broken = 0;
  let whole = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0xfffd) broken += 1;
    else if (unit > 0x7f) whole += 1;
  }
  return whole >= 10 * broken;
}

/** Labels of the statistics that the Encoding Standard has under another name. */
const ALIASES: Readonly<Record<string, string>> = {
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-9': 'windows-1254',
  GB18030: 'gb18030',
};

/** Below this the person should look. */
const LOWEST_CONFIDENCE = 0.1;

async function byStatistics(sample: Uint8Array): Promise<DetectedEncoding> {
  const { default: chardet } = await import('chardet');
  for (const { name, confidence } of chardet.analyse(sample)) {
    const encoding = usable(ALIASES[name] ?? name, sample);
    if (!encoding || encoding === 'utf-8' || confidence / 100 < LOWEST_CONFIDENCE) continue;
    return { encoding, confidence: confidence / 100, bom: false, reason: 'statistics' };
  }
  return {
    encoding: 'windows-1252',
    confidence: LOWEST_CONFIDENCE,
    bom: false,
    reason: 'fallback',
  };
}

/** The standard label, if the sample is (nearly) free of bytes that are invalid in it. */
function usable(label: string, sample: Uint8Array): string | undefined {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(label);
  } catch {
    return undefined;
  }
  if (decoder.encoding.startsWith('utf-16')) return undefined;
  const text = decoder.decode(sample);
  const broken = text.split('\uFFFD').length - 1;
  // Windows of the sample can cut a character at either end.
  const allowed = 2 * Math.floor(sample.length / WINDOW_BYTES) + text.length / 1000;
  return broken <= allowed ? decoder.encoding : undefined;
}
