import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import type { Dim } from '../graph/shapes';
import { fill } from './fill';
import { scatterAdd } from './gather';
import { defineOp } from './op';

/**
 * y[i] = table[index[i]] where index[i] is a row of the table, else x[i]:
 * x [R, D], index i32 [R] (−1: none), table [P, D] → [R, D]. How virtual tokens and prefixes get into
 * a packed batch.
 */
export const replaceRowsOp = defineOp({
  id: 'replaceRows',
  shape(inputs) {
    const [x, index, table] = inputs;
    const fits =
      x?.shape.length === 2 &&
      index?.dtype === 'i32' &&
      index.shape[0] === x.shape[0] &&
      table?.shape.length === 2 &&
      table.shape[1] === x.shape[1];
    if (!fits) throw shapeError('replaceRows', '[R, D], i32[R] and [P, D]', inputs);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  gradient(node, [dy], needs) {
    if (!dy) return [null, null, null];
    const [, index, table] = node.inputs as [Value, Value, Value];
    return [
      needs[0] ? replaceRows(dy, index, fill(table, 0)) : null,
      null,
      needs[2] ? scatterAdd(index, dy, table.shape[0] as Dim) : null,
    ];
  },
  reference([x, , table], _attrs, context) {
    const [rows] = (table as tf.Tensor2D).shape;
    const index = context.host(1);
    const inside = Array.from(index, (row) => row >= 0 && row < rows);
    const safe = Array.from(index, (row, i) => (inside[i] ? row : 0));
    const picked = tf.gather(table as tf.Tensor2D, tf.tensor1d(safe, 'int32'));
    const mask = tf.tensor2d(inside.map(Number), [inside.length, 1], 'bool');
    return [tf.where(mask, picked, x as tf.Tensor2D)];
  },
  inPlace: { 0: 0 },
});

/** x [R, D] with the rows that index i32 [R] names taken from table [P, D]; −1 keeps x. */
export function replaceRows(x: Value, index: Value, table: Value): Value {
  return output(makeNode(replaceRowsOp, [x, index, table]));
}
