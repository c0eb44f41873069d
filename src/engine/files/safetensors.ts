import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import { bf16ToF32, f16ToF32 } from '../core/halves';
import { type Dtype, dtypeBits } from './dtypes';
import {
  parseSafetensorsHeader,
  type SafetensorsHeader,
  type TensorInfo,
} from './safetensorsHeader';

export type { SafetensorsHeader, TensorInfo } from './safetensorsHeader';
export {
  safetensorsByteLength,
  safetensorsChunks,
  type TensorToWrite,
  writeSafetensors,
} from './safetensorsWriter';

/** An opened file: its header, and tensors read on demand. */
export interface SafetensorsFile extends SafetensorsHeader {
  /** A weight as f32 (from F32, F16, BF16 or F64). Integers and 8-bit floats are refused. */
  read(name: string): Promise<Float32Array>;
  /** An integer tensor as it is: I64, I32 or U8 (and BOOL as U8). */
  readRaw(name: string): Promise<BigInt64Array | Int32Array | Uint8Array>;
}

/** How the file begins that git keeps in place of a large one. */
const LFS_POINTER = 'version ';

/** The header limit of the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;
/** Bytes read at a time: what is held besides the result. */
const READ_CHUNK_BYTES = 1 << 24;

/**
 * Reads and checks the header: length, names, dtypes, shapes, and offsets that cover the data
 * without hole or overlap up to the end of the file.
 * Source: huggingface/safetensors, README.md and safetensors/src/tensor.rs.
 * @throws EngineError `checkpoint/truncated`, or `checkpoint/bad-safetensors` with every fault.
 */
export async function readSafetensorsHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const headerBytes = await readHeaderLength(source);
  const bytes = await source.slice(8, 8 + headerBytes);
  return parseSafetensorsHeader(bytes, { file: source.name, byteLength: source.byteLength });
}

async function readHeaderLength(source: ByteSource): Promise<number> {
  const file = source.name;
  const prefix = await source.slice(0, 8);
  if (prefix.byteLength < 8) {
    throw new EngineError(
      'checkpoint/truncated',
      `${file} has ${source.byteLength} bytes; a safetensors file starts with 8 bytes of length.`,
      { file, bytes: source.byteLength },
      'Download or copy the file again.',
    );
  }
  if (new TextDecoder('latin1').decode(prefix) === LFS_POINTER) {
    throw new EngineError(
      'checkpoint/lfs-pointer',
      `${file} is a Git LFS pointer: it says where the weights lie and holds none.`,
      { file, bytes: source.byteLength },
      'Fetch the weights with “git lfs pull”, or download the file itself.',
    );
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw new EngineError(
      'checkpoint/bad-safetensors',
      `${file} says its header has ${length} bytes; at most ${MAX_HEADER_BYTES} are allowed.`,
      { file, headerBytes: String(length) },
      'This is not a safetensors file, or it is damaged. Download or convert it again.',
    );
  }
  const headerBytes = Number(length);
  if (8 + headerBytes > source.byteLength) {
    throw new EngineError(
      'checkpoint/truncated',
      `${file} ends inside its header: ${source.byteLength} of at least ${8 + headerBytes} bytes.`,
      { file, bytes: source.byteLength, expected: 8 + headerBytes },
      'Download or copy the file again.',
    );
  }
  return headerBytes;
}

/** Opens a safetensors file; tensors are read on demand, each by one pass of ranges. */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const header = await readSafetensorsHeader(source);
  return {
    ...header,
    read: (name) => readWeight(source, name, tensorInfo(header, source, name)),
    readRaw: (name) => readIntegers(source, name, tensorInfo(header, source, name)),
  };
}

function tensorInfo(header: SafetensorsHeader, source: ByteSource, name: string): TensorInfo {
  const info = header.tensors.get(name);
  if (info) return info;
  throw new EngineError(
    'checkpoint/missing-tensor',
    `${source.name} has no tensor ${name}.`,
    { file: source.name, tensor: name },
    'Check that the weights belong to this config.json.',
  );
}

/** Writes one chunk of little-endian bytes into `floats` from element `at` on. */
type Convert = (bytes: Uint8Array<ArrayBuffer>, floats: Float32Array) => void;

const CONVERTERS: Partial<Record<Dtype, Convert>> = {
  F32: (bytes, floats) => new Uint8Array(floats.buffer, floats.byteOffset).set(bytes),
  F16: (bytes, floats) => void f16ToF32(new Uint16Array(bytes.buffer), floats),
  BF16: (bytes, floats) => void bf16ToF32(new Uint16Array(bytes.buffer), floats),
  F64: (bytes, floats) => floats.set(new Float64Array(bytes.buffer)),
};

async function readWeight(
  source: ByteSource,
  name: string,
  info: TensorInfo,
): Promise<Float32Array> {
  const convert = requireFloats(source.name, name, info.dtype);
  const elementBytes = dtypeBits(info.dtype) / 8;
  const floats = new Float32Array((info.end - info.begin) / elementBytes);
  for (let begin = info.begin; begin < info.end; begin += READ_CHUNK_BYTES) {
    const end = Math.min(info.end, begin + READ_CHUNK_BYTES);
    const bytes = await readExactly(source, name, begin, end);
    const first = (begin - info.begin) / elementBytes;
    convert(bytes, floats.subarray(first, first + bytes.byteLength / elementBytes));
  }
  return floats;
}

/**
 * How a dtype's bytes become f32.
 * @throws EngineError `checkpoint/wrong-dtype` for a dtype that does not hold floats.
 */
export function requireFloats(file: string, tensor: string, dtype: Dtype): Convert {
  const convert = CONVERTERS[dtype];
  if (convert) return convert;
  throw new EngineError(
    'checkpoint/wrong-dtype',
    `${tensor} in ${file} is stored as ${dtype}; weights must be F32, F16, BF16 or F64.`,
    { file, tensor, dtype, expected: ['F32', 'F16', 'BF16', 'F64'] },
    'If the model is quantised, take its unquantised version; else save it again in float32.',
  );
}

async function readIntegers(
  source: ByteSource,
  name: string,
  info: TensorInfo,
): Promise<BigInt64Array | Int32Array | Uint8Array> {
  const read = () => readExactly(source, name, info.begin, info.end);
  if (info.dtype === 'I64') return new BigInt64Array((await read()).buffer);
  if (info.dtype === 'I32') return new Int32Array((await read()).buffer);
  if (info.dtype === 'U8' || info.dtype === 'BOOL') return read();
  throw new EngineError(
    'checkpoint/wrong-dtype',
    `${name} in ${source.name} is stored as ${info.dtype}; expected I64, I32, U8 or BOOL.`,
    { file: source.name, tensor: name, dtype: info.dtype, expected: ['I64', 'I32', 'U8', 'BOOL'] },
    'Save the tensor again as int64, int32, uint8 or bool.',
  );
}

/** Bytes of a range in a buffer of their own: offsets in a file need not be aligned. */
async function readExactly(
  source: ByteSource,
  tensor: string,
  begin: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await source.slice(begin, end);
  if (bytes.byteLength !== end - begin) {
    throw new EngineError(
      'checkpoint/truncated',
      `${source.name} ended while ${tensor} was read: ${bytes.byteLength} of ${end - begin} bytes.`,
      { file: source.name, tensor, bytes: bytes.byteLength, expected: end - begin },
      'The file changed while it was open. Add it again.',
    );
  }
  const owned = bytes.byteOffset === 0 && bytes.buffer.byteLength === bytes.byteLength;
  return owned && bytes.buffer instanceof ArrayBuffer
    ? (bytes as Uint8Array<ArrayBuffer>)
    : Uint8Array.from(bytes);
}

/**
 * Checks that a weight holds numbers only.
 * @throws EngineError `checkpoint/not-finite` naming tensor, file and the first bad index.
 */
export function assertFinite(name: string, data: Float32Array, file: string): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (Number.isFinite(value)) continue;
    throw new EngineError(
      'checkpoint/not-finite',
      `${name} in ${file} holds ${value} at index ${i}; every weight must be a finite number.`,
      { file, tensor: name, index: i, value: String(value) },
      'The model was damaged or its training diverged. Use an earlier checkpoint.',
    );
  }
}
