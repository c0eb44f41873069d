import { EngineError } from '../../core/errors';
import type { Bound, ElementType, Kernel } from './kernel';
import { unpackText } from './unpack';
import { sameView, type View } from './views';

/** How a kernel binds a range of memory. */
export interface Binding {
  readonly kind: 'uniform' | 'read-only-storage' | 'storage';
  readonly view: View;
}

/** A kernel ready to compile: its text, and what it binds after the counts (binding 0). */
export interface KernelText {
  readonly text: string;
  readonly bindings: readonly Binding[];
}

interface Slot {
  readonly view: View;
  readonly type: ElementType | 'u32';
  written: boolean;
}

/**
 * Writes a kernel as WGSL. Tensors that are the same bytes share a binding, as WebGPU demands of
 * what is written; all that a written buffer holds is bound for writing, for the same reason.
 * The text says nothing of where tensors lie, so that steps alike share a pipeline.
 */
export function writeKernel(kernel: Kernel, storageBuffers: number): KernelText {
  const slots: Slot[] = [];
  const accessors: string[] = [];
  for (const [name, bound] of Object.entries(kernel.bound)) {
    const slot = slotOf(bound, slots);
    const scales = bound.packed?.scales;
    const scaleSlot = scales ? slotOf({ ...bound, view: scales }, slots) : slot;
    accessors.push(accessorText(name, bound, slot, scaleSlot));
  }
  if (slots.length > storageBuffers)
    throw tooManyBindings(kernel.label, slots.length, storageBuffers);
  const writtenHolders = new Set(
    slots.filter(({ written }) => written).map(({ view }) => view.holder),
  );
  const storage = slots.map(({ view }): Binding => {
    const kind = writtenHolders.has(view.holder) ? 'storage' : 'read-only-storage';
    return { kind, view };
  });
  const uniforms = Object.entries(kernel.uniforms ?? {});
  const bindings = [
    ...storage,
    ...uniforms.map(([, view]): Binding => ({ kind: 'uniform', view })),
  ];
  const variables = storage.map(({ kind }, i) => {
    const access = kind === 'storage' ? 'read_write' : 'read';
    return `@group(0) @binding(${i + 1}) var<storage, ${access}> b${i}: array<${slots[i]?.type}>;`;
  });
  const scalars = uniforms.map(
    ([name], i) => `@group(0) @binding(${slots.length + i + 1}) var<uniform> ${name}: i32;`,
  );
  const text = [
    ...(kernel.subgroups ? ['enable subgroups;'] : []),
    'struct Counts { n: u32, s: u32, m: u32 }',
    '@group(0) @binding(0) var<uniform> counts: Counts;',
    ...variables,
    ...scalars,
    ...accessors,
    ...(kernel.declarations ? [kernel.declarations] : []),
    mainText(kernel),
  ].join('\n');
  return { text, bindings };
}

function mainText({ threads, body, subgroups }: Kernel): string {
  const parameters = [
    '@builtin(workgroup_id) group: vec3u',
    '@builtin(num_workgroups) groups: vec3u',
    '@builtin(local_invocation_index) lane: u32',
    ...(subgroups ? ['@builtin(subgroup_invocation_id) place: u32'] : []),
  ];
  return `@compute @workgroup_size(${threads})\nfn main(${parameters.join(', ')}) {\n${body}\n}`;
}

function slotOf({ view, type: seen, writes, packed }: Bound, slots: Slot[]): number {
  const type = packed ? 'u32' : seen;
  const known = slots.findIndex((slot) => sameView(slot.view, view) && slot.type === type);
  if (known < 0) return slots.push({ view, type, written: writes }) - 1;
  const slot = slots[known] as Slot;
  slot.written ||= writes;
  return known;
}

function accessorText(
  name: string,
  { type, writes, packed }: Bound,
  slot: number,
  scaleSlot: number,
): string {
  if (packed) {
    const words = { codes: `b${slot}`, scales: `b${scaleSlot}` };
    return unpackText(name, words, type, packed);
  }
  const read = `fn ${name}(i: u32) -> ${type} { return b${slot}[i]; }`;
  return writes ? `${read}\nfn set${name}(i: u32, v: ${type}) { b${slot}[i] = v; }` : read;
}

function tooManyBindings(op: string, wanted: number, limit: number): EngineError {
  const message = `the kernel of ${op} binds ${wanted} buffers, this GPU allows ${limit}`;
  return new EngineError('executor/too-many-bindings', message, { op, wanted, limit });
}
