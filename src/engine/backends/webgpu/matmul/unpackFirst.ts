import { BLOCK } from '../../../core/storage';
import { elementCount } from '../../../graph/shapes';
import type { GpuStep, Kernel, Lowering } from '../kernel';
import { flatKernel } from '../kernels/flat';
import { allRows, readsRows, viewAll } from '../rows';
import { extent, type GpuTensor } from '../views';

/** Rows of C from which reading a packed factor again and again costs more than unpacking it once. */
const WORTH_ROWS = 32;

const HALVES = { width: 4, body: 'setY(i, Packed(i));' };
/** A thread unpacks a block at a time: its scale is read once. */
const BLOCKS = {
  width: BLOCK,
  body: `let scale = PackedScale(i);
for (var place = 0u; place < 8u; place++) { setY(8u * i + place, PackedPart(i, place, scale)); }`,
};

/**
 * A step whose packed second factor is unpacked into memory of its own, and the dispatch that does
 * so; null where the product had better unpack what it reads. A CPU that plays a GPU unpacks a value
 * once for every 16 rows of C, which takes a quarter of the product's time; a GPU does so for every
 * 64 while it waits for memory, and would have to write and read four bytes a value instead.
 */
export function unpackFirst(
  step: GpuStep,
  rowsOfC: number,
  on: Lowering,
): { readonly step: GpuStep; readonly kernel: Kernel } | null {
  const [a, b, ...others] = step.inputs as [GpuTensor, GpuTensor, ...GpuTensor[]];
  if (b.storage === 'f32' || !on.traits.software || rowsOfC < WORTH_ROWS) return null;
  const { rows, columns } = extent(b.shape);
  const elements = elementCount(b.shape, on.capacity);
  if (elements % 4 !== 0 || 4 * elements > on.traits.bindingBytes) return null;
  const unpacked = on.temporary(b.shape);
  const kernel = flatKernel(
    {
      label: step.op,
      bound: {
        Packed: readsRows(b, allRows(rows), 'vec4f', on),
        Y: { view: viewAll(unpacked, on, step.op), type: 'vec4f', writes: true },
      },
      range: allRows(rows),
      columns,
      ...(b.storage === 'f16' ? HALVES : BLOCKS),
    },
    on,
  );
  return { step: { ...step, inputs: [a, unpacked, ...others] }, kernel };
}
