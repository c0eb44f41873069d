import * as tf from '@tensorflow/tfjs-core';
import type { AttentionOptions, QKV } from './attention';
import { dropMask } from './dropout';

export interface Segment {
  readonly start: number;
  readonly length: number;
}

/** The first `count` (start, length) pairs of a segment table. */
export function eachSegment(table: Int32Array, count: number): Segment[] {
  return Array.from({ length: count }, (_, s) => ({
    start: table[2 * s] ?? 0,
    length: table[2 * s + 1] ?? 0,
  }));
}

/** Attention of one segment: o [T, H·d], lse [T, H]. */
export function attendSegment(
  qkv: QKV,
  segment: Segment,
  options: AttentionOptions,
  key: number,
): { o: tf.Tensor2D; lse: tf.Tensor2D } {
  const heads = Array.from({ length: options.heads }, (_, head) => {
    const { p, lse } = probabilities(qkv, segment, options, head);
    const dropped = tf.mul(p, keepMask(segment, options, head, key)) as tf.Tensor2D;
    return { o: tf.matMul(dropped, headOf(qkv.v, segment, kvHead(head, options), options)), lse };
  });
  return {
    o: tf.concat(
      heads.map((head) => head.o),
      1,
    ) as tf.Tensor2D,
    lse: tf.concat(
      heads.map((head) => head.lse),
      1,
    ) as tf.Tensor2D,
  };
}

/** Gradients of one segment's attention: dq [T, H·d], dk and dv [T, K·d]. */
export function attendSegmentGradient(
  qkv: QKV,
  dy: tf.Tensor2D,
  segment: Segment,
  options: AttentionOptions,
  key: number,
): { dq: tf.Tensor2D; dk: tf.Tensor2D; dv: tf.Tensor2D } {
  const dq: tf.Tensor2D[] = [];
  const dk: tf.Tensor2D[][] = Array.from({ length: options.kvHeads }, () => []);
  const dv: tf.Tensor2D[][] = Array.from({ length: options.kvHeads }, () => []);
  for (let head = 0; head < options.heads; head++) {
    const kv = kvHead(head, options);
    const { p } = probabilities(qkv, segment, options, head);
    const mask = keepMask(segment, options, head, key);
    const dHead = headOf(dy, segment, head, options);
    const dp = tf.mul(tf.matMul(dHead, headOf(qkv.v, segment, kv, options), false, true), mask);
    const ds = tf.mul(p, tf.sub(dp, tf.sum(tf.mul(p, dp), 1, true)));
    const scaled = tf.mul(ds, options.scale) as tf.Tensor2D;
    dq.push(tf.matMul(scaled, headOf(qkv.k, segment, kv, options)));
    dk[kv]?.push(tf.matMul(scaled, headOf(qkv.q, segment, head, options), true));
    dv[kv]?.push(tf.matMul(tf.mul(p, mask) as tf.Tensor2D, dHead, true));
  }
  const join = (groups: tf.Tensor2D[][]): tf.Tensor2D =>
    tf.concat(
      groups.map((group) => tf.addN(group)),
      1,
    );
  return { dq: tf.concat(dq, 1), dk: join(dk), dv: join(dv) };
}

function kvHead(head: number, { heads, kvHeads }: AttentionOptions): number {
  return Math.floor(head / (heads / kvHeads));
}

function headOf(
  x: tf.Tensor2D,
  segment: Segment,
  head: number,
  { headDim }: AttentionOptions,
): tf.Tensor2D {
  return tf.slice(x, [segment.start, head * headDim], [segment.length, headDim]);
}

function probabilities(
  qkv: QKV,
  segment: Segment,
  options: AttentionOptions,
  head: number,
): { p: tf.Tensor2D; lse: tf.Tensor } {
  const q = headOf(qkv.q, segment, head, options);
  const k = headOf(qkv.k, segment, kvHead(head, options), options);
  let scores: tf.Tensor = tf.mul(tf.matMul(q, k, false, true), options.scale);
  if (options.causal) scores = tf.add(scores, futureMask(segment.length));
  const lse = tf.logSumExp(scores, 1, true);
  return { p: tf.exp(tf.sub(scores, lse)) as tf.Tensor2D, lse };
}

function futureMask(length: number): tf.Tensor2D {
  const mask = new Float32Array(length * length);
  for (let i = 0; i < length; i++) mask.fill(-1e30, i * length + i + 1, (i + 1) * length);
  return tf.tensor2d(mask, [length, length]);
}

function keepMask(
  segment: Segment,
  options: AttentionOptions,
  head: number,
  key: number,
): tf.Tensor2D {
  const { length, start } = segment;
  if (options.rate === 0) return tf.ones([length, length]);
  const mask = dropMask(
    key,
    options,
    length,
    length,
    (row) => (start + row) * options.heads + head,
  );
  return tf.tensor2d(mask, [length, length]);
}
