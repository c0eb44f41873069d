import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import type { Dim } from '../graph/shapes';
import { resolveDim } from '../graph/shapes';
import { defineOp, numberAttr } from './op';
import { absorbAdd } from './residual';

/** y[i] = table[index[i]]: index i32 [R], table [T, D] → [R, D]. Embedding lookup; rows of a batch. */
export const gatherOp = defineOp({
  id: 'gather',
  shape(inputs) {
    const [index, table] = inputs;
    if (index?.dtype !== 'i32' || index.shape.length !== 1 || table?.shape.length !== 2) {
      throw shapeError('gather', 'i32[R] and [T, D]', inputs);
    }
    return [{ shape: [index.shape[0] as Dim, table.shape[1] as Dim], dtype: 'f32' }];
  },
  gradient(node, [dy], needs) {
    const [index, table] = node.inputs as [Value, Value];
    const rows = table.shape[0] as Dim;
    return [null, dy && needs[1] ? scatterAdd(index, dy, rows) : null];
  },
  reference: ([index, table]) => [
    tf.gather(table as tf.Tensor, tf.cast(index as tf.Tensor, 'int32')),
  ],
  unpacks: [1],
  selects: { index: 0, from: 1 },
});

/**
 * y[index[i]] += dy[i] over y of zeros (or of `residual`): index i32 [R], dy [R, D] → [rows, D].
 * Attr `rows`: a number, or "N" for the tokens of the batch. Adds in order of i: deterministic.
 */
export const scatterAddOp = defineOp({
  id: 'scatterAdd',
  shape(inputs, attrs) {
    const [index, dy] = inputs;
    if (
      index?.dtype !== 'i32' ||
      index.shape.length !== 1 ||
      !dy ||
      dy.shape[0] !== index.shape[0]
    ) {
      throw shapeError('scatterAdd', 'i32[R] and [R, D]', inputs);
    }
    return [{ shape: [attrs.rows as Dim, dy.shape[1] as Dim], dtype: 'f32' }];
  },
  reference([, dy, residual], attrs, context) {
    const rows =
      attrs.rows === 'N' || attrs.rows === 'S'
        ? resolveDim(attrs.rows, context.counts)
        : numberAttr(attrs, 'rows');
    const index = tf.tensor1d(context.host(0), 'int32');
    const sum = tf.unsortedSegmentSum(dy as tf.Tensor2D, index, rows);
    return [residual ? tf.add(sum, residual) : sum];
  },
  absorb: absorbAdd,
  inPlace: { 0: 2 },
});

/** Rows of `table` [T, D] at `index` i32 [R] → [R, D]. */
export function gather(index: Value, table: Value): Value {
  return output(makeNode(gatherOp, [index, table]));
}

/** The gradient of {@link gather} for its table: [rows, D]. */
export function scatterAdd(index: Value, dy: Value, rows: Dim): Value {
  return output(makeNode(scatterAddOp, [index, dy], { rows }));
}
