import type { KernelMemory } from './memory';

/**
 * Memory that all programs of an executor use in turn, and every thread's scratch. It only grows;
 * `moved` is told when its address changes.
 */
export class Workspace {
  address = 0;
  /** Scratch of the first thread; the others' follow. */
  scratch = 0;
  /** Bytes of scratch of one thread. */
  scratchBytes = 0;
  private bytes = 0;

  constructor(
    private readonly memory: KernelMemory,
    private readonly threads: number,
    private readonly moved: () => void,
  ) {}

  /** Gives all of it back. */
  clear(): void {
    this.memory.release(this.address);
    this.memory.release(this.scratch);
    this.bytes = 0;
    this.scratchBytes = 0;
    this.moved();
  }

  /** Makes room for at least this much. */
  reserve(bytes: number, scratchBytes: number): void {
    if (bytes > this.bytes) {
      this.bytes = 0;
      this.memory.release(this.address);
      this.address = this.memory.allocate(bytes);
      this.bytes = bytes;
      this.moved();
    }
    const each = Math.ceil(scratchBytes / 64) * 64;
    if (each <= this.scratchBytes) return;
    this.scratchBytes = 0;
    this.memory.release(this.scratch);
    this.scratch = this.memory.allocate(each * this.threads);
    this.scratchBytes = each;
    this.moved();
  }
}
