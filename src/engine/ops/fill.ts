import * as tf from '@tensorflow/tfjs-core';
import { makeNode, type Op, output, type Value } from '../graph/node';
import { resolveShape, type Shape } from '../graph/shapes';
import { defineOp, numberAttr } from './op';

/** y = a constant everywhere. The one input gives the shape; its values are not read. */
export const fillOp = defineOp({
  id: 'fill',
  shape: ([like]) => [{ shape: like?.shape ?? ([1] satisfies Shape), dtype: 'f32' }],
  gradient: () => [null],
  reference: ([like], attrs, { counts }) => [
    tf.fill(like ? like.shape : resolveShape([1], counts), numberAttr(attrs, 'value')),
  ],
});

/** A value of the shape of `like`, every element `value`. */
export function fill(like: Value, value: number): Value {
  return output(makeNode(fillOp satisfies Op, [like], { value }));
}
