import { storedBytes } from '../../core/storage';
import { type Counts, type Dim, elementCount, resolveDim } from '../../graph/shapes';
import { tooLargeToBind } from './failures';
import type { Bound, ElementType, Lowering } from './kernel';
import { extent, type GpuTensor, type View } from './views';

/** Rows of tensors that one dispatch computes: all of them, or those from `first` on. */
export interface RowRange {
  readonly dim: Dim;
  readonly first: number;
  /** Null: all. */
  readonly rows: number | null;
}

/** Parts begin where any width of row is aligned for a binding. */
const ROWS_AT_ONCE = 64;

/** All rows. */
export function allRows(dim: Dim): RowRange {
  return { dim, first: 0, rows: null };
}

/** Rows of a range that a run uses. */
export function rowsInUse({ dim, first, rows }: RowRange, counts: Counts): number {
  const used = resolveDim(dim, counts);
  return rows === null ? used : Math.min(Math.max(used - first, 0), rows);
}

/** The same as WGSL: a literal, or from the counts. */
export function rowsText({ dim, first, rows }: RowRange): string {
  const used = dim === 'N' ? 'counts.n' : dim === 'S' ? 'counts.s' : `${dim}u`;
  if (rows === null) return used;
  return typeof dim === 'number'
    ? `${rows}u`
    : `min(max(${used}, ${first}u) - ${first}u, ${rows}u)`;
}

/**
 * Parts of tensors that all have the rows `dim`, each small enough to bind. Undefined tensors do
 * not matter, nor do packed ones, which are bound whole.
 */
export function partsOf(
  dim: Dim,
  tensors: readonly (GpuTensor | undefined)[],
  { traits, capacity }: Lowering,
): RowRange[] {
  const widest = Math.max(
    1,
    ...tensors.map((tensor) => (tensor?.storage === 'f32' ? rowBytes(tensor) : 0)),
  );
  const total = resolveDim(dim, capacity);
  if (total * widest + 16 <= traits.bindingBytes) return [allRows(dim)];
  const rows = Math.floor((traits.bindingBytes - 16) / widest / ROWS_AT_ONCE) * ROWS_AT_ONCE;
  if (rows === 0) throw tooLargeToBind('one row', widest, traits.bindingBytes);
  return Array.from({ length: Math.ceil(total / rows) }, (_, part) => ({
    dim,
    first: part * rows,
    rows: Math.min(rows, total - part * rows),
  }));
}

/** The part of a tensor that holds these rows. */
export function viewRows(tensor: GpuTensor, range: RowRange, { capacity }: Lowering): View {
  const rows = range.rows ?? resolveDim(extent(tensor.shape).rows, capacity);
  const { holder, offset } = tensor;
  return {
    holder,
    offset: offset + range.first * rowBytes(tensor),
    bytes: padded(rows * rowBytes(tensor)),
  };
}

/** Rows of a tensor to read: a packed one is bound whole, and unpacked where it is read. */
export function readsRows(
  tensor: GpuTensor,
  range: RowRange,
  type: ElementType,
  on: Lowering,
): Bound {
  const { storage, holder, offset, shape } = tensor;
  if (storage === 'f32') return { view: viewRows(tensor, range, on), type, writes: false };
  const elements = elementCount(shape, on.capacity);
  const bytes = padded(storedBytes(storage, elements));
  if (bytes > on.traits.bindingBytes)
    throw tooLargeToBind('a packed weight', bytes, on.traits.bindingBytes);
  return { view: { holder, offset, bytes }, type, writes: false, packed: { storage, elements } };
}

/** All of a tensor. Throws executor/binding-limit where it is larger than a binding. */
export function viewAll(tensor: GpuTensor, on: Lowering, op: string): View {
  const bytes = padded(4 * elementCount(tensor.shape, on.capacity));
  if (bytes > on.traits.bindingBytes) throw tooLargeToBind(op, bytes, on.traits.bindingBytes);
  return { holder: tensor.holder, offset: tensor.offset, bytes };
}

function rowBytes({ shape }: GpuTensor): number {
  return 4 * extent(shape).columns;
}

/** Whole vectors: tensors have room for them. */
function padded(bytes: number): number {
  return Math.max(16, Math.ceil(bytes / 16) * 16);
}
