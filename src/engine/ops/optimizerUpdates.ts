import * as tf from '@tensorflow/tfjs-core';
import { makeNode, type Node, shapeError, type TensorType, type Value } from '../graph/node';
import { sameShape } from '../graph/shapes';
import { defineOp, numberAttr } from './op';

/**
 * What changes from step to step, one f32 input [4]:
 * learning rate, 1 − β₁ᵗ, 1 − β₂ᵗ, and a spare. The bias corrections are computed in double by the host.
 */
export const HYPER_SIZE = 4;

/**
 * One Adam or AdamW step (Kingma & Ba 2015; Loshchilov & Hutter 2019), as torch.optim writes it:
 * decoupled: θ ← θ·(1 − lr·λ), else g ← g + λθ; m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²;
 * θ ← θ − lr/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε), with g first times the clip factor.
 * Inputs θ, g, m, v, hyper [4], factor [1] → θ, m, v. attrs beta1, beta2, epsilon, weightDecay,
 * decoupled, rateScale (this group's share of the learning rate). A factor below 0 changes nothing.
 */
export const adamUpdateOp = defineOp({
  id: 'adamUpdate',
  shape: (inputs) => updateShape('adamUpdate', inputs, 4),
  reference([p, g, m, v, hyper, factor], attrs) {
    const [rate, correction1, correction2] = tf.split(hyper as tf.Tensor, HYPER_SIZE) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const lr = tf.mul(rate, numberAttr(attrs, 'rateScale'));
    const decay = numberAttr(attrs, 'weightDecay');
    const decoupled = attrs.decoupled === true;
    let gradient = tf.mul(g as tf.Tensor, factor as tf.Tensor);
    if (!decoupled) gradient = tf.add(gradient, tf.mul(p as tf.Tensor, decay));
    const shrunk = decoupled
      ? tf.mul(p as tf.Tensor, tf.sub(1, tf.mul(lr, decay)))
      : (p as tf.Tensor);
    const m2 = blend(m as tf.Tensor, gradient, numberAttr(attrs, 'beta1'));
    const v2 = blend(v as tf.Tensor, tf.square(gradient), numberAttr(attrs, 'beta2'));
    const denominator = tf.add(
      tf.div(tf.sqrt(v2), tf.sqrt(correction2)),
      numberAttr(attrs, 'epsilon'),
    );
    const step = tf.mul(tf.div(lr, correction1), tf.div(m2, denominator));
    return unlessHalted([p, m, v], [tf.sub(shrunk, step), m2, v2], factor);
  },
  inPlace: { 0: 0, 1: 2, 2: 3 },
});

/**
 * One SGD step as torch.optim.SGD: g ← g + λθ; b ← μb + g; θ ← θ − lr · (nesterov ? g + μb : b).
 * Inputs θ, g, b, hyper [4], factor [1] → θ, b. attrs momentum, nesterov, weightDecay, rateScale.
 * A factor below 0 changes nothing.
 */
export const sgdUpdateOp = defineOp({
  id: 'sgdUpdate',
  shape: (inputs) => updateShape('sgdUpdate', inputs, 3),
  reference([p, g, b, hyper, factor], attrs) {
    const lr = tf.mul(tf.slice(hyper as tf.Tensor, [0], [1]), numberAttr(attrs, 'rateScale'));
    const momentum = numberAttr(attrs, 'momentum');
    const decayed = tf.mul(p as tf.Tensor, numberAttr(attrs, 'weightDecay'));
    const gradient = tf.add(tf.mul(g as tf.Tensor, factor as tf.Tensor), decayed);
    const buffer = tf.add(tf.mul(b as tf.Tensor, momentum), gradient);
    const direction = attrs.nesterov === true ? tf.add(gradient, tf.mul(buffer, momentum)) : buffer;
    return unlessHalted([p, b], [tf.sub(p as tf.Tensor, tf.mul(lr, direction)), buffer], factor);
  },
  inPlace: { 0: 0, 1: 2 },
});

/** What was there where the factor says that the step changes nothing. */
function unlessHalted(
  before: readonly (tf.Tensor | undefined)[],
  after: readonly tf.Tensor[],
  factor: tf.Tensor | undefined,
): tf.Tensor[] {
  const halted = tf.less(factor as tf.Tensor, 0);
  return after.map((fresh, i) => tf.where(halted, before[i] as tf.Tensor, fresh));
}

function blend(old: tf.Tensor, fresh: tf.Tensor, beta: number): tf.Tensor {
  return tf.add(tf.mul(old, beta), tf.mul(fresh, 1 - beta));
}

function updateShape(op: string, inputs: readonly TensorType[], state: number): TensorType[] {
  const [p] = inputs;
  const alike = inputs.slice(0, state).every((input) => p && sameShape(input.shape, p.shape));
  if (!p || !alike || inputs.length !== state + 2) {
    throw shapeError(op, `${state} of one shape, hyper [${HYPER_SIZE}] and factor [1]`, inputs);
  }
  return Array.from({ length: state - 1 }, () => ({ shape: p.shape, dtype: 'f32' }));
}

/** The node of one Adam step; outputs θ, m, v. */
export function adamUpdate(
  state: {
    readonly parameter: Value;
    readonly gradient: Value;
    readonly m: Value;
    readonly v: Value;
  },
  step: { readonly hyper: Value; readonly factor: Value },
  attrs: {
    beta1: number;
    beta2: number;
    epsilon: number;
    weightDecay: number;
    decoupled: boolean;
    rateScale: number;
  },
): Node {
  const { parameter, gradient, m, v } = state;
  return makeNode(adamUpdateOp, [parameter, gradient, m, v, step.hyper, step.factor], attrs);
}

/** The node of one SGD step; outputs θ, momentum buffer. */
export function sgdUpdate(
  state: { readonly parameter: Value; readonly gradient: Value; readonly buffer: Value },
  step: { readonly hyper: Value; readonly factor: Value },
  attrs: { momentum: number; nesterov: boolean; weightDecay: number; rateScale: number },
): Node {
  const { parameter, gradient, buffer } = state;
  return makeNode(sgdUpdateOp, [parameter, gradient, buffer, step.hyper, step.factor], attrs);
}
