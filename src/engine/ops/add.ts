import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { sameShape } from '../graph/shapes';
import { defineOp } from './op';

/** y = a + b, shapes equal. */
export const addOp = defineOp({
  id: 'add',
  shape(inputs) {
    const [a, b] = inputs;
    if (!a || !b || !sameShape(a.shape, b.shape))
      throw shapeError('add', 'two of one shape', inputs);
    return [{ shape: a.shape, dtype: 'f32' }];
  },
  gradient: (_node, [dy]) => [dy ?? null, dy ?? null],
  reference: ([a, b]) => [tf.add(a as tf.Tensor, b as tf.Tensor)],
  inPlace: { 0: 0 },
  rowwise: () => [0, 1],
});

/** a + b of one shape. */
export function add(a: Value, b: Value): Value {
  return output(makeNode(addOp, [a, b]));
}
