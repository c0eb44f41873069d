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
 *   squaredError         (x − t)²                                  nn.MSELoss
 *   binaryCrossEntropy   −(v·t·ln σ(x) + (1 − t)·ln(1 − σ(x)))     nn.BCEWithLogitsLoss
 *
 * Both as PyTorch with reduction "sum". predictions, targets [R, C], divisor f32 [1], v f32 [C] its
 * pos_weight (absent: 1; of binaryCrossEntropy alone) → [1].
 */
export const targetLossOp = defineOp({
  id: 'targetLoss',
  shape(inputs, { kind }) {
    const [predictions, targets, divisor, positives] = inputs;
    if (
      predictions?.shape.length !== 2 ||
      !targets ||
      !sameShape(predictions.shape, targets.shape) ||
      divisor?.shape[0] !== 1 ||
      (positives && (kind === 'squaredError' || positives.shape[0] !== predictions.shape[1]))
    ) {
      throw shapeError('targetLoss', 'two [R, C], f32[1] and of logits also f32[C]', inputs);
    }
    return [{ shape: [1], dtype: 'f32' }];
  },
  gradient(node, [dy]) {
    const [predictions, targets, divisor, ...positives] = node.inputs as [Value, Value, Value];
    if (!dy) return [null];
    const inputs = [predictions, targets, divisor, dy, ...positives];
    return [output(makeNode(targetLossGradOp, inputs, node.attrs))];
  },
  reference([predictions, targets, divisor, positives], { kind }) {
    const { x, t, known } = knownPairs(predictions as tf.Tensor, targets as tf.Tensor);
    const losses =
      kind === 'squaredError'
        ? tf.square(tf.sub(x, t))
        : binaryCrossEntropy(x, t, moreOf(t, positives));
    const sum = tf.reshape(tf.sum(tf.mul(losses, known)), [1]);
    return [tf.div(sum, divisor as tf.Tensor)];
  },
});

/**
 * d predictions: 2(x − t), or σ(x) − t − (v − 1)·t·σ(−x), times dloss / divisor; 0 where the target is
 * not known.
 */
export const targetLossGradOp = defineOp({
  id: 'targetLossGrad',
  shape: ([predictions]) => [{ shape: predictions?.shape ?? [], dtype: 'f32' }],
  reference([predictions, targets, divisor, dy, positives], { kind }) {
    const { x, t, known } = knownPairs(predictions as tf.Tensor, targets as tf.Tensor);
    const slope =
      kind === 'squaredError'
        ? tf.mul(2, tf.sub(x, t))
        : tf.sub(tf.sub(tf.sigmoid(x), t), tf.mul(moreOf(t, positives), tf.sigmoid(tf.neg(x))));
    const share = tf.div(dy as tf.Tensor, divisor as tf.Tensor);
    return [tf.mul(tf.mul(slope, known), share)];
  },
  inPlace: { 0: 0 },
});

function knownPairs(x: tf.Tensor, targets: tf.Tensor) {
  const known = tf.cast(tf.greater(targets, UNKNOWN_TARGET), 'float32');
  return { x, t: tf.mul(targets, known), known };
}

/** Of σ(x) against t, and `more` times that of what is positive; no exponential overflows. */
function binaryCrossEntropy(x: tf.Tensor, t: tf.Tensor, more: tf.Tensor): tf.Tensor {
  const rest = tf.log1p(tf.exp(tf.neg(tf.abs(x))));
  const usual = tf.add(tf.sub(tf.relu(x), tf.mul(x, t)), rest);
  return tf.add(usual, tf.mul(more, tf.add(tf.relu(tf.neg(x)), rest)));
}

/** (v − 1)·t: what positives add to what each target counts anyway, so that 1 changes no bit. */
function moreOf(t: tf.Tensor, positives: tf.Tensor | undefined): tf.Tensor {
  return positives ? tf.mul(t, tf.sub(positives, 1)) : tf.zerosLike(t);
}

/**
 * Predictions against targets, both [R, C], summed and divided by `divisor` [1] → [1]. `positives`
 * f32 [C]: how often a positive target of each column counts, for binaryCrossEntropy.
 */
export function targetLoss(
  predictions: Value,
  targets: Value,
  divisor: Value,
  kind: TargetLoss,
  positives?: Value,
): Value {
  const inputs = [predictions, targets, divisor, ...(positives ? [positives] : [])];
  return output(makeNode(targetLossOp, inputs, { kind }));
}
