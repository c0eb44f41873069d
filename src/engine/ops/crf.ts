import * as tf from '@tensorflow/tfjs-core';
import { makeNode, output, shapeError, type TensorType, type Value } from '../graph/node';
import { eachSegment } from './attentionReference';
import {
  backward,
  type Chain,
  chainsOf,
  emitted,
  forward,
  goldScore,
  logPartition,
  type Scores,
} from './crfReference';
import { defineOp, type ReferenceContext } from './op';

/**
 * A linear chain over the tokens of each segment that have a tag (Lafferty et al. 2001), as pytorch-crf:
 *
 *   loss = Σ over segments of (log Σ over paths of e^score − score of the tags) / divisor
 *   score = start[y₀] + Σ emissions[t, yₜ] + Σ transitions[yₜ₋₁, yₜ] + end[y_last]
 *
 * emissions [N, C], tags i32 [N] (−100: no part of the chain, which goes on behind it), transitions
 * [C, C] from row to column, start [C], end [C], segments i32 [S, 2], divisor f32 [1] → [1]. A segment
 * without any tag adds nothing.
 */
export const crfOp = defineOp({
  id: 'crf',
  shape(inputs) {
    checkChain(inputs, 'crf');
    return [{ shape: [1], dtype: 'f32' }];
  },
  gradient(node, [dy]) {
    if (!dy) return node.inputs.map(() => null);
    const grad = makeNode(crfGradOp, [...node.inputs, dy]);
    const [e, t, s, end] = [0, 1, 2, 3].map((i) => output(grad, i)) as [Value, Value, Value, Value];
    return [e, null, t, s, end, null, null];
  },
  reference(inputs, _attrs, context) {
    const { scores, chains } = readChains(inputs, context);
    const losses = chains
      .filter(({ tokens }) => tokens.length > 0)
      .map((chain) =>
        tf.sub(logPartition(scores, forward(scores, chain)), goldScore(scores, chain)),
      );
    const sum = losses.length > 0 ? tf.addN(losses) : tf.scalar(0);
    return [tf.div(tf.reshape(sum, [1]), inputs[6] as tf.Tensor)];
  },
});

/**
 * Gradients of {@link crfOp} by the forward-backward algorithm: posterior marginals less what the tags
 * are, times dloss / divisor → d emissions, d transitions, d start, d end.
 */
export const crfGradOp = defineOp({
  id: 'crfGrad',
  shape: (inputs) =>
    [0, 2, 3, 4].map((i): TensorType => ({ shape: inputs[i]?.shape ?? [], dtype: 'f32' })),
  reference(inputs, _attrs, context) {
    const { scores, chains } = readChains(inputs, context);
    const share = tf.div(inputs[7] as tf.Tensor, inputs[6] as tf.Tensor);
    const classes = scores.start.shape[0];
    const rows = new Map<number, tf.Tensor>();
    let transitions: tf.Tensor = tf.zerosLike(scores.transitions);
    let [start, end]: tf.Tensor[] = [tf.zeros([classes]), tf.zeros([classes])];
    for (const chain of chains.filter(({ tokens }) => tokens.length > 0)) {
      const found = chainGradient(scores, chain);
      chain.tokens.forEach((token, i) => void rows.set(token, found.marginals[i] as tf.Tensor));
      transitions = tf.add(transitions, found.transitions);
      start = tf.add(start as tf.Tensor, found.marginals[0] as tf.Tensor);
      end = tf.add(end as tf.Tensor, found.marginals.at(-1) as tf.Tensor);
    }
    const nothing = tf.zeros([classes]);
    const all = Array.from({ length: scores.emissions.shape[0] }, (_, n) => rows.get(n) ?? nothing);
    return [tf.stack(all), transitions, start, end].map((value) =>
      tf.mul(value as tf.Tensor, share),
    );
  },
});

/** 1 at a tag, 0 elsewhere. */
function unit(tag: number, classes: number): tf.Tensor1D {
  return tf.tensor1d(Array.from({ length: classes }, (_, i) => (i === tag ? 1 : 0)));
}

/** Marginals less the tags of every token, and the same of every pair, of one chain. */
function chainGradient(scores: Scores, chain: Chain) {
  const { tokens, tags } = chain;
  const classes = scores.start.shape[0];
  const [alphas, betas] = [forward(scores, chain), backward(scores, chain)];
  const total = logPartition(scores, alphas);
  const marginals = tokens.map((_, i) =>
    tf.sub(
      tf.exp(tf.sub(tf.add(alphas[i] as tf.Tensor, betas[i] as tf.Tensor), total)),
      unit(tags[i] ?? 0, classes),
    ),
  );
  let transitions: tf.Tensor = tf.zeros([classes, classes]);
  for (let i = 1; i < tokens.length; i++) {
    const from = tf.expandDims(alphas[i - 1] as tf.Tensor, 1);
    const to = tf.expandDims(tf.add(emitted(scores, tokens[i] ?? 0), betas[i] as tf.Tensor), 0);
    const pairs = tf.exp(tf.sub(tf.add(tf.add(from, scores.transitions), to), total));
    const gold = tf.outerProduct(unit(tags[i - 1] ?? 0, classes), unit(tags[i] ?? 0, classes));
    transitions = tf.add(transitions, tf.sub(pairs, gold));
  }
  return { marginals, transitions };
}

/**
 * The best path (Viterbi 1967): the tag of each token that is part of a chain, −1 elsewhere, f32 [N].
 * Of equal scores the lower tag. Inputs as {@link crfOp}'s, `tags` telling the chain's tokens alone.
 */
export const crfDecodeOp = defineOp({
  id: 'crfDecode',
  shape(inputs) {
    checkChain(inputs, 'crfDecode');
    return [{ shape: [inputs[0]?.shape[0] ?? 'N'], dtype: 'f32' }];
  },
  reference(inputs, _attrs, context) {
    const { scores, chains } = readChains(inputs, context);
    const path = new Array<tf.Tensor>(scores.emissions.shape[0]).fill(tf.scalar(-1));
    for (const chain of chains) {
      viterbi(scores, chain).forEach((tag, i) => {
        path[chain.tokens[i] ?? 0] = tag;
      });
    }
    return [tf.stack(path)];
  },
});

/** The best tag of each token of a chain, scalars. */
function viterbi(scores: Scores, { tokens }: Chain): tf.Tensor[] {
  const pointers: tf.Tensor1D[] = [];
  let best: tf.Tensor = scores.start;
  tokens.forEach((token, i) => {
    if (i > 0) {
      const paths = tf.add(tf.expandDims(best, 1), scores.transitions);
      pointers.push(tf.argMax(paths, 0));
      best = tf.max(paths, 0);
    }
    best = tf.add(best, emitted(scores, token));
  });
  const path: tf.Tensor[] = [];
  let tag: tf.Tensor = tf.argMax(tf.add(best, scores.end));
  for (let i = tokens.length - 1; i >= 0; i--) {
    path.unshift(tf.reshape(tf.cast(tag, 'float32'), []));
    if (i > 0) tag = tf.gather(pointers[i - 1] as tf.Tensor1D, tag as tf.Scalar);
  }
  return path;
}

function readChains(
  inputs: readonly tf.Tensor[],
  context: ReferenceContext,
): { scores: Scores; chains: Chain[] } {
  const [emissions, , transitions, start, end] = inputs as [
    tf.Tensor2D,
    tf.Tensor,
    tf.Tensor2D,
    tf.Tensor1D,
    tf.Tensor1D,
  ];
  const segments = eachSegment(context.host(5), context.counts.S);
  return {
    scores: { emissions, transitions, start, end },
    chains: chainsOf(segments, context.host(1)),
  };
}

function checkChain(inputs: readonly TensorType[], op: string): void {
  const [emissions, tags, transitions, start, end] = inputs;
  const classes = emissions?.shape[1];
  const wanted = [transitions?.shape[0], transitions?.shape[1], start?.shape[0], end?.shape[0]];
  if (tags?.dtype !== 'i32' || wanted.some((size) => size !== classes))
    throw shapeError(op, '[N, C], i32[N], [C, C], [C], [C], i32[S, 2]', inputs);
}

/** The parameters of a chain: transitions [C, C] from row to column, start and end [C]. */
export interface ChainScores {
  readonly transitions: Value;
  readonly start: Value;
  readonly end: Value;
}

/** Negative log-likelihood of tags, summed and divided by `divisor` [1] → [1]; see {@link crfOp}. */
export function crf(
  emissions: Value,
  tags: Value,
  { transitions, start, end }: ChainScores,
  segments: Value,
  divisor: Value,
): Value {
  return output(makeNode(crfOp, [emissions, tags, transitions, start, end, segments, divisor]));
}

/** The best path through the chains; see {@link crfDecodeOp}. */
export function crfDecode(
  emissions: Value,
  tags: Value,
  { transitions, start, end }: ChainScores,
  segments: Value,
): Value {
  return output(makeNode(crfDecodeOp, [emissions, tags, transitions, start, end, segments]));
}
