import * as tf from '@tensorflow/tfjs-core';
import { EngineError } from '../core/errors';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { sameShape } from '../graph/shapes';
import { defineOp } from './op';

interface Activation {
  value(x: tf.Tensor): tf.Tensor;
  derivative(x: tf.Tensor): tf.Tensor;
}

const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

function geluTanhInner(x: tf.Tensor): tf.Tensor {
  return tf.mul(SQRT_2_OVER_PI, tf.add(x, tf.mul(0.044715, tf.pow(x, 3))));
}

/** Transformers' activations by their config name (`T:activations.py`). */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  gelu: {
    value: (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))),
    derivative: (x) =>
      tf.add(
        tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))),
        tf.mul(x, tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(x))))),
      ),
  },
  gelu_new: {
    value: (x) => tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(geluTanhInner(x)))),
    derivative(x) {
      const t = tf.tanh(geluTanhInner(x));
      const inner = tf.mul(SQRT_2_OVER_PI, tf.add(1, tf.mul(3 * 0.044715, tf.square(x))));
      const slope = tf.mul(tf.mul(0.5, x), tf.mul(tf.sub(1, tf.square(t)), inner));
      return tf.add(tf.mul(0.5, tf.add(1, t)), slope);
    },
  },
  tanh: { value: (x) => tf.tanh(x), derivative: (x) => tf.sub(1, tf.square(tf.tanh(x))) },
  relu: { value: (x) => tf.relu(x), derivative: (x) => tf.cast(tf.greater(x, 0), 'float32') },
  silu: {
    value: (x) => tf.mul(x, tf.sigmoid(x)),
    derivative(x) {
      const s = tf.sigmoid(x);
      return tf.mul(s, tf.add(1, tf.mul(x, tf.sub(1, s))));
    },
  },
};

/** Names of all activations, in the order kernels number them. */
export const ACTIVATION_KINDS: readonly string[] = ['gelu', 'gelu_new', 'tanh', 'relu', 'silu'];

function find(kind: string): Activation {
  const activation = ACTIVATIONS[kind];
  if (activation) return activation;
  const known = ACTIVATION_KINDS.join(', ');
  throw new EngineError(
    'graph/unknown-activation',
    `unknown activation "${kind}", known: ${known}`,
    { kind },
  );
}

/** activation(x) by name, as tensors. */
export function activate(kind: string, x: tf.Tensor): tf.Tensor {
  return find(kind).value(x);
}

/** activation'(x) by name, as tensors. */
export function activateGradient(kind: string, x: tf.Tensor): tf.Tensor {
  return find(kind).derivative(x);
}

/** y = activation(x), attr `kind`. */
export const activationOp = defineOp({
  id: 'activation',
  shape(inputs, attrs) {
    const [x] = inputs;
    if (!x) throw shapeError('activation', 'one input', inputs);
    find(String(attrs.kind));
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  gradient(node, [dy]) {
    return [dy ? activationGrad(node.inputs[0] as Value, dy, String(node.attrs.kind)) : null];
  },
  reference: ([x], attrs) => [activate(String(attrs.kind), x as tf.Tensor)],
  rowwise: () => [0],
});

/** dx = activation'(x) · dy. */
export const activationGradOp = defineOp({
  id: 'activationGrad',
  shape(inputs) {
    const [x, dy] = inputs;
    if (!x || !dy || !sameShape(x.shape, dy.shape)) {
      throw shapeError('activationGrad', 'x and dy of one shape', inputs);
    }
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  reference: ([x, dy], attrs) => [
    tf.mul(activateGradient(String(attrs.kind), x as tf.Tensor), dy as tf.Tensor),
  ],
  inPlace: { 0: 1 },
});

/** activation(x) by transformers' name: gelu, gelu_new, tanh, relu, silu. */
export function activation(x: Value, kind: string): Value {
  return output(makeNode(activationOp, [x], { kind }));
}

/** activation'(x) · dy. */
export function activationGrad(x: Value, dy: Value, kind: string): Value {
  return output(makeNode(activationGradOp, [x, dy], { kind }));
}
