import { useEffect, useState } from 'react';
import type { Standings } from '../../../worker/protocol';
import { bakeOff } from '../../stores';
import type { Result } from './results';

/** How the methods of some results compare; those of the results before while the engine counts anew. */
export function useStandings(results: readonly Result[]): Standings | null {
  const [standings, setStandings] = useState<Standings | null>(null);
  useEffect(() => {
    let wanted = true;
    // What a worker that is gone cannot say is asked again with the next result.
    void bakeOff.compare(results).then(
      (found) => wanted && setStandings(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [results]);
  return results.length === 0 ? null : standings;
}
