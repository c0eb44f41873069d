import { f32ToBf16, f32ToF16 } from '../core/halves';
import { type Dtype, dtypeBits, dtypeRank } from './dtypes';

/** What a tensor may be given as: f32 numbers for float dtypes, else elements as they are stored. */
export type TensorData = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;

export interface TensorToWrite {
  readonly name: string;
  readonly dtype: 'F32' | 'F16' | 'BF16' | 'F64' | 'I64' | 'I32' | 'U8' | 'BOOL';
  /** Row-major. */
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Elements converted or copied at a time while writing. */
const WRITE_CHUNK = 1 << 20;

/**
 * The file's bytes in order, a few MB at a time, without a copy of the whole. Order, header text
 * and padding are those of the Rust library (metadata keys sorted, which it leaves open).
 */
export function* safetensorsChunks(
  tensors: readonly TensorToWrite[],
  metadata?: Readonly<Record<string, string>>,
): Generator<Uint8Array> {
  const sorted = sortTensors(tensors);
  yield encodeHeader(sorted, metadata);
  for (const tensor of sorted) {
    for (let at = 0; at < tensor.data.length; at += WRITE_CHUNK) {
      yield storedBytes(tensor, at, Math.min(tensor.data.length, at + WRITE_CHUNK));
    }
  }
}

/** Length in bytes of what {@link safetensorsChunks} yields. */
export function safetensorsByteLength(
  tensors: readonly TensorToWrite[],
  metadata?: Readonly<Record<string, string>>,
): number {
  const sorted = sortTensors(tensors);
  return sorted.reduce((n, t) => n + byteLengthOf(t), encodeHeader(sorted, metadata).byteLength);
}

/** The whole file in one buffer. Throws RangeError where a shape contradicts its data. */
export function writeSafetensors(
  tensors: readonly TensorToWrite[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(safetensorsByteLength(tensors, metadata));
  let at = 0;
  for (const chunk of safetensorsChunks(tensors, metadata)) {
    file.set(chunk, at);
    at += chunk.byteLength;
  }
  return file;
}

function byteLengthOf(tensor: TensorToWrite): number {
  return (tensor.data.length * dtypeBits(tensor.dtype)) / 8;
}

/** Widest dtype first, then by name: keeps every tensor aligned to its element. */
function sortTensors(tensors: readonly TensorToWrite[]): TensorToWrite[] {
  const names = new Set<string>();
  for (const { name, shape, data } of tensors) {
    if (names.has(name)) throw new RangeError(`Tensor ${name} is given twice.`);
    if (name === '__metadata__') throw new RangeError('__metadata__ is not a tensor name.');
    names.add(name);
    const count = shape.reduce((n, size) => n * size, 1);
    if (count !== data.length) {
      throw new RangeError(`Tensor ${name} has shape [${shape}] but ${data.length} elements.`);
    }
  }
  return [...tensors].sort(
    (a, b) => dtypeRank(b.dtype) - dtypeRank(a.dtype) || compareCodePoints(a.name, b.name),
  );
}

/** Orders strings as their UTF-8 bytes do; JavaScript's own order differs above U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function encodeHeader(
  sorted: readonly TensorToWrite[],
  metadata: Readonly<Record<string, string>> | undefined,
): Uint8Array {
  const entries: string[] = [];
  if (metadata) {
    const keys = Object.keys(metadata).sort(compareCodePoints);
    const items = keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(metadata[key])}`);
    entries.push(`"__metadata__":{${items.join(',')}}`);
  }
  let begin = 0;
  for (const tensor of sorted) {
    const end = begin + byteLengthOf(tensor);
    const { dtype, shape } = tensor;
    const info = JSON.stringify({ dtype, shape, data_offsets: [begin, end] });
    entries.push(`${JSON.stringify(tensor.name)}:${info}`);
    begin = end;
  }
  const json = new TextEncoder().encode(`{${entries.join(',')}}`);
  const padded = Math.ceil(json.byteLength / 8) * 8;
  const header = new Uint8Array(8 + padded).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
  header.set(json, 8);
  return header;
}

function asBytes(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

const ARRAY_OF: Record<TensorToWrite['dtype'], { new (n: number): TensorData; name: string }> = {
  F32: Float32Array,
  F16: Float32Array,
  BF16: Float32Array,
  F64: Float64Array,
  I64: BigInt64Array,
  I32: Int32Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} satisfies Record<TensorToWrite['dtype'], unknown> & Partial<Record<Dtype, unknown>>;

/** Elements `from` (inclusive) to `to` (exclusive) as they are stored. */
function storedBytes(tensor: TensorToWrite, from: number, to: number): Uint8Array {
  const expected = ARRAY_OF[tensor.dtype];
  if (!(tensor.data instanceof expected)) {
    throw new RangeError(`Tensor ${tensor.name} (${tensor.dtype}) must be a ${expected.name}.`);
  }
  const part = tensor.data.subarray(from, to);
  if (tensor.dtype === 'F16') return asBytes(f32ToF16(part as Float32Array));
  if (tensor.dtype === 'BF16') return asBytes(f32ToBf16(part as Float32Array));
  return asBytes(part);
}
