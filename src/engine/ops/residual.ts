import { type Absorption, makeNode, type Node, output, type Use } from '../graph/node';
import { addOp } from './add';

/**
 * Folds `add(y, other)` into the op that makes y, as one more last input (attr `residual`): how
 * residual branches and gradient accumulation cost no pass of their own.
 */
export function absorbAdd(producer: Node, consumer: Node, use: Use): Absorption | null {
  if (consumer.op !== addOp || !use.only || producer.attrs.residual === true) return null;
  const y = output(producer);
  const other = consumer.inputs.find((value) => value !== y);
  if (!other) return null;
  const attrs = { ...producer.attrs, residual: true };
  const merged = makeNode(producer.op, [...producer.inputs, other], attrs);
  return { consumer: output(merged), producer: null };
}
