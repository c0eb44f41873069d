import * as tf from '@tensorflow/tfjs-core';
import { dropThreshold, elementBits, rowKey } from '../core/rng';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { defineOp } from './op';

/**
 * y = x · keep / (1 − rate): x [R, D], key i32 [1]. An element is kept when the counter-based hash
 * of (key, attr `salt`, row, column) says so (core/rng.ts), so that no mask is stored and the
 * gradient is the same op on dy.
 */
export const dropoutOp = defineOp({
  id: 'dropout',
  shape(inputs) {
    const [x, key] = inputs;
    if (x?.shape.length !== 2 || key?.dtype !== 'i32')
      throw shapeError('dropout', '[R, D] and i32[1]', inputs);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  gradient(node, [dy]) {
    const key = node.inputs[1] as Value;
    return [dy ? output(makeNode(dropoutOp, [dy, key], node.attrs)) : null, null];
  },
  reference([x], attrs, context) {
    const [rows, columns] = (x as tf.Tensor2D).shape;
    const mask = dropMask(context.host(1)[0] ?? 0, attrs, rows, columns);
    return [tf.mul(x as tf.Tensor, tf.tensor2d(mask, [rows, columns]))];
  },
  inPlace: { 0: 0 },
  random: true,
  rowwise: () => [0],
});

/** keep / (1 − rate) of every element, [rows, columns]. Row numbers start at `firstRow`. */
export function dropMask(
  key: number,
  attrs: { readonly rate?: unknown; readonly salt?: unknown },
  rows: number,
  columns: number,
  rowNumber: (row: number) => number = (row) => row,
): Float32Array {
  const rate = Number(attrs.rate);
  const threshold = dropThreshold(rate);
  const mask = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const hash = rowKey(key, Number(attrs.salt), rowNumber(row));
    for (let column = 0; column < columns; column++) {
      if (elementBits(hash, column) >= threshold) mask[row * columns + column] = 1 / (1 - rate);
    }
  }
  return mask;
}

/** Dropout of x [R, D] with probability `rate`; x itself where rate is 0. `salt` names the place. */
export function dropout(x: Value, key: Value, rate: number, salt: number): Value {
  return rate > 0 ? output(makeNode(dropoutOp, [x, key], { rate, salt })) : x;
}
