import { EngineError } from '../core/errors';
import { type Dtype, dtypeBits, isDtype } from './dtypes';

/** Where one tensor lies. */
export interface TensorInfo {
  readonly dtype: Dtype;
  /** Row-major; [] is a scalar; a dimension may be 0. */
  readonly shape: readonly number[];
  /** First byte, counted from the start of the file. */
  readonly begin: number;
  /** Exclusive. */
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
}

interface Context {
  readonly file: string;
  /** Of the whole file. */
  readonly byteLength: number;
}

const REMEDY = 'The file is damaged. Download it again, or save it again with safetensors.';

/** Parses the JSON header (its bytes alone, padding included) and checks every rule of the format. */
export function parseSafetensorsHeader(bytes: Uint8Array, context: Context): SafetensorsHeader {
  const json = parseJson(bytes, context.file);
  const dataStart = 8 + bytes.byteLength;
  const faults: string[] = [];
  const metadata = parseMetadata(json.__metadata__, faults);
  const entries: [string, TensorInfo][] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') continue;
    const info = parseEntry(name, value, dataStart, faults);
    if (info) entries.push([name, info]);
  }
  entries.sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  if (faults.length === 0) checkCoverage(entries, dataStart, context, faults);
  if (faults.length > 0) throw badHeader(context.file, faults);
  return { metadata, tensors: new Map(entries) };
}

function badHeader(file: string, faults: readonly string[]): EngineError {
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more faults)` : '';
  return new EngineError(
    'checkpoint/bad-safetensors',
    `${file}: ${faults[0]}${more}`,
    { file, faults: faults.slice(0, 20) },
    REMEDY,
  );
}

function parseJson(bytes: Uint8Array, file: string): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw badHeader(file, ['the header does not start with {']);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw badHeader(file, [`the header is not JSON in UTF-8: ${(error as Error).message}`]);
  }
  return json as Record<string, unknown>;
}

function parseMetadata(value: unknown, faults: string[]): Record<string, string> {
  if (value === undefined || value === null) return {};
  const isRecord = typeof value === 'object' && !Array.isArray(value);
  if (!isRecord || Object.values(value).some((item) => typeof item !== 'string')) {
    faults.push('__metadata__ must map strings to strings');
    return {};
  }
  return value as Record<string, string>;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parseEntry(
  name: string,
  value: unknown,
  dataStart: number,
  faults: string[],
): TensorInfo | null {
  const entry = (value ?? {}) as Record<string, unknown>;
  const { dtype, shape, data_offsets: offsets } = entry;
  const before = faults.length;
  if (typeof dtype !== 'string' || !isDtype(dtype)) {
    faults.push(`${name} has the unknown dtype ${JSON.stringify(dtype)}`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    faults.push(`${name} has the shape ${JSON.stringify(shape)}, not a list of whole numbers`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    faults.push(`${name} has data_offsets ${JSON.stringify(offsets)}, not [begin, end]`);
  }
  if (faults.length > before) return null;
  const [begin, end] = offsets as [number, number];
  const bits = (shape as number[]).reduce((n, size) => n * size, 1) * dtypeBits(dtype as Dtype);
  if (!Number.isSafeInteger(bits) || bits % 8 !== 0 || end - begin !== bits / 8) {
    const needed = bits / 8;
    faults.push(
      `${name} (${dtype} ${JSON.stringify(shape)}) needs ${needed} bytes, has ${end - begin}`,
    );
    return null;
  }
  return {
    dtype: dtype as Dtype,
    shape: shape as number[],
    begin: dataStart + begin,
    end: dataStart + end,
  };
}

/** Tensors, sorted by offset, must cover the data from its first to its last byte exactly. */
function checkCoverage(
  entries: readonly (readonly [string, TensorInfo])[],
  dataStart: number,
  context: Context,
  faults: string[],
): void {
  let end = dataStart;
  for (const [name, info] of entries) {
    if (info.begin !== end) {
      const what = info.begin < end ? 'overlaps the tensor before it' : 'leaves a hole before it';
      faults.push(`${name} ${what} (starts at byte ${info.begin}, expected ${end})`);
    }
    end = Math.max(end, info.end);
  }
  if (faults.length > 0) return;
  if (end < context.byteLength) {
    faults.push(`${context.byteLength - end} bytes after the last tensor belong to none`);
  }
  if (end > context.byteLength) throw truncated(entries, end, context);
}

function truncated(
  entries: readonly (readonly [string, TensorInfo])[],
  expected: number,
  { file, byteLength }: Context,
): EngineError {
  const cut = entries.filter(([, info]) => info.end > byteLength).map(([name]) => name);
  const more = cut.length > 1 ? ` and ${cut.length - 1} more` : '';
  return new EngineError(
    'checkpoint/truncated',
    `${file} is cut off: it has ${byteLength} of ${expected} bytes, so ${cut[0]}${more} cannot be read.`,
    { file, tensor: cut[0] ?? null, tensors: cut.slice(0, 20), bytes: byteLength, expected },
    'Download or copy the file again.',
  );
}
