import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { defineOp } from './op';
import { sumRows } from './sumRows';

/** y = x + b: x [R, D], b [D] added to every row. */
export const addBiasOp = defineOp({
  id: 'addBias',
  shape(inputs) {
    const [x, b] = inputs;
    if (!x || !b || x.shape.length !== 2 || b.shape.length !== 1 || x.shape[1] !== b.shape[0]) {
      throw shapeError('addBias', '[R, D] and [D]', inputs);
    }
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  gradient: (_node, [dy], needs) => [dy ?? null, dy && needs[1] ? sumRows(dy) : null],
  reference: ([x, b]) => [tf.add(x as tf.Tensor, b as tf.Tensor)],
  inPlace: { 0: 0 },
  rowwise: () => [0],
});

/** x [R, D] + b [D]. */
export function addBias(x: Value, b: Value): Value {
  return output(makeNode(addBiasOp, [x, b]));
}
