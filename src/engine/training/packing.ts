import { EngineError } from '../core/errors';
import type { Counts } from '../graph/shapes';
import type { Example } from '../tasks/task';

/** Sequences laid end to end, as the graph's inputs want them (nn/net.ts batchInputs). */
export interface PackedBatch {
  readonly counts: Counts;
  readonly inputs: Readonly<
    Record<'ids' | 'positions' | 'types' | 'segments' | 'starts', Int32Array>
  >;
}

/** Lays examples end to end: N tokens in S segments, positions counted from 0 in each. */
export function packExamples(examples: readonly Example[]): PackedBatch {
  const counts = { N: tokenCount(examples), S: examples.length };
  const inputs = {
    ids: new Int32Array(counts.N),
    positions: new Int32Array(counts.N),
    types: new Int32Array(counts.N),
    segments: new Int32Array(2 * counts.S),
    starts: new Int32Array(counts.S),
  };
  let start = 0;
  examples.forEach((example, s) => {
    const { length } = example.ids;
    inputs.ids.set(example.ids, start);
    inputs.types.set(example.typeIds, start);
    for (let i = 0; i < length; i++) inputs.positions[start + i] = i;
    inputs.segments[2 * s] = start;
    inputs.segments[2 * s + 1] = length;
    inputs.starts[s] = start;
    start += length;
  });
  return { counts, inputs };
}

/** Tokens of all examples together. */
export function tokenCount(examples: readonly Example[]): number {
  return examples.reduce((sum, { ids }) => sum + ids.length, 0);
}

/** Parts examples, in order, into groups that fit a capacity of tokens and segments, one at a time. */
export function* splitToCapacity(
  examples: Iterable<Example>,
  capacity: Counts,
): Generator<Example[], void, undefined> {
  let group: Example[] = [];
  let tokens = 0;
  for (const example of examples) {
    const { length } = example.ids;
    if (length > capacity.N) {
      const values = { tokens: length, capacity: capacity.N, row: example.row };
      throw new EngineError(
        'training/too-long',
        `row ${example.row} has ${length} tokens, the plan holds ${capacity.N}`,
        values,
      );
    }
    if (tokens + length > capacity.N || group.length === capacity.S) {
      yield group;
      group = [];
      tokens = 0;
    }
    group.push(example);
    tokens += length;
  }
  if (group.length > 0) yield group;
}

/**
 * The capacity that a plan for rows of so many tokens each wants: room for the longest sequence there may be
 * (`maxTokens`) and for nearly every batch of `batchSize` rows (mean + 2 standard deviations);
 * fuller batches are run in parts.
 */
export function chooseCapacity(lengths: Uint32Array, batchSize: number, maxTokens: number): Counts {
  const longest = lengths.reduce((most, length) => Math.max(most, length), 1);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const variance =
    lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / Math.max(1, lengths.length);
  const rows = Math.min(batchSize, Math.max(1, lengths.length));
  const usual = mean * rows + 2 * Math.sqrt(variance * rows);
  const most = longest * rows;
  const tokens = Math.max(maxTokens, Math.min(most, Math.ceil(usual)));
  return { N: Math.ceil(tokens / 8) * 8, S: rows };
}
