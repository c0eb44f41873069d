import type { GpuDevice } from './device';
import { ALIGNMENT, aligned, type Holder } from './views';

/** Room in a slab. */
export interface Room {
  readonly slab: Slab;
  readonly offset: number;
  readonly bytes: number;
}

/** One GPU buffer that many tensors share, and what is free of it: offsets with their bytes. */
export interface Slab extends Holder {
  readonly bytes: number;
  readonly free: Map<number, number>;
}

/** The smallest slab that is opened before it is known how much will follow. */
const SMALLEST = 16 * 2 ** 20;

/**
 * Memory of tensors that outlive programs, in few buffers: a kernel then updates all that lie in the
 * same slabs at once. A slab fits into one binding; a tensor that does not has a slab of its own.
 */
export class Slabs {
  private readonly slabs: Slab[] = [];

  constructor(private readonly gpu: GpuDevice) {}

  /** Room for `bytes`, not cleared. Opens a slab of at least `next` bytes where none has room. */
  allocate(bytes: number, next = Math.max(SMALLEST, this.bytes() / 2)): Room {
    const size = aligned(bytes);
    for (const slab of this.slabs) {
      const offset = roomIn(slab, size);
      if (offset !== null) return { slab, offset, bytes: size };
    }
    const most = this.gpu.traits.bindingBytes - ALIGNMENT;
    const slab = this.open(Math.max(size, aligned(Math.min(next, most))));
    return { slab, offset: roomIn(slab, size) as number, bytes: size };
  }

  /** Gives room back; a slab that nothing uses is destroyed. */
  release({ slab, offset, bytes }: Room): void {
    slab.free.set(offset, bytes);
    mergeFree(slab.free);
    if (slab.free.get(0) !== slab.bytes) return;
    this.slabs.splice(this.slabs.indexOf(slab), 1);
    this.gpu.destroyBuffer(slab.buffer);
  }

  /** Bytes of all slabs. */
  bytes(): number {
    return this.slabs.reduce((sum, slab) => sum + slab.bytes, 0);
  }

  private open(bytes: number): Slab {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = this.gpu.createBuffer(bytes, usage);
    const slab: Slab = { buffer, bytes, free: new Map([[0, bytes]]) };
    this.slabs.push(slab);
    return slab;
  }
}

/** The first free place that fits, taken; null without one. */
function roomIn({ free }: Slab, size: number): number | null {
  for (const [offset, bytes] of free) {
    if (bytes < size) continue;
    free.delete(offset);
    if (bytes > size) free.set(offset + size, bytes - size);
    return offset;
  }
  return null;
}

/** Joins neighbouring free ranges, in order of offset. */
function mergeFree(free: Map<number, number>): void {
  const ranges = [...free].sort(([a], [b]) => a - b);
  free.clear();
  let last: [number, number] | null = null;
  for (const [offset, bytes] of ranges) {
    if (last && last[0] + last[1] === offset) last = [last[0], last[1] + bytes];
    else last = [offset, bytes];
    free.set(...last);
  }
}
