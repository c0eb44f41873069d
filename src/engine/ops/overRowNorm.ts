import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { defineOp } from './op';

/**
 * y[r] = m[r] / ‖V[r, :]‖₂: m [R], V [R, D] → [R]. The norm counts as a constant: no gradient goes to
 * V, as DoRA has it (Liu et al. 2024, §4.3, https://arxiv.org/abs/2402.09353).
 */
export const overRowNormOp = defineOp({
  id: 'overRowNorm',
  shape(inputs) {
    const [m, v] = inputs;
    if (m?.shape.length !== 1 || v?.shape.length !== 2 || v.shape[0] !== m.shape[0])
      throw shapeError('overRowNorm', '[R] and [R, D]', inputs);
    return [{ shape: m.shape, dtype: 'f32' }];
  },
  gradient(node, [dy]) {
    return [dy ? overRowNorm(dy, node.inputs[1] as Value) : null, null];
  },
  reference: ([m, v]) => [tf.div(m as tf.Tensor, tf.norm(v as tf.Tensor, 2, 1))],
});

/** m [R] over the Euclidean norms of the rows of V [R, D]. */
export function overRowNorm(m: Value, v: Value): Value {
  return output(makeNode(overRowNormOp, [m, v]));
}
