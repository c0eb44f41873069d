import type { Plan, PlanBuffer } from '../../graph/plan';
import { type Counts, elementCount, type Shape } from '../../graph/shapes';
import { checkStorage } from '../storageCheck';
import type { GpuDevice } from './device';
import type { Lowering } from './kernel';
import type { Variables } from './variables';
import { aligned, type GpuTensor, type Holder, type View } from './views';
import type { Workspace } from './workspace';

/**
 * Where the tensors of one program lie: inputs and outputs in buffers of its own, workspace in slots
 * shared with other programs, variables in the executor's slabs; and what its kernels need besides.
 */
export class Layout {
  readonly inputs = new Map<string, { readonly buffer: PlanBuffer; readonly holder: Holder }>();
  private readonly outputs = new Map<number, Holder>();
  private readonly slots: readonly Holder[];
  /** Temporaries of whatever step runs: the i-th of one step is the i-th of the next. */
  private readonly temporaries: Holder[] = [];
  private constants: GPUBuffer[] = [];

  constructor(
    private readonly gpu: GpuDevice,
    private readonly plan: Plan,
    private readonly variables: Variables,
    workspace: Workspace,
  ) {
    for (const buffer of plan.buffers) {
      const bytes = 4 * elementCount(buffer.shape, plan.capacity);
      if (buffer.kind === 'input') {
        this.inputs.set(buffer.name, { buffer, holder: { buffer: this.open(bytes) } });
      } else if (buffer.kind === 'output')
        this.outputs.set(buffer.id, { buffer: this.open(bytes) });
    }
    this.slots = workspace.reserve(plan.slots);
  }

  /** A tensor of the plan. Throws executor/no-variable. */
  tensor(id: number): GpuTensor {
    const buffer = this.plan.buffers[id] as PlanBuffer;
    const { shape, dtype } = buffer;
    if (buffer.kind === 'variable') {
      checkStorage(buffer, this.variables.storageOf(buffer.name));
      const { slab, offset } = this.variables.find(buffer.name);
      return { holder: slab, offset, shape, dtype, storage: buffer.storage };
    }
    const holder =
      buffer.kind === 'workspace'
        ? this.slots[buffer.slot]
        : buffer.kind === 'input'
          ? this.inputs.get(buffer.name)?.holder
          : this.outputs.get(id);
    return { holder: holder as Holder, offset: 0, shape, dtype, storage: 'f32' };
  }

  /** What lowering may ask for; earlier constants are given back. */
  lowering(tiles: ReadonlyMap<string, string>): Lowering & { beginStep(): void } {
    this.releaseConstants();
    let next = 0;
    return {
      traits: this.gpu.traits,
      capacity: this.plan.capacity,
      tiles,
      beginStep: () => {
        next = 0;
      },
      temporary: (shape) => this.temporary(next++, shape, this.plan.capacity),
      constant: (data) => this.constant(data),
    };
  }

  dispose(): void {
    this.releaseConstants();
    const own = [...this.inputs.values()].map(({ holder }) => holder);
    for (const { buffer } of [...own, ...this.outputs.values(), ...this.temporaries])
      this.gpu.destroyBuffer(buffer);
  }

  private temporary(index: number, shape: Shape, capacity: Counts): GpuTensor {
    const bytes = 4 * elementCount(shape, capacity);
    const holder = this.temporaries[index];
    if (!holder) this.temporaries[index] = { buffer: this.open(bytes) };
    else if (holder.buffer.size < bytes) {
      this.gpu.destroyBuffer(holder.buffer);
      holder.buffer = this.open(bytes);
    }
    return {
      holder: this.temporaries[index] as Holder,
      offset: 0,
      shape,
      dtype: 'f32',
      storage: 'f32',
    };
  }

  private constant(data: Uint32Array): View {
    const buffer = this.open(data.byteLength);
    this.gpu.device.queue.writeBuffer(buffer, 0, data as Uint32Array<ArrayBuffer>);
    this.constants.push(buffer);
    return { holder: { buffer }, offset: 0, bytes: Math.ceil(data.byteLength / 16) * 16 };
  }

  private releaseConstants(): void {
    for (const buffer of this.constants) this.gpu.destroyBuffer(buffer);
    this.constants = [];
  }

  private open(bytes: number): GPUBuffer {
    const { STORAGE, UNIFORM, COPY_SRC, COPY_DST } = GPUBufferUsage;
    return this.gpu.createBuffer(
      Math.max(256, aligned(bytes)),
      STORAGE | UNIFORM | COPY_SRC | COPY_DST,
    );
  }
}
