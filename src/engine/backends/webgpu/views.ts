import type { Storage } from '../../core/storage';
import type { DType } from '../../graph/node';
import type { Dim, Shape } from '../../graph/shapes';

/** Bindings start at multiples of this many bytes on every adapter, and so do tensors. */
export const ALIGNMENT = 256;

/** Bytes rounded up to whole {@link ALIGNMENT}s. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** A place that has a GPU buffer; the buffer may be replaced by a larger one while programs rest. */
export interface Holder {
  buffer: GPUBuffer;
}

/** A range of a holder's buffer, as kernels bind it. */
export interface View {
  readonly holder: Holder;
  readonly offset: number;
  readonly bytes: number;
}

/** A tensor of a plan, laid out in one piece. */
export interface GpuTensor {
  readonly holder: Holder;
  readonly offset: number;
  readonly shape: Shape;
  readonly dtype: DType;
  /** How its values lie; other than f32 only for variables that kernels unpack. */
  readonly storage: Storage;
}

/** Rows and columns of a tensor; only the first dimension may be N or S. */
export function extent(shape: Shape): { rows: Dim; columns: number } {
  const columns = shape.slice(1).reduce<number>((product, dim) => product * Number(dim), 1);
  return { rows: shape[0] ?? 1, columns };
}

/** Whether two views are the same bytes. */
export function sameView(a: View, b: View): boolean {
  return a.holder === b.holder && a.offset === b.offset && a.bytes === b.bytes;
}
