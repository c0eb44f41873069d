import { EngineError } from '../core/errors';
import type { TensorToWrite } from '../files/safetensorsWriter';

/** The tensors as they are; throws where training or merging left one that no library could use. */
export function finite(tensors: readonly TensorToWrite[]): readonly TensorToWrite[] {
  for (const { name, data } of tensors) {
    const at = (data as Float32Array).findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    throw new EngineError(
      'export/not-finite',
      `${name} holds ${String(data[at])}: training diverged, and there is nothing left to export`,
      { tensor: name, index: at, value: String(data[at]) },
      'Train again with a learning rate ten times lower.',
    );
  }
  return tensors;
}
