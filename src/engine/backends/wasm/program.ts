import type { Plan, PlanBuffer } from '../../graph/plan';
import { type Counts, elementCount } from '../../graph/shapes';
import { checkCounts } from '../counts';
import type { Program } from '../executor';
import { checkRoom, checkWritten, noOutput } from '../hostEnds';
import { checkStorage } from '../storageCheck';
import { encodePlan } from './encode';
import type { KernelMemory } from './memory';
import type { KernelExports } from './threads';
import type { Variables } from './variables';
import type { Workspace } from './workspace';

/** What programs share with their executor. */
export interface Host {
  readonly kernels: KernelExports;
  readonly memory: KernelMemory;
  readonly threads: number;
  readonly variables: Variables;
  readonly workspace: Workspace;
  /** Goes up when a variable or the workspace moves: programs then encode their addresses again. */
  version(): number;
}

interface HostInput {
  readonly buffer: PlanBuffer;
  readonly address: number;
  /** Elements that fit. */
  readonly capacity: number;
  /** Elements written last. */
  length: number;
}

/** A plan encoded for the kernels. Running it is one call; nothing is allocated. */
export function createProgram(plan: Plan, host: Host): Program {
  const { memory, kernels, workspace } = host;
  const inputs = new Map<string, HostInput>();
  const outputs = new Map<number, number>();
  for (const buffer of plan.buffers) {
    const capacity = elementCount(buffer.shape, plan.capacity);
    if (buffer.kind === 'input') {
      inputs.set(buffer.name, {
        buffer,
        capacity,
        address: memory.allocate(4 * capacity),
        length: 0,
      });
    } else if (buffer.kind === 'output') outputs.set(buffer.id, memory.allocate(4 * capacity));
  }
  const inputList = [...inputs.values()];
  const addressOf = (buffer: PlanBuffer): number => {
    // An output may be named as an input is: each has memory of its own.
    if (buffer.kind === 'input') return (inputs.get(buffer.name) as HostInput).address;
    if (buffer.kind === 'output') return outputs.get(buffer.id) as number;
    const { address, storage } = host.variables.find(buffer.name);
    checkStorage(buffer, storage);
    return address;
  };

  let code = 0;
  const release = (): void => {
    for (const address of [code, ...inputList.map((one) => one.address), ...outputs.values()]) {
      memory.release(address);
    }
  };
  try {
    const draft = encodePlan(plan, 0, addressOf);
    const head = draft.headDim > 0 ? kernels.attentionScratch(plan.capacity.N, draft.headDim) : 0;
    workspace.reserve(draft.workspaceBytes, Math.max(kernels.matmulScratch(), head));
    code = memory.allocate(4 * draft.words.length);
  } catch (error) {
    release();
    throw error;
  }
  let version = -1;
  let last: Counts = plan.capacity;
  const refresh = (): void => {
    memory.integers().set(encodePlan(plan, workspace.address, addressOf).words, code / 4);
    version = host.version();
  };
  return {
    bytes: plan.bytes.inputs + plan.bytes.outputs,
    write(name, data) {
      const input = inputs.get(name);
      if (!input) return;
      checkRoom(name, data.length, input.capacity);
      const { address, buffer } = input;
      const view = buffer.dtype === 'i32' ? memory.integers() : memory.floats();
      view.set(data, address / 4);
      input.length = data.length;
    },
    run(counts) {
      checkCounts(plan.capacity, counts);
      for (const { buffer, length } of inputList) checkWritten(buffer, length, counts);
      if (version !== host.version()) refresh();
      const { scratch, scratchBytes: each } = workspace;
      kernels.run(code, counts.N, counts.S, counts.M ?? 0, host.threads, scratch, each);
      last = counts;
    },
    async read(name) {
      const buffer = plan.buffers[plan.outputs[name] ?? -1];
      if (!buffer) throw noOutput(name);
      return memory.copyFloats(addressOf(buffer), elementCount(buffer.shape, last));
    },
    dispose: release,
  };
}
