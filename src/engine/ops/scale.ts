import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { defineOp, numberAttr } from './op';

/** y = factor · x. */
export const scaleOp = defineOp({
  id: 'scale',
  shape(inputs) {
    const [x] = inputs;
    if (!x) throw shapeError('scale', 'one input', inputs);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  gradient: (node, [dy]) => [dy ? scale(dy, numberAttr(node.attrs, 'factor')) : null],
  reference: ([x], attrs) => [tf.mul(x as tf.Tensor, numberAttr(attrs, 'factor'))],
  inPlace: { 0: 0 },
  rowwise: () => [0],
});

/** factor · x. */
export function scale(x: Value, factor: number): Value {
  return output(makeNode(scaleOp, [x], { factor }));
}
