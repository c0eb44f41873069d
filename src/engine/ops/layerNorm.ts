import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import type { Dim } from '../graph/shapes';
import { defineOp, numberAttr } from './op';

/**
 * y = (x − μ) / √(σ² + ε) · γ + β over rows of x [R, D]; σ² biased. Output 1 keeps (μ, 1/√(σ² + ε))
 * of every row, [R, 2]. Ba et al. 2016, https://arxiv.org/abs/1607.06450
 */
export const layerNormOp = defineOp({
  id: 'layerNorm',
  shape(inputs) {
    const [x, gamma, beta] = inputs;
    const width = x?.shape[1];
    if (x?.shape.length !== 2 || gamma?.shape[0] !== width || beta?.shape[0] !== width) {
      throw shapeError('layerNorm', '[R, D], [D] and [D]', inputs);
    }
    return [
      { shape: x.shape, dtype: 'f32' },
      { shape: [x.shape[0] as Dim, 2], dtype: 'f32' },
    ];
  },
  gradient(node, [dy], needs) {
    if (!dy) return [null, null, null];
    const [x, gamma] = node.inputs as [Value, Value];
    const stats = output(node, 1);
    const dx = needs[0] ? output(makeNode(layerNormGradOp, [x, gamma, stats, dy])) : null;
    if (!needs[1] && !needs[2]) return [dx, null, null];
    const parameters = makeNode(layerNormParameterGradOp, [x, stats, dy]);
    return [dx, output(parameters, 0), output(parameters, 1)];
  },
  reference([x, gamma, beta], attrs) {
    const { mean, variance } = tf.moments(x as tf.Tensor, 1, true);
    const rstd = tf.rsqrt(tf.add(variance, numberAttr(attrs, 'epsilon')));
    const normal = tf.mul(tf.sub(x as tf.Tensor, mean), rstd);
    const y = tf.add(tf.mul(normal, gamma as tf.Tensor), beta as tf.Tensor);
    return [y, tf.concat([mean, rstd], 1)];
  },
  rowwise: () => [0],
});

/** dx of layer norm: x [R, D], γ [D], stats [R, 2], dy [R, D] → [R, D]. */
export const layerNormGradOp = defineOp({
  id: 'layerNormGrad',
  shape: (inputs) => [{ shape: inputs[0]?.shape ?? [], dtype: 'f32' }],
  reference([x, gamma, stats, dy]) {
    const [mean, rstd] = tf.split(stats as tf.Tensor, 2, 1) as [tf.Tensor, tf.Tensor];
    const normal = tf.mul(tf.sub(x as tf.Tensor, mean), rstd);
    const weighted = tf.mul(dy as tf.Tensor, gamma as tf.Tensor);
    const centred = tf.sub(weighted, tf.mean(weighted, 1, true));
    const along = tf.mul(normal, tf.mean(tf.mul(weighted, normal), 1, true));
    return [tf.mul(rstd, tf.sub(centred, along))];
  },
  inPlace: { 0: 3 },
});

/** dγ, dβ of layer norm: x [R, D], stats [R, 2], dy [R, D] → [D], [D]. */
export const layerNormParameterGradOp = defineOp({
  id: 'layerNormParameterGrad',
  shape(inputs) {
    const width = inputs[0]?.shape[1] as Dim;
    return [
      { shape: [width], dtype: 'f32' },
      { shape: [width], dtype: 'f32' },
    ];
  },
  reference([x, stats, dy]) {
    const [mean, rstd] = tf.split(stats as tf.Tensor, 2, 1) as [tf.Tensor, tf.Tensor];
    const normal = tf.mul(tf.sub(x as tf.Tensor, mean), rstd);
    return [tf.sum(tf.mul(normal, dy as tf.Tensor), 0), tf.sum(dy as tf.Tensor, 0)];
  },
});

/** Layer norm of x [R, D] with γ, β [D]. */
export function layerNorm(x: Value, gamma: Value, beta: Value, epsilon: number): Value {
  return output(makeNode(layerNormOp, [x, gamma, beta], { epsilon }));
}
