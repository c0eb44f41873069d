import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteSource, memorySource } from '../../../src/engine/core/bytes';
import { EngineError } from '../../../src/engine/core/errors';
import {
  assertFinite,
  openSafetensors,
  readSafetensorsHeader,
  safetensorsByteLength,
  safetensorsChunks,
  type TensorToWrite,
  writeSafetensors,
} from '../../../src/engine/files/safetensors';
import { counting, fixtureBytes, rejection } from './fixture';

const mixedBytes = fixtureBytes('safetensors/mixed.safetensors');
const mixedValues = JSON.parse(
  new TextDecoder().decode(fixtureBytes('safetensors/mixed.json')),
) as Record<string, number[]>;

/** A file with any header and data. */
function fileOf(header: unknown, dataBytes: number, name = 'x.safetensors'): ByteSource {
  const json = typeof header === 'string' ? header : JSON.stringify(header);
  const bytes = new TextEncoder().encode(json);
  const file = new Uint8Array(8 + bytes.byteLength + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(bytes.byteLength), true);
  file.set(bytes, 8);
  return memorySource(file, name);
}

function f32(begin: number, end: number, shape: unknown = [(end - begin) / 4]) {
  return { dtype: 'F32', shape, data_offsets: [begin, end] };
}

describe('a file written by the Rust library', () => {
  it('gives every weight its values, from every dtype', async () => {
    const file = await openSafetensors(memorySource(mixedBytes, 'mixed'));
    expect(file.metadata).toEqual({ format: 'pt' });
    for (const [name, info] of file.tensors) {
      const isWeight = ['F32', 'F16', 'BF16', 'F64'].includes(info.dtype);
      const data = isWeight ? await file.read(name) : await file.readRaw(name);
      const values = [...data].map((value) => (typeof value === 'bigint' ? String(value) : value));
      const expected = mixedValues[name]?.map((value) => {
        return typeof value === 'number' && isWeight ? Math.fround(value) : value;
      });
      const asNumbers = info.dtype === 'BOOL' ? values.map(Boolean) : values;
      expect([name, asNumbers]).toEqual([name, expected]);
    }
    expect([...file.tensors.keys()].length).toBe(13);
    expect(file.tensors.get('scalar')?.shape).toEqual([]);
    expect(file.tensors.get('empty')?.shape).toEqual([0, 3]);
  });

  it('is written again byte for byte, whatever order the tensors are given in', async () => {
    const file = await openSafetensors(memorySource(mixedBytes, 'mixed'));
    const tensors: TensorToWrite[] = [];
    for (const [name, { dtype, shape }] of file.tensors) {
      const isFloat = ['F32', 'F16', 'BF16'].includes(dtype);
      const data = isFloat
        ? await file.read(name)
        : dtype === 'F64'
          ? Float64Array.of(0.1)
          : await file.readRaw(name);
      tensors.unshift({ name, dtype: dtype as TensorToWrite['dtype'], shape, data });
    }
    expect(writeSafetensors(tensors, { format: 'pt' })).toEqual(mixedBytes);
  });

  it('without metadata, or without tensors, is written again too', () => {
    const plain = writeSafetensors([counting('w', [2, 3])]);
    expect(plain).toEqual(fixtureBytes('safetensors/no_metadata.safetensors'));
    const empty = writeSafetensors([], { format: 'pt' });
    expect(empty).toEqual(fixtureBytes('safetensors/empty.safetensors'));
  });

  it('whose data starts unaligned is read all the same', async () => {
    const values = new Uint8Array(Float32Array.of(1.5, -2).buffer);
    const source = fileOf({ w: f32(0, 8) }, 8);
    const bytes = await source.slice(0, source.byteLength);
    expect((bytes.byteLength - 8) % 4).not.toBe(0);
    bytes.set(values, bytes.byteLength - 8);
    const file = await openSafetensors(memorySource(bytes, 'old'));
    expect([...(await file.read('w'))]).toEqual([1.5, -2]);
  });
});

describe('writing and reading', () => {
  const name = fc.string({ unit: 'binary', maxLength: 12 });
  const shape = fc.array(fc.nat(4), { maxLength: 3 });
  const tensor = fc.tuple(name, shape, fc.constantFrom('F32', 'F64', 'I64', 'I32', 'U8'), fc.nat());
  const tensors = fc.uniqueArray(tensor, { selector: ([key]) => key, maxLength: 8 });

  it('keeps names, shapes, values and metadata', async () => {
    const metadata = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(tensors, metadata, async (specs, meta) => {
        const given = specs.filter(([key]) => key !== '__metadata__').map(toTensor);
        const bytes = writeSafetensors(given, meta);
        expect((bytes.byteLength - given.reduce((n, t) => n + t.data.byteLength, 0)) % 8).toBe(0);
        const file = await openSafetensors(memorySource(bytes, 'f'));
        expect({ ...file.metadata }).toEqual({ ...meta });
        expect([...file.tensors.keys()].sort()).toEqual(given.map((t) => t.name).sort());
        for (const { name: key, dtype, shape: dims, data } of given) {
          const isFloat = dtype === 'F32' || dtype === 'F64';
          const found = isFloat ? await file.read(key) : await file.readRaw(key);
          const expected = dtype === 'F64' ? Float32Array.from(data as Float64Array) : data;
          expect([key, file.tensors.get(key)?.shape, found]).toEqual([key, dims, expected]);
        }
      }),
    );
  });

  it('streams the same bytes in chunks of known total', () => {
    const big: TensorToWrite = {
      name: 'b',
      dtype: 'F16',
      shape: [3, 1 << 20],
      data: new Float32Array(3 << 20).fill(0.5),
    };
    const given = [counting('a', [5]), big];
    const chunks = [...safetensorsChunks(given)];
    expect(chunks.length).toBe(1 + 1 + 3);
    expect(chunks.reduce((n, chunk) => n + chunk.byteLength, 0)).toBe(safetensorsByteLength(given));
    expect(Buffer.concat(chunks).equals(writeSafetensors(given))).toBe(true);
  });

  it('refuses a shape that contradicts the data, a name given twice, and wrong elements', () => {
    const w = counting('w', [2]);
    expect(() => writeSafetensors([{ ...w, shape: [3] }])).toThrow(/w has shape \[3\] but 2/);
    expect(() => writeSafetensors([w, w])).toThrow(/w is given twice/);
    expect(() => writeSafetensors([{ ...w, dtype: 'I32' }])).toThrow(/must be a Int32Array/);
  });
});

function toTensor([name, shape, dtype, seed]: [string, number[], string, number]): TensorToWrite {
  const length = shape.reduce((n, size) => n * size, 1);
  const numbers = Array.from({ length }, (_, i) => (seed + i) % 251);
  const data = {
    F32: () => Float32Array.from(numbers),
    // Read back as f32, so values must fit one.
    F64: () => Float64Array.from(numbers),
    I64: () => BigInt64Array.from(numbers.map(BigInt)),
    I32: () => Int32Array.from(numbers),
    U8: () => Uint8Array.from(numbers),
  }[dtype];
  if (!data) throw new Error(dtype);
  return { name, dtype: dtype as TensorToWrite['dtype'], shape, data: data() };
}

describe('a hostile header', () => {
  it.each([
    ['a hole', { a: f32(0, 4), b: f32(8, 12) }, 12, /b leaves a hole/],
    ['a hole at the start', { a: f32(4, 8) }, 8, /a leaves a hole/],
    ['an overlap', { a: f32(0, 8), b: f32(4, 12) }, 12, /b overlaps/],
    ['bytes after the end', { a: f32(0, 4) }, 9, /5 bytes after the last tensor/],
    ['an unknown dtype', { a: { ...f32(0, 4), dtype: 'Q9' } }, 4, /a has the unknown dtype "Q9"/],
    ['a negative size', { a: f32(0, 4, [-1]) }, 4, /a has the shape \[-1\]/],
    ['a fraction', { a: f32(0, 4, [0.5]) }, 4, /a has the shape/],
    ['a huge shape', { a: f32(0, 4, [2 ** 40, 2 ** 40]) }, 4, /a .* needs/],
    ['too few bytes', { a: f32(0, 4, [2]) }, 4, /a \(F32 \[2\]\) needs 8 bytes, has 4/],
    ['reversed offsets', { a: f32(4, 0, [1]) }, 4, /a .* needs 4 bytes, has -4/],
    ['three offsets', { a: { ...f32(0, 4), data_offsets: [0, 4, 8] } }, 4, /not \[begin, end\]/],
    ['no entry', { a: null }, 0, /a has the unknown dtype/],
    [
      'odd 4-bit elements',
      { a: { dtype: 'F4', shape: [3], data_offsets: [0, 2] } },
      2,
      /needs 1.5/,
    ],
    ['numbers as metadata', { __metadata__: { a: 1 } }, 0, /__metadata__ must map strings/],
    ['no object', '[1]', 0, /does not start with \{/],
    ['broken JSON', '{"a":', 0, /not JSON/],
    ['bytes that are not UTF-8', '{', 0, /not JSON/],
  ])('with %s is refused', async (_, header, dataBytes, message) => {
    const error = await rejection(readSafetensorsHeader(fileOf(header, dataBytes)));
    expect(error.code).toBe('checkpoint/bad-safetensors');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^x\.safetensors: /);
    expect(error.remedy).not.toBe('');
  });

  it('lists all faults at once', async () => {
    const header = { a: { ...f32(0, 4), dtype: 'X' }, b: f32(0, 4, 'no') };
    const error = await rejection(readSafetensorsHeader(fileOf(header, 4)));
    expect(error.values.faults).toHaveLength(2);
    expect(error.message).toMatch(/1 more/);
  });

  it('never throws anything but an EngineError, whatever its bytes', async () => {
    const json = fc.json({ maxDepth: 4 });
    const entry = fc.record({
      dtype: fc.constantFrom('F32', 'F4', 'U8', 3),
      shape: fc.anything(),
      data_offsets: fc.anything(),
    });
    const header = fc.oneof(
      json,
      fc.dictionary(fc.string(), entry).map((e) => JSON.stringify(e) ?? ''),
    );
    await fc.assert(
      fc.asyncProperty(header, fc.nat(64), async (text, dataBytes) => {
        try {
          await readSafetensorsHeader(fileOf(text, dataBytes));
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError);
        }
      }),
    );
  });

  it('that claims more than the limit is refused before it is read', async () => {
    const reads: number[] = [];
    const bytes = new Uint8Array(16).fill(0xff);
    const source: ByteSource = {
      name: 'big',
      byteLength: 16,
      slice: async (start, end) => {
        reads.push(end);
        return bytes.slice(start, end);
      },
    };
    const error = await rejection(readSafetensorsHeader(source));
    expect(error.message).toMatch(/18446744073709551615 bytes/);
    expect(reads).toEqual([8]);
  });
});

describe('a truncated file', () => {
  it.each([0, 7, 20, mixedBytes.byteLength - 1])('of %i bytes says so', async (length) => {
    const cut = memorySource(mixedBytes.slice(0, length), 'shard-1');
    const error = await rejection(openSafetensors(cut));
    expect(error.code).toBe('checkpoint/truncated');
    expect(error.values.file).toBe('shard-1');
  });

  it('names the first tensor that is cut', async () => {
    const bytes = writeSafetensors([counting('a', [4]), counting('b', [4]), counting('c', [4])]);
    const cut = memorySource(bytes.slice(0, bytes.byteLength - 20), 'shard-1');
    const error = await rejection(openSafetensors(cut));
    expect(error.message).toMatch(/shard-1 is cut off.* b and 1 more/);
    expect(error.values.tensors).toEqual(['b', 'c']);
  });

  it('that shrinks after it was opened is noticed', async () => {
    const bytes = writeSafetensors([counting('a', [4])]);
    let end = bytes.byteLength;
    const source: ByteSource = {
      name: 'f',
      byteLength: bytes.byteLength,
      slice: async (from, to) => bytes.slice(from, Math.min(to, end)),
    };
    const file = await openSafetensors(source);
    end -= 2;
    expect((await rejection(file.read('a'))).code).toBe('checkpoint/truncated');
  });
});

describe('a weight', () => {
  it('of integers is refused with its dtype and the ones that are allowed', async () => {
    const file = await openSafetensors(memorySource(mixedBytes, 'mixed'));
    const error = await rejection(file.read('ids'));
    expect(error.message).toMatch(/ids in mixed is stored as I64; weights must be F32/);
    expect((await rejection(file.readRaw('a.half'))).code).toBe('checkpoint/wrong-dtype');
    expect((await rejection(Promise.resolve().then(() => file.read('none')))).code).toBe(
      'checkpoint/missing-tensor',
    );
  });

  it('is read in ranges of at most 16 MiB', async () => {
    const count = 5 << 20;
    const bytes = writeSafetensors([counting('w', [count])]);
    const ranges: number[] = [];
    const source: ByteSource = {
      name: 'f',
      byteLength: bytes.byteLength,
      slice: async (from, to) => {
        ranges.push(to - from);
        return bytes.slice(from, to);
      },
    };
    const data = await (await openSafetensors(source)).read('w');
    expect([data[0], data[count - 1], data[1 << 22]]).toEqual([0, count - 1, 1 << 22]);
    expect(Math.max(...ranges)).toBe(1 << 24);
  });

  it('with NaN or infinity is named with its first bad index', () => {
    assertFinite('ok', Float32Array.of(1, -0), 'f');
    const check = () => assertFinite('w', Float32Array.of(1, 2, Number.NaN, 3), 'f.safetensors');
    expect(check).toThrow(/w in f\.safetensors holds NaN at index 2/);
    expect(() => assertFinite('w', Float32Array.of(-Infinity), 'f')).toThrow(
      /-Infinity at index 0/,
    );
  });
});
