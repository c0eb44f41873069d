import { EngineError } from '../../core/errors';
import { unpack } from '../../core/quantize';
import { type Packed, type Storage, storedBytes } from '../../core/storage';
import type { GpuDevice } from './device';
import { readBytes, readRange } from './readback';
import { type Room, Slabs } from './slabs';
import { aligned } from './views';

interface Variable {
  readonly elements: number;
  readonly storage: Storage;
  /** Null until it is written or a program needs it: it is zero until then. */
  room: Room | null;
}

/**
 * Named tensors that outlive programs. Those that are only created (gradients, moments) get memory
 * when the next program is compiled, all at once, so that their slabs fit exactly. `moved` is told
 * when one comes or goes.
 */
export class Variables {
  private readonly byName = new Map<string, Variable>();
  private readonly slabs: Slabs;

  constructor(
    private readonly gpu: GpuDevice,
    private readonly moved: () => void,
  ) {
    this.slabs = new Slabs(gpu);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** Where a variable lies. Throws executor/no-variable. */
  find(name: string): Room {
    const variable = this.get(name);
    if (!variable.room) this.place([variable]);
    return variable.room as Room;
  }

  /** Zeros, unless one of this size is there. */
  create(name: string, elements: number): void {
    const known = this.byName.get(name);
    if (known?.elements === elements && known.storage === 'f32') return;
    this.remove(name);
    this.byName.set(name, { elements, storage: 'f32', room: null });
    this.moved();
  }

  write(name: string, data: Float32Array): void {
    this.create(name, data.length);
    const variable = this.get(name);
    variable.room ??= this.slabs.allocate(4 * data.length);
    const { slab, offset } = variable.room;
    this.gpu.device.queue.writeBuffer(slab.buffer, offset, data as Float32Array<ArrayBuffer>);
  }

  /** Makes or replaces a variable that stays packed. */
  writePacked(name: string, { storage, elements, bytes }: Packed): void {
    this.remove(name);
    const room = this.slabs.allocate(bytes.byteLength);
    this.byName.set(name, { elements, storage, room });
    this.moved();
    const { slab, offset } = room;
    this.gpu.device.queue.writeBuffer(slab.buffer, offset, bytes as Uint8Array<ArrayBuffer>);
  }

  /** How a variable's values lie. */
  storageOf(name: string): Storage {
    return this.get(name).storage;
  }

  /** A copy, unpacked. */
  async read(name: string): Promise<Float32Array> {
    const { elements, storage, room } = this.get(name);
    if (!room) return new Float32Array(elements);
    const { slab, offset } = room;
    if (storage === 'f32') return readRange(this.gpu, slab.buffer, offset, elements);
    const bytes = await readBytes(this.gpu, slab.buffer, offset, storedBytes(storage, elements));
    return unpack({ storage, elements, bytes });
  }

  /** Gives every variable that waits for it memory, cleared. */
  placeAll(): void {
    const waiting = [...this.byName.values()].filter(({ room }) => room === null);
    if (waiting.length > 0) this.place(waiting);
  }

  remove(name: string): void {
    const variable = this.byName.get(name);
    if (!variable) return;
    if (variable.room) this.slabs.release(variable.room);
    this.byName.delete(name);
    this.moved();
  }

  /** Bytes of all variables; slabs are a little larger. */
  bytes(): number {
    let sum = 0;
    for (const { storage, elements } of this.byName.values()) sum += storedBytes(storage, elements);
    return sum;
  }

  clear(): void {
    for (const name of [...this.byName.keys()]) this.remove(name);
  }

  private get(name: string): Variable {
    const variable = this.byName.get(name);
    if (variable) return variable;
    throw new EngineError('executor/no-variable', `there is no variable "${name}"`, { name });
  }

  private place(waiting: readonly Variable[]): void {
    let left = waiting.reduce((sum, { elements }) => sum + aligned(4 * elements), 0);
    const encoder = this.gpu.device.createCommandEncoder();
    for (const variable of waiting) {
      const room = this.slabs.allocate(4 * variable.elements, left);
      encoder.clearBuffer(room.slab.buffer, room.offset, room.bytes);
      variable.room = room;
      left -= room.bytes;
    }
    this.gpu.device.queue.submit([encoder.finish()]);
  }
}
