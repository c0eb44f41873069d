import { EngineError } from '../core/errors';
import type { Counts } from '../graph/shapes';

/** Throws when a run uses more than its plan was made for. */
export function checkCounts(capacity: Counts, counts: Counts): void {
  const [masked, maxMasked] = [counts.M ?? 0, capacity.M ?? 0];
  if (counts.N <= capacity.N && counts.S <= capacity.S && masked <= maxMasked) return;
  const values = {
    tokens: counts.N,
    segments: counts.S,
    masked,
    maxTokens: capacity.N,
    maxSegments: capacity.S,
    maxMasked,
  };
  const message = `a batch of ${counts.N} tokens in ${counts.S} sequences, ${masked} of them masked, exceeds the plan's ${capacity.N} in ${capacity.S}, ${maxMasked} masked`;
  throw new EngineError('executor/over-capacity', message, values, 'Split the batch.');
}
