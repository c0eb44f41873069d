import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type TensorType, type Value } from '../graph/node';
import { defineOp } from './op';
import { absorbAdd } from './residual';

function sameColumns(x: TensorType | undefined, other: TensorType | undefined): boolean {
  return x?.shape.length === 2 && other !== undefined && other.shape.at(-1) === x.shape[1];
}

/** y = x ⊙ v: every column of x [R, D] times its element of v [D]. */
export const scaleColumnsOp = defineOp({
  id: 'scaleColumns',
  shape(inputs) {
    const [x, v] = inputs;
    if (!x || !sameColumns(x, v) || v?.shape.length !== 1)
      throw shapeError('scaleColumns', '[R, D] and [D]', inputs);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  gradient(node, [dy], needs) {
    if (!dy) return [null, null];
    const [x, v] = node.inputs as [Value, Value];
    return [needs[0] ? scaleColumns(dy, v) : null, needs[1] ? columnDots(x, dy) : null];
  },
  reference: ([x, v]) => [tf.mul(x as tf.Tensor, v as tf.Tensor)],
  inPlace: { 0: 0 },
  rowwise: () => [0],
});

/** y[c] = Σ over rows of a[r, c] · b[r, c] (+ residual [D]): a, b [R, D] → [D]. */
export const columnDotsOp = defineOp({
  id: 'columnDots',
  shape(inputs) {
    const [a, b] = inputs;
    if (!a || !sameColumns(a, b) || b?.shape[0] !== a.shape[0])
      throw shapeError('columnDots', '[R, D] and [R, D]', inputs);
    return [{ shape: a.shape.slice(1), dtype: 'f32' }];
  },
  reference([a, b, residual]) {
    const sum = tf.sum(tf.mul(a as tf.Tensor, b as tf.Tensor), 0);
    return [residual ? tf.add(sum, residual) : sum];
  },
  absorb: absorbAdd,
  inPlace: { 0: 2 },
});

/** x [R, D] with column c times v[c], v [D]. */
export function scaleColumns(x: Value, v: Value): Value {
  return output(makeNode(scaleColumnsOp, [x, v]));
}

/** Dot products of the columns of a and b, both [R, D] → [D]. */
export function columnDots(a: Value, b: Value): Value {
  return output(makeNode(columnDotsOp, [a, b]));
}
