import * as tf from '@tensorflow/tfjs-core';
import { type Attrs, makeNode, output, shapeError, type Value } from '../graph/node';
import { defineOp, numberAttr, type ReferenceContext } from './op';

/** The label that is not learned from, as in PyTorch. */
export const IGNORED_LABEL = -100;

/** Below it 1 − p counts as this, so that no quotient is 0 / 0. */
const LEAST = 1e-30;

/**
 * loss = Σ over rows with a label of Σ_c q_c · (1 − p_c)^γ · −ln p_c, divided by `divisor`;
 * p = softmax(logits), q_c = w_c · ((1 − ε) · [c = label] + ε / C).
 *
 * logits [R, C], labels i32 [R] (−100: ignored), divisor f32 [1], w f32 [C] (absent: 1) → [1].
 * Attrs: `smoothing` ε, `gamma` γ, both 0 where absent. As nn.CrossEntropyLoss(weight,
 * label_smoothing) of PyTorch with reduction "sum"; its mean over Σ w[label]. γ is that of the focal
 * loss, Lin et al. 2017, https://arxiv.org/abs/1708.02002, with α = w; with ε as Keras'
 * CategoricalFocalCrossentropy. The divisor is an input so that micro-batches of one step add up to
 * the exact mean over the whole batch.
 */
export const crossEntropyOp = defineOp({
  id: 'crossEntropy',
  shape(inputs) {
    const [logits, labels, divisor, weights] = inputs;
    if (
      logits?.shape.length !== 2 ||
      labels?.shape[0] !== logits.shape[0] ||
      divisor?.shape[0] !== 1 ||
      (weights && weights.shape[0] !== logits.shape[1])
    ) {
      throw shapeError('crossEntropy', '[R, C], i32[R], f32[1] and where weighted f32[C]', inputs);
    }
    return [{ shape: [1], dtype: 'f32' }];
  },
  gradient(node, [dy]) {
    const [logits, labels, divisor, ...weights] = node.inputs as [Value, Value, Value];
    if (!dy) return [null];
    const inputs = [logits, labels, divisor, dy, ...weights];
    return [output(makeNode(crossEntropyGradOp, inputs, node.attrs))];
  },
  reference(inputs, attrs, context) {
    const [logits, , divisor, weights] = inputs as [tf.Tensor2D, ...tf.Tensor[]];
    const { gamma } = balanceOf(attrs);
    const { q, logP, missing } = distributions(logits, weights, attrs, context);
    const losses = tf.mul(tf.mul(q, logP), tf.pow(missing, gamma));
    return [tf.div(tf.reshape(tf.neg(tf.sum(losses)), [1]), divisor as tf.Tensor)];
  },
});

/**
 * dlogits = (h − p · Σ h) · dloss / divisor, h = q · (1 − p)^γ · (γ · p · ln p / (1 − p) − 1);
 * that is softmax − onehot where nothing is weighted. Rows without a label: 0.
 */
export const crossEntropyGradOp = defineOp({
  id: 'crossEntropyGrad',
  shape: ([logits]) => [{ shape: logits?.shape ?? [], dtype: 'f32' }],
  reference(inputs, attrs, context) {
    const [logits, , divisor, dy, weights] = inputs as [tf.Tensor2D, ...tf.Tensor[]];
    const { gamma } = balanceOf(attrs);
    const { q, logP, missing } = distributions(logits, weights, attrs, context);
    const p = tf.softmax(logits);
    const inner = tf.sub(tf.mul(tf.mul(p, gamma), tf.div(logP, missing)), 1);
    const h = tf.mul(tf.mul(q, tf.pow(missing, gamma)), inner);
    const error = tf.sub(h, tf.mul(p, tf.sum(h, 1, true)));
    return [tf.mul(error, tf.div(dy as tf.Tensor, divisor as tf.Tensor))];
  },
  inPlace: { 0: 0 },
});

/** ε and γ of a node. */
export function balanceOf(attrs: Attrs): { readonly smoothing: number; readonly gamma: number } {
  return { smoothing: numberAttr(attrs, 'smoothing'), gamma: numberAttr(attrs, 'gamma') };
}

/** q (rows of zeros without a label), ln p and 1 − p, all [R, C]. */
function distributions(
  logits: tf.Tensor2D,
  weights: tf.Tensor | undefined,
  attrs: Attrs,
  context: ReferenceContext,
): { q: tf.Tensor; logP: tf.Tensor; missing: tf.Tensor } {
  const [rows, classes] = logits.shape;
  const labels = context.host(1);
  const { smoothing } = balanceOf(attrs);
  const targets = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const label = labels[row] ?? IGNORED_LABEL;
    if (label < 0) continue;
    targets.fill(smoothing / classes, row * classes, (row + 1) * classes);
    targets[row * classes + label] = 1 - smoothing + smoothing / classes;
  }
  const target = tf.tensor2d(targets, [rows, classes]);
  const logP = tf.logSoftmax(logits);
  const missing = tf.maximum(tf.neg(tf.expm1(logP)), LEAST);
  return { q: weights ? tf.mul(target, weights) : target, logP, missing };
}

/** How classes and rows weigh; see {@link crossEntropyOp}. */
export interface CrossEntropyOptions {
  /** f32 [C], what a row of each class counts; absent: 1. */
  readonly weights?: Value | undefined;
  /** Share of a label that is spread over all classes, 0 to 1. */
  readonly smoothing?: number | undefined;
  /** Focus on rows that are not known well yet, from 0: none. */
  readonly gamma?: number | undefined;
}

/** Cross-entropy of logits [R, C] against labels i32 [R], summed and divided by `divisor` [1] → [1]. */
export function crossEntropy(
  logits: Value,
  labels: Value,
  divisor: Value,
  { weights, smoothing = 0, gamma = 0 }: CrossEntropyOptions = {},
): Value {
  const inputs = [logits, labels, divisor, ...(weights ? [weights] : [])];
  const attrs = { ...(smoothing > 0 && { smoothing }), ...(gamma > 0 && { gamma }) };
  return output(makeNode(crossEntropyOp, inputs, attrs));
}
