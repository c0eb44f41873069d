import { readFileSync } from 'node:fs';
import { type ByteSource, type FileMap, memorySource } from '../../../src/engine/core/bytes';
import type { EngineError } from '../../../src/engine/core/errors';
import { type TensorToWrite, writeSafetensors } from '../../../src/engine/files/safetensors';

/** Bytes of a file below tests/fixtures. */
export function fixtureBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url)));
}

/** A folder from path → text or bytes. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): FileMap {
  const entries = Object.entries(files).map(([path, content]): [string, ByteSource] => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return [path, memorySource(bytes, path)];
  });
  return new Map(entries);
}

/** An f32 tensor that counts up from `start`. */
export function counting(name: string, shape: readonly number[], start = 0): TensorToWrite {
  const length = shape.reduce((n, size) => n * size, 1);
  return { name, dtype: 'F32', shape, data: Float32Array.from({ length }, (_, i) => start + i) };
}

export function weightsBytes(...tensors: TensorToWrite[]): Uint8Array {
  return writeSafetensors(tensors, { format: 'pt' });
}

/** The EngineError that a promise rejects with; anything else fails the test. */
export async function rejection(promise: Promise<unknown>): Promise<EngineError> {
  const error = await promise.then(
    () => new Error('nothing was thrown'),
    (thrown: unknown) => thrown,
  );
  if ((error as Error).name !== 'EngineError') throw error;
  return error as EngineError;
}
