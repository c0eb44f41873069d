import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { defineOp } from './op';
import { absorbAdd } from './residual';

/** y = Σ over rows of x [R, D] → [D] (+ residual [D]). The gradient of a bias. */
export const sumRowsOp = defineOp({
  id: 'sumRows',
  shape(inputs) {
    const [x] = inputs;
    if (x?.shape.length !== 2) throw shapeError('sumRows', '[R, D]', inputs);
    return [{ shape: x.shape.slice(1), dtype: 'f32' }];
  },
  reference([x, residual]) {
    const sum = tf.sum(x as tf.Tensor, 0);
    return [residual ? tf.add(sum, residual) : sum];
  },
  absorb: absorbAdd,
  inPlace: { 0: 1 },
});

/** Column sums of x [R, D] → [D]. */
export function sumRows(x: Value): Value {
  return output(makeNode(sumRowsOp, [x]));
}
