import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { defineOp } from './op';

/** The label that is not learned from, as in PyTorch. */
export const IGNORED_LABEL = -100;

/**
 * loss = Σ over rows with a label of −log softmax(logits)[label], divided by `divisor`.
 * logits [R, C], labels i32 [R] (−100: ignored), divisor f32 [1] → [1]. The divisor is an input so
 * that micro-batches of one step add up to the exact mean over the whole batch.
 */
export const crossEntropyOp = defineOp({
  id: 'crossEntropy',
  shape(inputs) {
    const [logits, labels, divisor] = inputs;
    if (
      logits?.shape.length !== 2 ||
      labels?.shape[0] !== logits.shape[0] ||
      divisor?.shape[0] !== 1
    ) {
      throw shapeError('crossEntropy', '[R, C], i32[R] and f32[1]', inputs);
    }
    return [{ shape: [1], dtype: 'f32' }];
  },
  gradient(node, [dy]) {
    const grad = dy ? output(makeNode(crossEntropyGradOp, [...node.inputs, dy])) : null;
    return [grad, null, null];
  },
  reference([logits, , divisor], _attrs, context) {
    const { target } = oneHotTargets(logits as tf.Tensor2D, context.host(1));
    const nll = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits as tf.Tensor2D), target)));
    return [tf.div(tf.reshape(nll, [1]), divisor as tf.Tensor)];
  },
});

/** dlogits = (softmax − onehot) · dloss / divisor on rows with a label, else 0. */
export const crossEntropyGradOp = defineOp({
  id: 'crossEntropyGrad',
  shape: ([logits]) => [{ shape: logits?.shape ?? [], dtype: 'f32' }],
  reference([logits, , divisor, dy], _attrs, context) {
    const { target, active } = oneHotTargets(logits as tf.Tensor2D, context.host(1));
    const error = tf.mul(tf.sub(tf.softmax(logits as tf.Tensor2D), target), active);
    return [tf.mul(error, tf.div(dy as tf.Tensor, divisor as tf.Tensor))];
  },
  inPlace: { 0: 0 },
});

function oneHotTargets(
  logits: tf.Tensor2D,
  labels: Int32Array,
): { target: tf.Tensor2D; active: tf.Tensor2D } {
  const [rows, classes] = logits.shape;
  const target = new Float32Array(rows * classes);
  const active = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const label = labels[row] ?? IGNORED_LABEL;
    if (label === IGNORED_LABEL) continue;
    target[row * classes + label] = 1;
    active[row] = 1;
  }
  return { target: tf.tensor2d(target, [rows, classes]), active: tf.tensor2d(active, [rows, 1]) };
}

/** Cross-entropy of logits [R, C] against labels i32 [R], summed and divided by `divisor` [1] → [1]. */
export function crossEntropy(logits: Value, labels: Value, divisor: Value): Value {
  return output(makeNode(crossEntropyOp, [logits, labels, divisor]));
}
