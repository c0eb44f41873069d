import { EngineError } from '../core/errors';
import { IGNORED, type Target } from '../core/target';
import type { Counts } from '../graph/shapes';
import { NO_VIRTUAL, type VirtualTokens } from '../nn/net';
import type { Example } from '../tasks/task';

/** Sequences laid end to end, as the graph's inputs want them (nn/net.ts batchInputs). */
export interface PackedBatch {
  readonly counts: Counts;
  readonly inputs: Readonly<
    Record<'ids' | 'positions' | 'types' | 'virtual' | 'segments' | 'spans' | 'starts', Int32Array>
  >;
}

/**
 * Lays examples end to end, each after its virtual tokens: N tokens in S segments, positions counted
 * from 0 in each. A virtual token has type 0, and the id 0 that nobody reads.
 */
export function packExamples(
  examples: readonly Example[],
  { count, pooled }: VirtualTokens = NO_VIRTUAL,
): PackedBatch {
  const S = examples.length;
  const counts = { N: tokenCount(examples) + count * S, S };
  const inputs = {
    ids: new Int32Array(counts.N),
    positions: new Int32Array(counts.N),
    types: new Int32Array(counts.N),
    virtual: new Int32Array(counts.N).fill(-1),
    segments: new Int32Array(2 * S),
    spans: new Int32Array(2 * S),
    starts: new Int32Array(S),
  };
  let start = 0;
  examples.forEach((example, s) => {
    const length = count + example.ids.length;
    const text = start + count;
    inputs.ids.set(example.ids, text);
    inputs.types.set(example.typeIds, text);
    for (let i = 0; i < length; i++) inputs.positions[start + i] = i;
    for (let i = 0; i < count; i++) inputs.virtual[start + i] = i;
    inputs.segments.set([start, length], 2 * s);
    inputs.spans.set([text, example.ids.length], 2 * s);
    inputs.starts[s] = pooled ? start : text;
    start += length;
  });
  return { counts, inputs };
}

/**
 * Of values [N, C] of packed examples, each behind `virtual` tokens, the rows of tokens that have a
 * target, [units, C].
 */
export function pickAnswered(
  examples: readonly Example[],
  values: Float32Array,
  virtual: number,
): Float32Array {
  const columns = values.length / (tokenCount(examples) + virtual * examples.length);
  const picked = new Float32Array(answeredCount(examples) * columns);
  let [start, at] = [0, 0];
  for (const { ids, target } of examples) {
    start += virtual;
    for (const token of answered(target)) {
      const from = (start + token) * columns;
      picked.set(values.subarray(from, from + columns), at);
      at += columns;
    }
    start += ids.length;
  }
  return picked;
}

/** Places of the tokens that have a target. */
function answered(target: Target): number[] {
  return [...target.keys()].filter((token) => target[token] !== IGNORED);
}

/** Tokens of all examples together that have a target. */
export function answeredCount(examples: readonly Example[]): number {
  return examples.reduce((sum, { target }) => sum + answered(target).length, 0);
}

/** Tokens of all examples together. */
export function tokenCount(examples: readonly Example[]): number {
  return examples.reduce((sum, { ids }) => sum + ids.length, 0);
}

/**
 * Parts examples, in order, into groups that fit a capacity of tokens, segments and masked tokens, one at
 * a time, when each has `virtual` tokens before its own.
 */
export function* splitToCapacity(
  examples: Iterable<Example>,
  capacity: Counts,
  virtual = 0,
): Generator<Example[], void, undefined> {
  let group: Example[] = [];
  let [tokens, masked] = [0, 0];
  for (const example of examples) {
    const length = virtual + example.ids.length;
    const hidden = capacity.M === undefined ? 0 : answeredCount([example]);
    if (length > capacity.N) {
      const values = { tokens: length, capacity: capacity.N, row: example.row };
      throw new EngineError(
        'training/too-long',
        `row ${example.row} has ${length} tokens, the plan holds ${capacity.N}`,
        values,
      );
    }
    const isFull = group.length === capacity.S || masked + hidden > (capacity.M ?? 0);
    if (tokens + length > capacity.N || isFull) {
      yield group;
      group = [];
      [tokens, masked] = [0, 0];
    }
    group.push(example);
    tokens += length;
    masked += hidden;
  }
  if (group.length > 0) yield group;
}

/**
 * The capacity that a plan for rows of so many tokens each wants: room for the longest sequence there
 * may be (`maxTokens`) and for nearly every batch of `batchSize` rows (mean + 2 standard deviations),
 * each row after `virtual` tokens; fuller batches are run in parts. `masked`: the share of tokens that
 * are, with room for a quarter more, and for a text of nothing else.
 */
export function chooseCapacity(
  lengths: Uint32Array,
  batchSize: number,
  maxTokens: number,
  virtual = 0,
  masked: number | null = null,
): Counts {
  const longest = lengths.reduce((most, length) => Math.max(most, length), 1);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const variance =
    lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / Math.max(1, lengths.length);
  const rows = Math.min(batchSize, Math.max(1, lengths.length));
  const usual = (virtual + mean) * rows + 2 * Math.sqrt(variance * rows);
  const most = (virtual + longest) * rows;
  const tokens = Math.max(virtual + maxTokens, Math.min(most, Math.ceil(usual)));
  const N = Math.ceil(tokens / 8) * 8;
  if (masked === null) return { N, S: rows };
  return { N, S: rows, M: Math.min(N, Math.max(maxTokens, Math.ceil(1.25 * masked * N))) };
}
