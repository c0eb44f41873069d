import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import type { Reader } from './reader';
import { createDecoder } from './text';

/** The readers to choose from, by id. */
export type Readers = Readonly<Record<string, Reader>>;

const HEAD_BYTES = 1 << 16;

/** Files that people drop by mistake, by their first bytes. */
const FOREIGN: readonly {
  readonly magic: readonly number[];
  readonly what: string;
  readonly remedy: string;
}[] = [
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    what: 'a zip archive or an Excel workbook',
    remedy: 'Unpack it, or save the sheet as “CSV UTF-8”.',
  },
  {
    magic: [0xd0, 0xcf, 0x11, 0xe0],
    what: 'an old Excel or Word file',
    remedy: 'Save the sheet as “CSV UTF-8”.',
  },
  { magic: [0x1f, 0x8b], what: 'gzip-compressed', remedy: 'Unpack it first.' },
  {
    magic: [0x25, 0x50, 0x44, 0x46],
    what: 'a PDF',
    remedy: 'Give the rows as CSV, TSV, JSON or JSONL.',
  },
  { magic: [0x50, 0x41, 0x52, 0x31], what: 'a Parquet file', remedy: 'Save it as CSV or JSONL.' },
  {
    magic: [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31],
    what: 'an Arrow file',
    remedy: 'Save it as CSV or JSONL.',
  },
  {
    magic: [0x89, 0x50, 0x4e, 0x47],
    what: 'an image',
    remedy: 'Give the rows as CSV, TSV, JSON or JSONL.',
  },
  {
    magic: [0xff, 0xd8, 0xff],
    what: 'an image',
    remedy: 'Give the rows as CSV, TSV, JSON or JSONL.',
  },
  {
    magic: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65],
    what: 'an SQLite database',
    remedy: 'Export the table as CSV.',
  },
];

/** Throws `data/empty-file`, and `data/foreign-format` for files known by their first bytes. */
export async function refuseForeign(source: ByteSource): Promise<void> {
  const file = source.name;
  if (source.byteLength === 0) {
    throw new EngineError(
      'data/empty-file',
      `${file} is empty (0 bytes).`,
      { file },
      'Choose a file with rows in it.',
    );
  }
  const head = await source.slice(0, Math.min(8, source.byteLength));
  const foreign = FOREIGN.find(({ magic }) => magic.every((byte, i) => head[i] === byte));
  if (!foreign) return;
  const { what, remedy } = foreign;
  throw new EngineError(
    'data/foreign-format',
    `${file} is ${what}, not a table of text.`,
    { file, what },
    remedy,
  );
}

/**
 * The reader that was asked for, or the likeliest one by name and content. Throws
 * `data/unknown-format`, and `data/foreign-format` for what is no text.
 */
export async function chooseReader(
  source: ByteSource,
  encoding: string,
  readers: Readers,
  format?: string,
): Promise<Reader> {
  const known = Object.keys(readers);
  if (format !== undefined) {
    const reader = readers[format];
    if (reader) return reader;
    throw new EngineError(
      'data/unknown-format',
      `“${format}” is not a format that can be read.`,
      { format, known },
      `Use one of ${known.join(', ')}.`,
    );
  }
  const bytes = await source.slice(0, Math.min(HEAD_BYTES, source.byteLength));
  const text = createDecoder(encoding)(bytes);
  if (!looksLikeText(text)) {
    const file = source.name;
    throw new EngineError(
      'data/foreign-format',
      `${file} does not look like text: too many of its characters are control characters.`,
      { file, what: 'binary', encoding },
      'Give the rows as CSV, TSV, JSON or JSONL, or choose another encoding.',
    );
  }
  const scored = Object.values(readers).map((reader) => ({
    reader,
    score: reader.sniff(source.name, { bytes, text }),
  }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.reader;
}

/** Text has hardly any control characters; some NUL characters are forgiven. */
function looksLikeText(text: string): boolean {
  let nul = 0;
  let control = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0) nul += 1;
    else if (unit < 32 && unit !== 9 && unit !== 10 && unit !== 13) control += 1;
  }
  return control <= text.length * 0.05 && nul <= text.length * 0.3;
}
