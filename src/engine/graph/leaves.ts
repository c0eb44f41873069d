import { type DType, makeNode, type Op, output, type Value } from './node';
import type { Shape } from './shapes';

/**
 * Leaves carry their type in a closure-made op, since a shape is no attr. `input` is written by the
 * host before a run; `variable` lives in the executor's store and outlives programs.
 */
function leafOp(id: 'input' | 'variable', shape: Shape, dtype: DType): Op {
  return { id, leaf: id, shape: () => [{ shape, dtype }] };
}

/** A value that the host writes before every run. */
export function input(name: string, shape: Shape, dtype: DType): Value {
  return output(makeNode(leafOp('input', shape, dtype), [], { name }));
}

/** A tensor of the executor's store: a parameter, a gradient, an optimizer moment. */
export function variable(name: string, shape: Shape, dtype: DType = 'f32'): Value {
  return output(makeNode(leafOp('variable', shape, dtype), [], { name }));
}

/** The name of an input or variable leaf, null for any other value. */
export function leafName(value: Value, id: 'input' | 'variable'): string | null {
  return value.node.op.leaf === id ? String(value.node.attrs.name) : null;
}
