import { EngineError } from '../core/errors';
import type { Counts } from '../graph/shapes';

/** Throws when a run uses more than its plan was made for. */
export function checkCounts(capacity: Counts, counts: Counts): void {
  if (counts.N <= capacity.N && counts.S <= capacity.S) return;
  const values = {
    tokens: counts.N,
    segments: counts.S,
    maxTokens: capacity.N,
    maxSegments: capacity.S,
  };
  const message = `a batch of ${counts.N} tokens in ${counts.S} sequences exceeds the plan's ${capacity.N} in ${capacity.S}`;
  throw new EngineError('executor/over-capacity', message, values, 'Split the batch.');
}
