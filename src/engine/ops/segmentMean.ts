import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type Value } from '../graph/node';
import type { Dim } from '../graph/shapes';
import { eachSegment, type Segment } from './attentionReference';
import { defineOp } from './op';

/** y[s] = mean of the rows of segment s: x [N, D], segments i32 [S, 2] → [S, D]. Mean pooling. */
export const segmentMeanOp = defineOp({
  id: 'segmentMean',
  shape(inputs) {
    const [x, segments] = inputs;
    if (x?.shape.length !== 2 || segments?.dtype !== 'i32') {
      throw shapeError('segmentMean', '[N, D] and i32[S, 2]', inputs);
    }
    return [{ shape: [segments.shape[0] as Dim, x.shape[1] as Dim], dtype: 'f32' }];
  },
  gradient(node, [dy]) {
    const segments = node.inputs[1] as Value;
    return [dy ? output(makeNode(segmentMeanGradOp, [dy, segments])) : null, null];
  },
  reference([x], _attrs, context) {
    const width = (x as tf.Tensor2D).shape[1];
    const means = eachSegment(context.host(1), context.counts.S).map(({ start, length }) =>
      tf.mean(tf.slice(x as tf.Tensor2D, [start, 0], [length, width]), 0, true),
    );
    return [tf.concat(means, 0)];
  },
});

/**
 * dx[n] = dy[s] / length of the segment s that holds n, 0 where none does: dy [S, D], segments in
 * order → [N, D]. Virtual tokens stand in no segment.
 */
export const segmentMeanGradOp = defineOp({
  id: 'segmentMeanGrad',
  shape: ([dy]) => [{ shape: ['N', dy?.shape[1] as Dim], dtype: 'f32' }],
  reference([dy], _attrs, context) {
    const width = (dy as tf.Tensor2D).shape[1];
    const { N, S } = context.counts;
    const segments = eachSegment(context.host(1), S);
    const rows = segments.map(({ start, length }, s) => {
      const before = s === 0 ? 0 : endOf(segments[s - 1]);
      const after = s === S - 1 ? N - start - length : 0;
      const share = tf.div(tf.slice(dy as tf.Tensor2D, [s, 0], [1, width]), length);
      return tf.pad(tf.tile(share, [length, 1]), [
        [start - before, after],
        [0, 0],
      ]);
    });
    return [tf.concat(rows, 0)];
  },
});

function endOf(segment: Segment | undefined): number {
  return segment ? segment.start + segment.length : 0;
}

/** Mean of x [N, D] over each segment → [S, D]. */
export function segmentMean(x: Value, segments: Value): Value {
  return output(makeNode(segmentMeanOp, [x, segments]));
}
