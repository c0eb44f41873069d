import type { PlanBuffer, PlanStep } from './plan';
import { type Counts, elementCount } from './shapes';

/** Kernels read whole vectors: every slot is a multiple of 64 bytes, with 64 to spare. */
const ALIGNMENT = 64;

interface SlotLayout {
  readonly buffers: readonly PlanBuffer[];
  readonly bytes: readonly number[];
}

/**
 * Gives every workspace buffer a slot so that two that are alive at the same time never share one
 * (unless a kernel says it may write in place). Greedy best fit in order of the steps; a free slot
 * grows where that costs less than a new one.
 */
export function assignSlots(
  steps: readonly PlanStep[],
  buffers: readonly PlanBuffer[],
  capacity: Counts,
): SlotLayout {
  const lastUse = new Map<number, number>();
  steps.forEach((step, i) => {
    for (const id of [...step.inputs, ...step.outputs]) lastUse.set(id, i);
  });
  const bytes: number[] = [];
  const free = new Set<number>();
  const slotOf = new Map<number, number>();

  steps.forEach((step, i) => {
    const taken = new Set<number>();
    step.outputs.forEach((id, output) => {
      const buffer = buffers[id] as PlanBuffer;
      if (buffer.kind !== 'workspace') return;
      const need = alignedBytes(buffer, capacity);
      const inPlace = step.op.inPlace?.[output];
      const over = inPlace === undefined ? undefined : step.inputs[inPlace];
      const slot = over === undefined ? undefined : slotOf.get(over);
      const reusable =
        slot !== undefined &&
        lastUse.get(over as number) === i &&
        !taken.has(slot) &&
        sameElements(buffers[over as number] as PlanBuffer, buffer);
      const chosen = reusable ? slot : takeFree(free, bytes, need);
      taken.add(chosen);
      slotOf.set(id, chosen);
    });
    for (const id of new Set([...step.inputs, ...step.outputs])) {
      const slot = slotOf.get(id);
      const inUse = step.outputs.some((out) => out !== id && slotOf.get(out) === slot);
      if (slot !== undefined && lastUse.get(id) === i && !(inUse && !step.outputs.includes(id))) {
        free.add(slot);
      }
    }
  });
  return {
    buffers: buffers.map((buffer) => ({ ...buffer, slot: slotOf.get(buffer.id) ?? -1 })),
    bytes,
  };
}

function alignedBytes(buffer: PlanBuffer, capacity: Counts): number {
  const bytes = 4 * elementCount(buffer.shape, capacity);
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT + ALIGNMENT;
}

function sameElements(a: PlanBuffer, b: PlanBuffer): boolean {
  return a.shape.length === b.shape.length && a.shape.every((dim, i) => dim === b.shape[i]);
}

/** The free slot that fits with least waste, else the largest one grown, else a new one. */
function takeFree(free: Set<number>, bytes: number[], need: number): number {
  let best = -1;
  for (const slot of free) {
    const size = bytes[slot] as number;
    const bestSize = best < 0 ? -1 : (bytes[best] as number);
    const better =
      best < 0 ||
      (size >= need ? bestSize < need || size < bestSize : bestSize < need && size > bestSize);
    if (better) best = slot;
  }
  if (best < 0) {
    bytes.push(need);
    return bytes.length - 1;
  }
  free.delete(best);
  bytes[best] = Math.max(bytes[best] as number, need);
  return best;
}
