import { EngineError } from '../core/errors';
import type { Storage } from '../core/storage';
import { fuse } from './fuse';
import { leafName } from './leaves';
import type { Attrs, DType, Graph, Node, Op, Value } from './node';
import { reachable } from './reachable';
import { type Counts, elementCount, type Shape } from './shapes';
import { assignSlots } from './slots';

/** A tensor of a plan. Workspace buffers share memory through slots; the others are named. */
export interface PlanBuffer {
  readonly id: number;
  readonly kind: 'input' | 'variable' | 'output' | 'workspace';
  /** Name of the input, variable or output; '' for workspace. */
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  /** How its values lie; other than f32 only for a variable, which then only ops that unpack read. */
  readonly storage: Storage;
  /** Index into {@link Plan.slots} for workspace buffers, else −1. */
  readonly slot: number;
}

/** One kernel call: buffers by index into {@link Plan.buffers}. */
export interface PlanStep {
  readonly op: Op;
  readonly attrs: Attrs;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A program ready to compile: what runs in which order, on which memory. Pure data. */
export interface Plan {
  readonly capacity: Counts;
  readonly steps: readonly PlanStep[];
  readonly buffers: readonly PlanBuffer[];
  /** Which buffer holds each output of the graph. */
  readonly outputs: Readonly<Record<string, number>>;
  /** Bytes of each workspace slot at capacity. */
  readonly slots: readonly number[];
  readonly bytes: PlanBytes;
}

/** How variables lie that are not f32, by name. */
export type Storages = ReadonlyMap<string, Storage>;

/** Bytes a plan needs besides its variables, known before anything is allocated. */
export interface PlanBytes {
  readonly workspace: number;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Orders, fuses and lays out a graph for a capacity of tokens and segments.
 *
 * A value assigned to a variable is written straight into it; an output that the host reads keeps a
 * buffer of its own; everything else lives in slots that are reused once nothing reads them.
 * `storages` says which variables take fewer bytes; @throws EngineError `graph/packed` where
 * something computes with one that cannot unpack it.
 */
export function makePlan(graph: Graph, capacity: Counts, storages: Storages = new Map()): Plan {
  const fused = fuse(graph);
  const order = reachable(fused);
  const layout = new Map<Value, number>();
  const buffers: PlanBuffer[] = [];

  function place(value: Value, kind: PlanBuffer['kind'], name: string): void {
    layout.set(value, buffers.length);
    const { shape, dtype } = value;
    const storage = (kind === 'variable' && storages.get(name)) || 'f32';
    buffers.push({ id: buffers.length, kind, name, shape, dtype, storage, slot: -1 });
  }
  for (const { variable, value } of fused.assignments) {
    if (layout.has(value) || isLeaf(value.node)) throw notAssignable(variable);
    place(value, 'variable', variable);
  }
  for (const [name, value] of Object.entries(fused.outputs)) {
    if (!layout.has(value) && !isLeaf(value.node)) place(value, 'output', name);
  }
  for (const node of order) placeNode(node, layout, place);

  const steps = order.filter((node) => !isLeaf(node)).map((node) => makeStep(node, layout));
  for (const step of steps) checkPacked(step, buffers);
  const slots = assignSlots(steps, buffers, capacity);
  const outputs = Object.fromEntries(
    Object.entries(fused.outputs).map(([name, value]) => [name, layout.get(value) as number]),
  );
  const bytes = countBytes(slots, capacity);
  return { capacity, steps, buffers: slots.buffers, outputs, slots: slots.bytes, bytes };
}

function notAssignable(variable: string): EngineError {
  const message = `"${variable}" must be assigned a computed value of its own`;
  return new EngineError('graph/not-assignable', message, { variable });
}

/** Packed variables are read where an op unpacks them, and nowhere else. */
function checkPacked(step: PlanStep, buffers: readonly PlanBuffer[]): void {
  const { op, inputs, outputs } = step;
  const plain = inputs.filter((_, i) => !op.unpacks?.includes(i));
  for (const id of [...plain, ...outputs]) {
    const { name, storage } = buffers[id] as PlanBuffer;
    if (storage === 'f32') continue;
    const message = `"${name}" is ${storage}, which ${op.id} does not take there`;
    throw new EngineError('graph/packed', message, { variable: name, storage, op: op.id });
  }
}

function isLeaf(node: Node): boolean {
  return node.op.leaf !== undefined;
}

function placeNode(
  node: Node,
  layout: Map<Value, number>,
  place: (value: Value, kind: PlanBuffer['kind'], name: string) => void,
): void {
  for (const value of node.outputs) {
    if (layout.has(value)) continue;
    const input = leafName(value, 'input');
    const variable = leafName(value, 'variable');
    if (input !== null) place(value, 'input', input);
    else if (variable !== null) place(value, 'variable', variable);
    else place(value, 'workspace', '');
  }
}

function makeStep(node: Node, layout: Map<Value, number>): PlanStep {
  const at = (value: Value): number => layout.get(value) as number;
  const { op, attrs } = node;
  return { op, attrs, inputs: node.inputs.map(at), outputs: node.outputs.map(at) };
}

function countBytes(
  layout: { readonly buffers: readonly PlanBuffer[]; readonly bytes: readonly number[] },
  capacity: Counts,
): PlanBytes {
  const of = (kind: PlanBuffer['kind']): number =>
    layout.buffers
      .filter((buffer) => buffer.kind === kind)
      .reduce((sum, buffer) => sum + 4 * elementCount(buffer.shape, capacity), 0);
  const workspace = layout.bytes.reduce((sum, bytes) => sum + bytes, 0);
  return { workspace, inputs: of('input'), outputs: of('output') };
}
