import { codeBytes, type PackedStorage, storedBytes } from '../../core/storage';
import { type Counts, type Dim, elementCount, resolveDim } from '../../graph/shapes';
import { tooLargeToBind } from './failures';
import { type Bound, type ElementType, type Lowering, reads } from './kernel';
import { ALIGNMENT, extent, type GpuTensor, type View } from './views';

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
  const used = typeof dim === 'number' ? `${dim}u` : `counts.${dim.toLowerCase()}`;
  if (rows === null) return used;
  return typeof dim === 'number'
    ? `${rows}u`
    : `min(max(${used}, ${first}u) - ${first}u, ${rows}u)`;
}

/**
 * Parts of tensors that all have the rows `dim`, each small enough to bind. Undefined tensors do
 * not matter, nor do packed ones that fit into one binding: those are bound whole.
 */
export function partsOf(
  dim: Dim,
  tensors: readonly (GpuTensor | undefined)[],
  on: Lowering,
): RowRange[] {
  const { traits, capacity } = on;
  const widest = Math.max(
    1,
    ...tensors.map((tensor) => (tensor && !boundWhole(tensor, on) ? rowBytes(tensor) : 0)),
  );
  const total = resolveDim(dim, capacity);
  if (total * widest + 16 <= traits.bindingBytes) return [allRows(dim)];
  const most = traits.bindingBytes - ALIGNMENT;
  const rows = Math.floor(most / widest / ROWS_AT_ONCE) * ROWS_AT_ONCE;
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

/** Rows of a tensor to read; those of a packed one are unpacked where they are read. */
export function readsRows(
  tensor: GpuTensor,
  range: RowRange,
  type: ElementType,
  on: Lowering,
): Bound {
  const { storage } = tensor;
  if (storage === 'f32') return reads(viewRows(tensor, range, on), type);
  return range.rows === null
    ? readsPacked(tensor, storage, type, on)
    : readsPackedRows(tensor, storage, { first: range.first, rows: range.rows }, type, on);
}

/** All of a packed tensor in one binding, its scales behind its codes. */
function readsPacked(
  { holder, offset, shape }: GpuTensor,
  storage: PackedStorage,
  type: ElementType,
  { capacity }: Lowering,
): Bound {
  const elements = elementCount(shape, capacity);
  const view = { holder, offset, bytes: padded(storedBytes(storage, elements)) };
  const scalesAt = codeBytes(storage, elements) / 4;
  return { ...reads(view, type), packed: { storage, codesAt: 0, scalesAt, scales: null } };
}

/**
 * Some rows of a packed tensor. Codes and scales lie apart, so that each has a binding, which begins
 * where bindings may: some words before the first that is read.
 */
function readsPackedRows(
  { holder, offset, shape }: GpuTensor,
  storage: PackedStorage,
  { first, rows }: { readonly first: number; readonly rows: number },
  type: ElementType,
  { capacity }: Lowering,
): Bound {
  const { columns } = extent(shape);
  const scaleBytes = (elements: number): number =>
    storedBytes(storage, elements) - codeBytes(storage, elements);
  const window = (start: number, bytes: number): { view: View; skipped: number } => {
    const skip = start % ALIGNMENT;
    const view = { holder, offset: offset + start - skip, bytes: padded(skip + bytes) };
    return { view, skipped: skip / 4 };
  };
  const codes = window(codeBytes(storage, first * columns), codeBytes(storage, rows * columns));
  const scalesStart =
    codeBytes(storage, elementCount(shape, capacity)) + scaleBytes(first * columns);
  const scales = storage === 'f16' ? null : window(scalesStart, scaleBytes(rows * columns));
  const packed = {
    storage,
    codesAt: codes.skipped,
    scalesAt: scales?.skipped ?? 0,
    scales: scales?.view ?? null,
  };
  return { ...reads(codes.view, type), packed };
}

/** All of a tensor. Throws executor/binding-limit where it is larger than a binding. */
export function viewAll(tensor: GpuTensor, on: Lowering, op: string): View {
  const bytes = padded(4 * elementCount(tensor.shape, on.capacity));
  if (bytes > on.traits.bindingBytes) throw tooLargeToBind(op, bytes, on.traits.bindingBytes);
  return { holder: tensor.holder, offset: tensor.offset, bytes };
}

/** Whether a tensor is bound as a whole whatever rows are read: packed, and small enough. */
function boundWhole({ storage, shape }: GpuTensor, { capacity, traits }: Lowering): boolean {
  if (storage === 'f32') return false;
  return padded(storedBytes(storage, elementCount(shape, capacity))) <= traits.bindingBytes;
}

/** Bytes of a row, its scales among them where it is packed. */
function rowBytes({ shape, storage }: GpuTensor): number {
  return storedBytes(storage, extent(shape).columns);
}

/** Whole vectors: tensors have room for them. */
function padded(bytes: number): number {
  return Math.max(16, Math.ceil(bytes / 16) * 16);
}
