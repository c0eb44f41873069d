import { STORAGES, type Storage } from '../../core/storage';
import type { Attrs } from '../../graph/node';
import type { Shape } from '../../graph/shapes';
import { integer, type ProgramWriter, size, type Word } from './words';

/** A tensor of a step: where it lies and how large it is. */
export interface Operand {
  readonly address: number;
  readonly shape: Shape;
  readonly storage: Storage;
}

/** One step of a plan, ready to be encoded. */
export interface KernelStep {
  readonly inputs: readonly Operand[];
  readonly outputs: readonly Operand[];
  readonly attrs: Attrs;
  /** Address of memory that only this step uses. */
  temporary(elements: number): number;
  /** Says that this step attends with heads of this width: threads then have scratch for one. */
  attends(headDim: number): void;
  /** Elements of a shape at the plan's capacity. */
  capacityOf(shape: Shape): number;
}

/** How an op becomes kernel calls. */
export type Encode = (step: KernelStep, program: ProgramWriter) => void;

/** An operand that must be there. */
export function at(operands: readonly Operand[], index: number): Operand {
  return operands[index] as Operand;
}

/** Rows and columns; only the first dimension may be N or S. */
export function extent(shape: Shape): [Word, Word] {
  const columns = shape.slice(1).reduce<number>((product, dim) => product * Number(dim), 1);
  return [size(shape[0] ?? 1), integer(columns)];
}

/** The storage's number (assembly/storages.ts). */
export function kindOfStorage({ storage }: Operand): Word {
  return integer(STORAGES.indexOf(storage));
}
