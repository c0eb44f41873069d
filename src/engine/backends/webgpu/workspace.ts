import type { GpuDevice } from './device';
import { aligned, type Holder } from './views';

/**
 * Memory that all programs of an executor use in turn: one buffer per slot, since a kernel may not
 * read and write one buffer as two. A program's largest slot takes the largest buffer, and so on
 * down; buffers only grow, and `moved` is told when one does.
 */
export class Workspace {
  private readonly holders: Holder[] = [];

  constructor(
    private readonly gpu: GpuDevice,
    private readonly moved: () => void,
  ) {}

  /** A holder for each slot, in the order of `slots` (bytes). */
  reserve(slots: readonly number[]): Holder[] {
    const order = slots
      .map((_, i) => i)
      .sort((a, b) => (slots[b] as number) - (slots[a] as number));
    const chosen: Holder[] = [];
    order.forEach((slot, rank) => {
      chosen[slot] = this.holderOf(rank, aligned(slots[slot] as number));
    });
    return chosen;
  }

  bytes(): number {
    return this.holders.reduce((sum, { buffer }) => sum + buffer.size, 0);
  }

  clear(): void {
    for (const { buffer } of this.holders.splice(0)) this.gpu.destroyBuffer(buffer);
  }

  private holderOf(rank: number, bytes: number): Holder {
    const holder = this.holders[rank];
    if (!holder) {
      const fresh = { buffer: this.open(bytes) };
      this.holders.push(fresh);
      return fresh;
    }
    if (holder.buffer.size < bytes) {
      this.gpu.destroyBuffer(holder.buffer);
      holder.buffer = this.open(bytes);
      this.moved();
    }
    return holder;
  }

  private open(bytes: number): GPUBuffer {
    const { STORAGE, UNIFORM, COPY_SRC, COPY_DST } = GPUBufferUsage;
    return this.gpu.createBuffer(bytes, STORAGE | UNIFORM | COPY_SRC | COPY_DST);
  }
}
