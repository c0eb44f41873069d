import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { sameShape } from '../graph/shapes';
import { defineOp } from './op';

/** How far a prediction is from its target, in the order kernels number them. */
export const TARGET_LOSSES = ['squaredError', 'binaryCrossEntropy'] as const;

type TargetLoss = (typeof TARGET_LOSSES)[number];

/** Targets at or below are not known: nothing is learned from them. */
export const UNKNOWN_TARGET = -1e30;

/**
 * loss = Σ over known targets of how far predictions are from them, divided by `divisor`; attr `kind`:
 *
 *   squaredError         (x − t)²                             nn.MSELoss
 *   binaryCrossEntropy   max(x, 0) − x·t + ln(1 + e^−|x|)     nn.BCEWithLogitsLoss
 *
 * Both as PyTorch with reduction "sum". predictions, targets [R, C], divisor f32 [1] → [1].
 */
export const targetLossOp = defineOp({
  id: 'targetLoss',
  shape(inputs) {
    const [predictions, targets, divisor] = inputs;
    if (
      predictions?.shape.length !== 2 ||
      !targets ||
      !sameShape(predictions.shape, targets.shape) ||
      divisor?.shape[0] !== 1
    ) {
      throw shapeError('targetLoss', 'two [R, C] and f32[1]', inputs);
    }
    return [{ shape: [1], dtype: 'f32' }];
  },
  gradient(node, [dy]) {
    const grad = dy
      ? output(makeNode(targetLossGradOp, [...node.inputs, dy], { kind: node.attrs.kind ?? '' }))
      : null;
    return [grad, null, null];
  },
  reference([predictions, targets, divisor], { kind }) {
    const { x, t, known } = knownPairs(predictions as tf.Tensor, targets as tf.Tensor);
    const losses =
      kind === 'squaredError'
        ? tf.square(tf.sub(x, t))
        : tf.add(tf.sub(tf.relu(x), tf.mul(x, t)), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));
    const sum = tf.reshape(tf.sum(tf.mul(losses, known)), [1]);
    return [tf.div(sum, divisor as tf.Tensor)];
  },
});

/** d predictions: 2(x − t), or σ(x) − t, times dloss / divisor; 0 where the target is not known. */
export const targetLossGradOp = defineOp({
  id: 'targetLossGrad',
  shape: ([predictions]) => [{ shape: predictions?.shape ?? [], dtype: 'f32' }],
  reference([predictions, targets, divisor, dy], { kind }) {
    const { x, t, known } = knownPairs(predictions as tf.Tensor, targets as tf.Tensor);
    const slope = kind === 'squaredError' ? tf.mul(2, tf.sub(x, t)) : tf.sub(tf.sigmoid(x), t);
    const share = tf.div(dy as tf.Tensor, divisor as tf.Tensor);
    return [tf.mul(tf.mul(slope, known), share)];
  },
  inPlace: { 0: 0 },
});

function knownPairs(x: tf.Tensor, targets: tf.Tensor) {
  const known = tf.cast(tf.greater(targets, UNKNOWN_TARGET), 'float32');
  return { x, t: tf.mul(targets, known), known };
}

/** Predictions against targets, both [R, C], summed and divided by `divisor` [1] → [1]. */
export function targetLoss(
  predictions: Value,
  targets: Value,
  divisor: Value,
  kind: TargetLoss,
): Value {
  return output(makeNode(targetLossOp, [predictions, targets, divisor], { kind }));
}
