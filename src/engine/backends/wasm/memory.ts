import { EngineError } from '../../core/errors';

const PAGE = 65536;
/** Vector kernels want whole cache lines and may read one past the end. */
const ALIGNMENT = 64;
/** The first page is the kernels' own: control words of barrier.ts and index.ts. */
const RESERVED = PAGE;
/** Growing costs little, but new views each time; so at least 4 MiB. */
const GROWTH_PAGES = 64;
/** What an address space of 32 bits holds; a device that cannot reserve it is asked for less. */
const MAXIMUM_PAGES: readonly number[] = [65536, 32768, 16384, 8192];

/**
 * The one linear memory that all threads share, with an allocator: addresses are unsigned numbers,
 * multiples of 64, with 64 bytes to spare after every block.
 */
export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** Free blocks by address. */
  private readonly free = new Map<number, number>();
  private readonly sizes = new Map<number, number>();
  private end = RESERVED;
  private f32: Float32Array<ArrayBufferLike>;
  private i32: Int32Array<ArrayBufferLike>;
  private u8: Uint8Array<ArrayBufferLike>;

  constructor(shared: boolean) {
    this.memory = createMemory(shared);
    this.f32 = new Float32Array(this.memory.buffer);
    this.i32 = new Int32Array(this.memory.buffer);
    this.u8 = new Uint8Array(this.memory.buffer);
  }

  /** The whole memory as floats: element i is address 4·i. Made again only after growth. */
  floats(): Float32Array<ArrayBufferLike> {
    if (this.f32.buffer !== this.memory.buffer) this.f32 = new Float32Array(this.memory.buffer);
    return this.f32;
  }

  /** The whole memory as integers. */
  integers(): Int32Array<ArrayBufferLike> {
    if (this.i32.buffer !== this.memory.buffer) this.i32 = new Int32Array(this.memory.buffer);
    return this.i32;
  }

  /** The whole memory as bytes. */
  bytesView(): Uint8Array<ArrayBufferLike> {
    if (this.u8.buffer !== this.memory.buffer) this.u8 = new Uint8Array(this.memory.buffer);
    return this.u8;
  }

  /** A copy of `count` floats at `address`. */
  copyFloats(address: number, count: number): Float32Array {
    return Float32Array.prototype.slice.call(this.floats(), address / 4, address / 4 + count);
  }

  /** Address of `bytes` of memory, not cleared. Throws executor/out-of-memory. */
  allocate(bytes: number): number {
    const size = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT + ALIGNMENT;
    const address = this.takeFree(size) ?? this.extend(size);
    this.sizes.set(address, size);
    return address;
  }

  /** Gives a block back; unknown addresses are ignored. */
  release(address: number): void {
    const size = this.sizes.get(address);
    if (size === undefined) return;
    this.sizes.delete(address);
    this.free.set(address, size);
    this.merge();
  }

  /** Bytes of blocks in use. */
  bytes(): number {
    let sum = 0;
    for (const size of this.sizes.values()) sum += size;
    return sum;
  }

  /** The smallest free block that fits, its rest kept free. */
  private takeFree(size: number): number | null {
    let best: number | null = null;
    for (const [address, bytes] of this.free) {
      if (bytes >= size && (best === null || bytes < (this.free.get(best) as number)))
        best = address;
    }
    if (best === null) return null;
    const rest = (this.free.get(best) as number) - size;
    this.free.delete(best);
    if (rest > 0) this.free.set(best + size, rest);
    return best;
  }

  private extend(size: number): number {
    const address = this.end;
    const missing = Math.ceil((address + size + ALIGNMENT - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.grow(missing, size);
    this.end = address + size;
    return address;
  }

  private grow(pages: number, size: number): void {
    for (const count of [Math.max(pages, GROWTH_PAGES), pages]) {
      try {
        this.memory.grow(count);
        return;
      } catch {
        // The maximum may leave room for less than the comfortable growth.
      }
    }
    throw outOfMemory(size, this.memory.buffer.byteLength);
  }

  /** Joins neighbouring free blocks, and gives the last one back to the unused end. */
  private merge(): void {
    const blocks = [...this.free].sort(([a], [b]) => a - b);
    this.free.clear();
    let last: [number, number] | null = null;
    for (const [address, size] of blocks) {
      if (last && last[0] + last[1] === address) last = [last[0], last[1] + size];
      else last = [address, size];
      this.free.set(...last);
    }
    if (last && last[0] + last[1] === this.end) {
      this.free.delete(last[0]);
      this.end = last[0];
    }
  }
}

function createMemory(shared: boolean): WebAssembly.Memory {
  const initial = RESERVED / PAGE + 1;
  if (!shared) return new WebAssembly.Memory({ initial });
  for (const maximum of MAXIMUM_PAGES) {
    try {
      return new WebAssembly.Memory({ initial, maximum, shared });
    } catch {
      // Less address space than that on this device.
    }
  }
  throw outOfMemory(0, 0);
}

function outOfMemory(wanted: number, held: number): EngineError {
  const mib = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
  return new EngineError(
    'executor/out-of-memory',
    `there is no memory for ${mib(wanted)} MiB more; ${mib(held)} MiB are in use`,
    { wanted: mib(wanted), held: mib(held) },
    'Choose a smaller batch or fewer tokens per row, or a method that trains less (LoRA, head only).',
  );
}
