import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { defineOp, numberAttr } from './op';

/**
 * Σ over all inputs of the sum of squares, any number of f32 tensors → [1]. Kernels add in chunks
 * of {@link NORM_CHUNK} elements, in order, so that the sum does not depend on the thread count.
 */
export const squaredNormOp = defineOp({
  id: 'squaredNorm',
  shape(inputs) {
    if (inputs.length === 0) throw shapeError('squaredNorm', 'at least one input', inputs);
    return [{ shape: [1], dtype: 'f32' }];
  },
  reference: (inputs) => [tf.reshape(tf.addN(inputs.map((x) => tf.sum(tf.square(x)))), [1])],
});

/** Elements whose squares are added before the partial sums are. */
export const NORM_CHUNK = 16384;

/**
 * From a squared norm [1]: G = √·, and the factor min(1, maxNorm / (G + 1e-6)) that clips it, as
 * torch.nn.utils.clip_grad_norm_ does. attr maxNorm 0: no clipping, factor 1. → [1], [1]
 */
export const clipFactorOp = defineOp({
  id: 'clipFactor',
  shape: () => [
    { shape: [1], dtype: 'f32' },
    { shape: [1], dtype: 'f32' },
  ],
  reference([squared], attrs) {
    const norm = tf.sqrt(squared as tf.Tensor);
    const maxNorm = numberAttr(attrs, 'maxNorm');
    const factor =
      maxNorm > 0 ? tf.minimum(1, tf.div(maxNorm, tf.add(norm, 1e-6))) : tf.onesLike(norm);
    return [norm, factor];
  },
});

/** The L2 norm of all tensors together, and the factor that clips it to maxNorm (0: never). */
export function clipByGlobalNorm(
  tensors: readonly Value[],
  maxNorm: number,
): { norm: Value; factor: Value } {
  const squared = output(makeNode(squaredNormOp, tensors));
  const clip = makeNode(clipFactorOp, [squared], { maxNorm });
  return { norm: output(clip, 0), factor: output(clip, 1) };
}
