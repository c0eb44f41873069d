import { EngineError } from '../../core/errors';
import type { KernelMemory } from './memory';

interface Variable {
  readonly address: number;
  readonly elements: number;
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
    if (this.byName.get(name)?.elements === elements) return;
    this.remove(name);
    const start = this.memory.allocate(4 * elements) / 4;
    this.memory.floats().fill(0, start, start + elements);
    this.byName.set(name, { address: 4 * start, elements });
    this.moved();
  }

  write(name: string, data: Float32Array): void {
    this.create(name, data.length);
    this.memory.floats().set(data, this.find(name).address / 4);
  }

  /** A copy. */
  read(name: string): Float32Array {
    const { address, elements } = this.find(name);
    return this.memory.copyFloats(address, elements);
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
    for (const { elements } of this.byName.values()) sum += 4 * elements;
    return sum;
  }

  clear(): void {
    for (const name of [...this.byName.keys()]) this.remove(name);
  }
}
