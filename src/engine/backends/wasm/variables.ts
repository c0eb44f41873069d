import { EngineError } from '../../core/errors';
import { unpack } from '../../core/quantize';
import { type Packed, type Storage, storedBytes } from '../../core/storage';
import type { KernelMemory } from './memory';

interface Variable {
  readonly address: number;
  readonly elements: number;
  readonly storage: Storage;
}

/** Named tensors that outlive programs. `moved` is told when an address comes or goes. */
export class Variables {
  private readonly byName = new Map<string, Variable>();

  constructor(
    private readonly memory: KernelMemory,
    private readonly moved: () => void,
  ) {}

  has(name: string): boolean {
    return this.byName.has(name);
  }

  find(name: string): Variable {
    const variable = this.byName.get(name);
    if (variable) return variable;
    throw new EngineError('executor/no-variable', `there is no variable "${name}"`, { name });
  }

  /** Zeros, unless one of this size is there. */
  create(name: string, elements: number): void {
    if (!this.make(name, elements, 'f32')) return;
    const start = this.find(name).address / 4;
    this.memory.floats().fill(0, start, start + elements);
  }

  write(name: string, data: Float32Array): void {
    this.make(name, data.length, 'f32');
    this.memory.floats().set(data, this.find(name).address / 4);
  }

  writePacked(name: string, { storage, elements, bytes }: Packed): void {
    this.make(name, elements, storage);
    this.memory.bytesView().set(bytes, this.find(name).address);
  }

  /** A copy, unpacked. */
  read(name: string): Float32Array {
    const { address, elements, storage } = this.find(name);
    if (storage === 'f32') return this.memory.copyFloats(address, elements);
    const view = this.memory.bytesView();
    // A copy that is not shared: `slice` of a shared view would be.
    const bytes = new Uint8Array(storedBytes(storage, elements));
    bytes.set(view.subarray(address, address + bytes.length));
    return unpack({ storage, elements, bytes });
  }

  remove(name: string): void {
    const variable = this.byName.get(name);
    if (!variable) return;
    this.memory.release(variable.address);
    this.byName.delete(name);
    this.moved();
  }

  bytes(): number {
    let sum = 0;
    for (const { storage, elements } of this.byName.values()) sum += storedBytes(storage, elements);
    return sum;
  }

  clear(): void {
    for (const name of [...this.byName.keys()]) this.remove(name);
  }

  /** Memory for a variable, uncleared; false where one of this size and storage is there. */
  private make(name: string, elements: number, storage: Storage): boolean {
    const known = this.byName.get(name);
    if (known?.elements === elements && known.storage === storage) return false;
    this.remove(name);
    const address = this.memory.allocate(storedBytes(storage, elements));
    this.byName.set(name, { address, elements, storage });
    this.moved();
    return true;
  }
}
