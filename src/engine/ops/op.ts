import type { Tensor } from '@tensorflow/tfjs-core';
import type { Attrs, Op } from '../graph/node';
import type { Counts } from '../graph/shapes';

/** What a reference may ask besides its input tensors. */
export interface ReferenceContext {
  readonly counts: Counts;
  /** The values of an i32 input, which always come from the host (ids, segments, keys). */
  host(input: number): Int32Array;
}

/** An op with its truth: a few lines of tfjs that every kernel is tested against. */
export interface OpDefinition extends Op {
  /** Output tensors from input tensors, all at the sizes in use. Runs inside a tidy. */
  reference(inputs: readonly Tensor[], attrs: Attrs, context: ReferenceContext): Tensor[];
}

/** Checks the definition's type; keeps it as it is. */
export function defineOp(definition: OpDefinition): OpDefinition {
  return definition;
}

/** An attr as a number, with 0 for absent. */
export function numberAttr(attrs: Attrs, key: string): number {
  return Number(attrs[key] ?? 0);
}
