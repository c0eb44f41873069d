import * as tf from '@tensorflow/tfjs-core';
import { type Attrs, makeNode, output, shapeError, type Value } from '../graph/node';
import type { Dim } from '../graph/shapes';
import { attendSegment, attendSegmentGradient, eachSegment } from './attentionReference';
import { defineOp, type ReferenceContext } from './op';

/** Sizes and behaviour of one attention; all are attrs of the op. */
export interface AttentionOptions {
  readonly heads: number;
  /** Key/value heads; query head h reads kv head ⌊h / (heads / kvHeads)⌋. */
  readonly kvHeads: number;
  readonly headDim: number;
  readonly causal: boolean;
  /** Usually headDim^−½. */
  readonly scale: number;
  /** Dropout of the probabilities; 0 for none. */
  readonly rate: number;
  /** The op's own number in the dropout hash. */
  readonly salt: number;
}

/**
 * o = softmax(scale · q·kᵀ) · v within each segment of a packed batch.
 * q [N, H·d], k and v [N, K·d], segments i32 [S, 2] (start, length), key i32 [1] for dropout
 * → o [N, H·d] and the softmax's log-sum-exp [N, H], from which the backward pass recomputes the
 * probabilities. Vaswani et al. 2017, https://arxiv.org/abs/1706.03762
 *
 * Dropout hashes (row of q · H + head, key's place in the segment).
 */
export const attentionOp = defineOp({
  id: 'attention',
  shape(inputs, attrs) {
    const [q, k, v, segments] = inputs;
    const { heads, kvHeads, headDim } = readOptions(attrs);
    const fits =
      q?.shape[1] === heads * headDim &&
      k?.shape[1] === kvHeads * headDim &&
      v?.shape[1] === kvHeads * headDim &&
      segments?.dtype === 'i32';
    if (!fits) throw shapeError('attention', '[N, H·d], [N, K·d], [N, K·d], i32[S, 2]', inputs);
    const rows = q.shape[0] as Dim;
    return [
      { shape: q.shape, dtype: 'f32' },
      { shape: [rows, heads], dtype: 'f32' },
    ];
  },
  gradient(node, [dy]) {
    if (!dy) return [];
    const [q, k, v, segments, key] = node.inputs as [Value, Value, Value, Value, Value];
    const inputs = [q, k, v, output(node, 0), output(node, 1), dy, segments, key];
    const grad = makeNode(attentionGradOp, inputs, node.attrs);
    return [output(grad, 0), output(grad, 1), output(grad, 2), null, null];
  },
  reference([q, k, v], attrs, context) {
    const options = readOptions(attrs);
    const parts = segmentsOf(context, 3).map((segment) =>
      attendSegment({ q, k, v } as QKV, segment, options, context.host(4)[0] ?? 0),
    );
    return [
      tf.concat(
        parts.map((part) => part.o),
        0,
      ),
      tf.concat(
        parts.map((part) => part.lse),
        0,
      ),
    ];
  },
});

/** q, k, v, o, lse, do, segments, key → dq, dk, dv. */
export const attentionGradOp = defineOp({
  id: 'attentionGrad',
  shape: (inputs) => inputs.slice(0, 3).map(({ shape }) => ({ shape, dtype: 'f32' })),
  reference([q, k, v, , , dy], attrs, context) {
    const options = readOptions(attrs);
    const parts = segmentsOf(context, 6).map((segment) =>
      attendSegmentGradient(
        { q, k, v } as QKV,
        dy as tf.Tensor2D,
        segment,
        options,
        context.host(7)[0] ?? 0,
      ),
    );
    const join = (pick: (part: (typeof parts)[number]) => tf.Tensor2D): tf.Tensor =>
      tf.concat(parts.map(pick), 0);
    return [join((part) => part.dq), join((part) => part.dk), join((part) => part.dv)];
  },
});

/** Queries, keys and values of a packed batch. */
export interface QKV {
  readonly q: tf.Tensor2D;
  readonly k: tf.Tensor2D;
  readonly v: tf.Tensor2D;
}

function segmentsOf(context: ReferenceContext, input: number): { start: number; length: number }[] {
  return eachSegment(context.host(input), context.counts.S);
}

/** The options as they stand in a node's attrs. */
export function readOptions(attrs: Attrs): AttentionOptions {
  const number = (key: string): number => Number(attrs[key] ?? 0);
  return {
    heads: number('heads'),
    kvHeads: number('kvHeads'),
    headDim: number('headDim'),
    causal: attrs.causal === true,
    scale: number('scale'),
    rate: number('rate'),
    salt: number('salt'),
  };
}

/** Attention over packed segments; see {@link attentionOp}. */
export function attention(
  q: Value,
  k: Value,
  v: Value,
  batch: { readonly segments: Value; readonly key: Value },
  options: AttentionOptions,
): Value {
  return output(makeNode(attentionOp, [q, k, v, batch.segments, batch.key], { ...options }));
}
