import { EngineError } from '../../core/errors';
import type { Plan, PlanBuffer } from '../../graph/plan';
import { elementCount } from '../../graph/shapes';
import { KERNELS_BY_OP } from './kernels';
import type { Operand } from './operands';
import { ProgramWriter } from './words';

/** A plan as the kernels read it. */
export interface EncodedPlan {
  readonly words: readonly number[];
  /** Bytes of all slots and of the steps' temporaries. */
  readonly workspaceBytes: number;
  /** Widest head of attention, 0 without any. */
  readonly headDim: number;
}

/**
 * Encodes a plan for a workspace at `base`. `addressOf` knows the named buffers.
 * Throws executor/no-kernel.
 */
export function encodePlan(
  plan: Plan,
  base: number,
  addressOf: (buffer: PlanBuffer) => number,
): EncodedPlan {
  const writer = new ProgramWriter();
  let widest = 0;
  let next = base;
  const take = (bytes: number): number => {
    const address = next;
    next += Math.ceil(bytes / 64) * 64 + 64;
    return address;
  };
  const slots = plan.slots.map(take);
  const operand = (id: number): Operand => {
    const buffer = plan.buffers[id] as PlanBuffer;
    const inSlot = buffer.kind === 'workspace';
    return {
      address: inSlot ? (slots[buffer.slot] as number) : addressOf(buffer),
      shape: buffer.shape,
      storage: buffer.storage,
    };
  };
  for (const { op, attrs, inputs, outputs } of plan.steps) {
    const kernel = KERNELS_BY_OP[op.id];
    if (!kernel) throw noKernel(op.id);
    const step = {
      inputs: inputs.map(operand),
      outputs: outputs.map(operand),
      attrs,
      attends: (headDim: number) => {
        widest = Math.max(widest, headDim);
      },
      temporary: (elements: number) => take(4 * elements),
      capacityOf: (shape: PlanBuffer['shape']) => elementCount(shape, plan.capacity),
    };
    kernel(step, writer);
  }
  return { words: writer.words(), workspaceBytes: next - base, headDim: widest };
}

function noKernel(op: string): EngineError {
  return new EngineError('executor/no-kernel', `the WASM executor has no kernel for "${op}"`, {
    op,
  });
}
