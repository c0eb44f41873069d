import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type TensorType, type Value } from '../graph/node';
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

const SCALAR: TensorType = { shape: [1], dtype: 'f32' };

/**
 * Whether a step may be taken, and by how much its gradients shrink. From a squared norm [1], the
 * loss [1] and whether an earlier step failed [1]: G = √·; the factor min(1, maxNorm / (G + 1e-6)), as
 * torch.nn.utils.clip_grad_norm_ has it (attr maxNorm 0: 1); and 1 once a norm or loss was not
 * finite, when the factor is {@link HALTED} for good. → norm [1], factor [1], halted [1]
 *
 * The device decides, so that the host may read the numbers of a step while later ones run.
 */
export const clipFactorOp = defineOp({
  id: 'clipFactor',
  shape: () => [SCALAR, SCALAR, SCALAR],
  reference([squared, loss, halted], attrs) {
    const norm = tf.sqrt(squared as tf.Tensor);
    const maxNorm = numberAttr(attrs, 'maxNorm');
    const factor =
      maxNorm > 0 ? tf.minimum(1, tf.div(maxNorm, tf.add(norm, 1e-6))) : tf.onesLike(norm);
    const finite = tf.logicalAnd(tf.isFinite(norm), tf.isFinite(loss as tf.Tensor));
    const fine = tf.logicalAnd(finite, tf.equal(halted as tf.Tensor, 0));
    return [
      norm,
      tf.where(fine, factor, tf.fill([1], HALTED)),
      tf.cast(tf.logicalNot(fine), 'float32'),
    ];
  },
  inPlace: { 2: 2 },
});

/** The factor of a step that changes nothing; a sign, since not every device keeps NaN apart. */
export const HALTED = -1;

/** The L2 norm of all tensors together, the factor that clips it to maxNorm (0: never), and the halt. */
export function clipByGlobalNorm(
  tensors: readonly Value[],
  run: { readonly loss: Value; readonly halted: Value },
  maxNorm: number,
): { norm: Value; factor: Value; halted: Value } {
  const squared = output(makeNode(squaredNormOp, tensors));
  const clip = makeNode(clipFactorOp, [squared, run.loss, run.halted], { maxNorm });
  return { norm: output(clip, 0), factor: output(clip, 1), halted: output(clip, 2) };
}
