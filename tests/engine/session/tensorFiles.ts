import type { FileMap } from '../../../src/engine/core/bytes';
import { openSafetensors } from '../../../src/engine/files/safetensors';
import { type TensorToWrite, writeSafetensors } from '../../../src/engine/files/safetensorsWriter';

/** The tensors of a safetensors file of a folder, ready to be written again. */
export async function tensorsOf(files: FileMap, path: string): Promise<TensorToWrite[]> {
  const source = files.get(path);
  if (!source) throw new Error(`no ${path}`);
  const file = await openSafetensors(source);
  return Promise.all(
    [...file.tensors].map(async ([name, { shape }]) => ({
      name,
      dtype: 'F32' as const,
      shape,
      data: await file.read(name),
    })),
  );
}

/** A safetensors file of these tensors, each changed first. */
export function weightsBytes(
  tensors: readonly TensorToWrite[],
  change: (tensor: TensorToWrite) => TensorToWrite = (tensor) => tensor,
): Uint8Array {
  return writeSafetensors(tensors.map(change), { format: 'pt' });
}
