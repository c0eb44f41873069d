import * as tf from '@tensorflow/tfjs-core';

/** The chain of a segment: its tokens that have a tag, and their tags. */
export interface Chain {
  readonly tokens: readonly number[];
  readonly tags: readonly number[];
}

/** The chains of packed segments; tokens without a tag are no part of any. */
export function chainsOf(
  segments: readonly { readonly start: number; readonly length: number }[],
  tags: Int32Array,
): Chain[] {
  return segments.map(({ start, length }) => {
    const tokens = Array.from({ length }, (_, i) => start + i).filter(
      (token) => (tags[token] ?? -1) >= 0,
    );
    return { tokens, tags: tokens.map((token) => tags[token] ?? 0) };
  });
}

/** Scores of a chain: transitions [C, C] from row to column, start and end [C]. */
export interface Scores {
  readonly emissions: tf.Tensor2D;
  readonly transitions: tf.Tensor2D;
  readonly start: tf.Tensor1D;
  readonly end: tf.Tensor1D;
}

/** Emissions of one token, [C]. */
export function emitted({ emissions }: Scores, token: number): tf.Tensor1D {
  const classes = emissions.shape[1];
  return tf.reshape(tf.slice(emissions, [token, 0], [1, classes]), [classes]);
}

/** log Σ over all paths that end with each tag, token by token, [C] each. */
export function forward(scores: Scores, { tokens }: Chain): tf.Tensor1D[] {
  const alphas: tf.Tensor1D[] = [];
  for (const token of tokens) {
    const before = alphas.at(-1);
    const reached = before
      ? tf.logSumExp(tf.add(tf.expandDims(before, 1), scores.transitions), 0)
      : scores.start;
    alphas.push(tf.add(reached, emitted(scores, token)) as tf.Tensor1D);
  }
  return alphas;
}

/** log Σ over all paths from each tag on, token by token, [C] each, the token's own emission left out. */
export function backward(scores: Scores, { tokens }: Chain): tf.Tensor1D[] {
  const betas: tf.Tensor1D[] = [];
  for (let i = tokens.length - 1; i >= 0; i--) {
    const after = betas[0];
    const next = tokens[i + 1] ?? 0;
    const own = after
      ? tf.logSumExp(
          tf.add(scores.transitions, tf.expandDims(tf.add(emitted(scores, next), after), 0)),
          1,
        )
      : scores.end;
    betas.unshift(own as tf.Tensor1D);
  }
  return betas;
}

/** log of the sum over all paths, a scalar. */
export function logPartition({ end }: Scores, alphas: readonly tf.Tensor1D[]): tf.Tensor {
  return tf.logSumExp(tf.add(alphas.at(-1) as tf.Tensor1D, end));
}

/** The score of the chain's own tags, a scalar. */
export function goldScore(scores: Scores, { tokens, tags }: Chain): tf.Tensor {
  const at = (vector: tf.Tensor, tag: number): tf.Tensor => tf.slice(vector, [tag], [1]);
  const parts = tokens.flatMap((token, i) => {
    const own = at(emitted(scores, token), tags[i] ?? 0);
    const step =
      i === 0
        ? at(scores.start, tags[0] ?? 0)
        : tf.reshape(tf.slice(scores.transitions, [tags[i - 1] ?? 0, tags[i] ?? 0], [1, 1]), [1]);
    return [own, step];
  });
  const last = at(scores.end, tags.at(-1) ?? 0);
  return tf.reshape(tf.addN([...parts, last]), []);
}
