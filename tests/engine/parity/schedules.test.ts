import { describe, expect, it } from 'vitest';
import { decayExcluded } from '../../../src/engine/training/optimizers';
import { SCHEDULES } from '../../../src/engine/training/registry';
import { FIXTURE, worst } from './optimizerFixture';

describe('schedules equal transformers’ get_scheduler', () => {
  it.each(FIXTURE.schedules)(
    '$schedule over $total steps, warm-up $warmup',
    ({ schedule, total, warmup, multipliers }) => {
      const found = multipliers.map((_, step) =>
        SCHEDULES[schedule].multiplier(step, total, { warmup }),
      );
      expect(worst(found, multipliers)).toBeLessThan(1e-14);
    },
  );
});

describe('weight decay', () => {
  it('leaves out the parameters that transformers’ Trainer leaves out', () => {
    const found = Object.keys(FIXTURE.decayed).map((name) => [name, !decayExcluded(name)]);
    expect(Object.fromEntries(found)).toEqual(FIXTURE.decayed);
  });
});
