import { elementCount } from '../../../graph/shapes';
import type { Lowering } from '../kernel';
import type { GpuTensor, Holder, View } from '../views';

/** Elements that one workgroup takes of a tensor; see {@link chunksOf}. */
export const CHUNK = 4096;

/** A part of a tensor, and where it begins in the window it lies in. */
export interface Chunk {
  readonly window: View;
  /** In vectors of four elements. */
  readonly start: number;
  readonly elements: number;
}

/**
 * A tensor in chunks of {@link CHUNK} elements. Chunks lie in windows: all of a holder's buffer, or
 * stretches of it where that is larger than a binding. A kernel that binds windows can serve every
 * tensor that lies in them.
 */
export function chunksOf(tensor: GpuTensor, on: Lowering): Chunk[] {
  const { holder, offset } = tensor;
  const count = elementCount(tensor.shape, on.capacity);
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, i) => {
    const at = offset + 4 * CHUNK * i;
    const window = windowAt(holder, at, on.traits.bindingBytes);
    const elements = Math.min(CHUNK, count - CHUNK * i);
    return { window, start: (at - window.offset) / 16, elements };
  });
}

function windowAt(holder: Holder, at: number, limit: number): View {
  const { size } = holder.buffer;
  if (size <= limit) return { holder, offset: 0, bytes: size };
  const stride = Math.floor(limit / (4 * CHUNK)) * 4 * CHUNK;
  const offset = Math.floor(at / stride) * stride;
  return { holder, offset, bytes: Math.min(stride, size - offset) };
}
