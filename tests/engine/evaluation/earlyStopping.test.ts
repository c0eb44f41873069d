import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  observe,
  STOPPING_START,
  type StoppingRule,
} from '../../../src/engine/evaluation/earlyStopping';

/** Evaluations after steps 10, 20, … until the run stops. */
function follow(rule: Partial<StoppingRule>, values: readonly (number | null)[]) {
  const whole = { direction: 'higher', patience: 2, minimumChange: 0, ...rule } as const;
  let state = STOPPING_START;
  const best: number[] = [];
  for (const [i, value] of values.entries()) {
    const step = (i + 1) * 10;
    // What a checkpoint does to it.
    const next = observe(whole, JSON.parse(JSON.stringify(state)), step, value);
    state = next.state;
    if (next.isBest) best.push(step);
    if (next.shouldStop) return { stopped: step, best, state };
  }
  return { stopped: null, best, state };
}

describe('early stopping', () => {
  it('stops after as many evaluations without improvement as its patience', () => {
    expect(follow({ patience: 2 }, [0.5, 0.6, 0.6, 0.59, 0.9])).toMatchObject({
      stopped: 40,
      best: [10, 20],
      state: { best: { value: 0.6, step: 20 } },
    });
    expect(follow({ patience: 3 }, [0.5, 0.6, 0.6, 0.59, 0.9]).stopped).toBeNull();
  });

  it('takes the lowest of an error', () => {
    const found = follow({ direction: 'lower' }, [3, 2, 2.5, 2.2]);
    expect(found).toMatchObject({ stopped: 40, state: { best: { value: 2, step: 20 } } });
  });

  it('does not count a gain below the minimum change, and keeps its weights all the same', () => {
    const found = follow({ minimumChange: 0.01 }, [0.5, 0.505, 0.509]);
    expect(found).toMatchObject({ stopped: 30, best: [10, 20, 30] });
  });

  it('adds small gains up', () => {
    expect(follow({ minimumChange: 0.01 }, [0.5, 0.507, 0.514, 0.521, 0.528]).stopped).toBeNull();
  });

  it('counts an evaluation without a score as none better, the first ones too', () => {
    expect(follow({}, [0.5, null, Number.NaN])).toMatchObject({ stopped: 30, best: [10] });
    expect(follow({}, [null, null])).toMatchObject({
      stopped: 20,
      best: [],
      state: { best: null },
    });
    expect(follow({}, [null, 0.1, null])).toMatchObject({ stopped: null, best: [20] });
  });

  it('keeps the best of any run of evaluations, and never stops at it', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 4 }), (drawn, patience) => {
        const { stopped, state } = follow({ patience }, drawn);
        const seen = drawn.slice(0, (stopped ?? Number.POSITIVE_INFINITY) / 10);
        const best = Math.max(...seen);
        expect(state.best).toEqual({ value: best, step: (seen.indexOf(best) + 1) * 10 });
        if (stopped !== null) expect(stopped).toBe((seen.indexOf(best) + 1 + patience) * 10);
      }),
    );
  });
});
