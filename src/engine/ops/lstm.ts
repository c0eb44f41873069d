import type * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import { sameShape } from '../graph/shapes';
import { lstmGradients, lstmStates } from './lstmReference';
import { matmul } from './matmul';
import { defineOp } from './op';

/**
 * Both directions of one layer of LSTM over the R rows of a sequence, each beginning with zeros:
 *
 *   i, f, o = σ and g = tanh of x[t] + W h[t−1] · c[t] = f c[t−1] + i g · h[t] = o tanh c[t]
 *
 * x [R, 4H] (what the input and the biases give to the gates, laid i|f|g|o) of the forward direction and
 * of the reverse one, which goes from the last row to the first, and W [4H, H] of each → h [R, 2H], the
 * forward units before the reverse ones. Outputs 1 and 2 keep i|f|g|o|c of each direction [R, 5H], 3 and
 * 4 the h that its rows began with [R, H]: what the gradients are made of. R is a number.
 * Hochreiter & Schmidhuber 1997, https://doi.org/10.1162/neco.1997.9.8.1735; with forget gates (Gers et
 * al. 2000) and in the layout of torch.nn.LSTM (peft-spec §2.3).
 */
export const lstmOp = defineOp({
  id: 'lstm',
  shape(inputs) {
    const [rows, hidden] = [inputs[0]?.shape[0], Number(inputs[2]?.shape[1])];
    const gates = 4 * hidden;
    const wanted = [[rows], [rows], [gates, hidden], [gates, hidden]].map(([first, second]) => [
      first ?? 0,
      second ?? gates,
    ]);
    const fits =
      typeof rows === 'number' &&
      wanted.every((shape, i) => sameShape(inputs[i]?.shape ?? [], shape));
    if (!fits) throw shapeError('lstm', '[R, 4H] twice and [4H, H] twice', inputs);
    return [2, 5, 5, 1, 1].map((parts) => ({ shape: [rows, parts * hidden], dtype: 'f32' }));
  },
  gradient(node, [dh], needs) {
    if (!dh) return [];
    const [, , w, reverseW] = node.inputs as [Value, Value, Value, Value];
    const grad = makeNode(lstmGradOp, [w, reverseW, output(node, 1), output(node, 2), dh]);
    const dx = [output(grad, 0), output(grad, 1)];
    const dw = dx.map((gates, direction) =>
      needs[2 + direction]
        ? matmul(gates, output(node, 3 + direction), { transposeA: true })
        : null,
    );
    return [...dx, ...dw];
  },
  reference([x, reverseX, w, reverseW]) {
    return lstmStates([x, reverseX] as Directions, [w, reverseW] as Directions);
  },
});

/**
 * Backpropagation through time: W [4H, H] of each direction, what {@link lstmOp} kept of each [R, 5H] and
 * dh [R, 2H] → dx [R, 4H] of each.
 */
export const lstmGradOp = defineOp({
  id: 'lstmGrad',
  shape([w, , saved]) {
    const type = { shape: [saved?.shape[0] ?? 0, w?.shape[0] ?? 0], dtype: 'f32' } as const;
    return [type, type];
  },
  reference([w, reverseW, saved, reverseSaved, dh]) {
    return lstmGradients(
      [w, reverseW] as Directions,
      [saved, reverseSaved] as Directions,
      dh as tf.Tensor2D,
    );
  },
});

/** A tensor of the forward direction and the same of the reverse one. */
export type Directions = readonly [forward: tf.Tensor2D, reverse: tf.Tensor2D];

/** h [R, 2H] of a bidirectional LSTM: gates x [R, 4H] and W [4H, H] of each direction; see {@link lstmOp}. */
export function lstm(x: Value, reverseX: Value, w: Value, reverseW: Value): Value {
  return output(makeNode(lstmOp, [x, reverseX, w, reverseW]));
}
