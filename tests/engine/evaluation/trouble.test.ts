import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/engine/core/rng';
import type { RunReadings } from '../../../src/engine/evaluation/readings';
import { findTrouble } from '../../../src/engine/evaluation/trouble';

const GUESSING = Math.log(6);

/** A run of `count` steps whose training loss follows `level`, evaluated every 20 steps. */
function run(
  level: (step: number) => number,
  validation: readonly (readonly [loss: number, metric: number])[] = [],
  {
    noise = 0.1,
    count = 100,
    ...rest
  }: Partial<RunReadings> & { noise?: number; count?: number } = {},
): RunReadings {
  const random = createRandom(11, 1);
  return {
    steps: Array.from({ length: count }, (_, i) => ({
      step: i + 1,
      loss: level(i + 1) + noise * random.normal(),
    })),
    evaluations: validation.map(([loss, metric], i) => ({ step: (i + 1) * 20, loss, metric })),
    direction: 'higher',
    guessing: GUESSING,
    warmupSteps: 0,
    ...rest,
  };
}

const falling = (step: number): number => 0.2 + 1.6 * Math.exp(-step / 25);

describe('a run that learns', () => {
  it('is in no trouble', () => {
    const validation = [
      [1.2, 0.5],
      [0.9, 0.6],
      [0.7, 0.7],
      [0.71, 0.71],
      [0.7, 0.72],
    ] as const;
    expect(findTrouble(run(falling, validation))).toBeNull();
  });

  it('is in no trouble on a plateau well below guessing', () => {
    expect(findTrouble(run(() => 0.4))).toBeNull();
  });

  it('is in none before it has had steps enough, nor while it warms up', () => {
    expect(findTrouble(run(() => GUESSING, [], { count: 39 }))).toBeNull();
    expect(findTrouble(run(() => GUESSING, [], { warmupSteps: 70 }))).toBeNull();
  });

  it('slowly, is in none', () => {
    expect(findTrouble(run((step) => GUESSING - 0.004 * step))).toBeNull();
  });
});

describe('a run that learns nothing', () => {
  it('is told by a loss that stays that of guessing', () => {
    const found = findTrouble(run(() => GUESSING));
    expect(found).toMatchObject({ code: 'no-learning', guessing: GUESSING, step: 100 });
    if (found?.code !== 'no-learning') return;
    expect(found.last).toBeCloseTo(GUESSING, 1);
  });

  it('is told by a loss that rises', () => {
    const found = findTrouble(run((step) => GUESSING + 0.02 * step));
    expect(found?.code).toBe('diverging');
    expect(found).toMatchObject({ step: 100 });
  });

  it('is told by a loss far above that of guessing, though it falls', () => {
    expect(findTrouble(run((step) => 200 - step))?.code).toBe('diverging');
  });

  it('is told at once by a jump beyond any noise', () => {
    const losses = [1.8, 900, 2100, 4000, 9000, 2400];
    const jumping = run((step) => losses[step - 1] ?? 0, [], { count: 6, noise: 0 });
    expect(findTrouble(jumping)).toMatchObject({ code: 'diverging', first: 1.8, last: 3680 });
    const single = run((step) => (step === 6 ? 900 : 1.8), [], { count: 6, noise: 0 });
    expect(findTrouble(single)).toBeNull();
  });

  it('is not told by noise', () => {
    expect(findTrouble(run(() => 1, [], { noise: 0.5 }))).toBeNull();
  });
});

describe('a run that learns by heart', () => {
  const rising = [
    [0.9, 0.6],
    [0.6, 0.8],
    [0.64, 0.79],
    [0.7, 0.78],
    [0.8, 0.77],
  ] as const;

  it('is told by validation loss that rises while training loss falls', () => {
    const found = findTrouble(run(falling, rising));
    expect(found).toMatchObject({
      code: 'overfitting',
      bestStep: 40,
      bestLoss: 0.6,
      lastLoss: 0.8,
      peak: { metric: 0.8, step: 40 },
      step: 100,
    });
    if (found?.code !== 'overfitting') return;
    expect(found.trainingNow).toBeLessThan(found.trainingThen);
  });

  it('is told apart from one that is surer than right: the metric still gets better', () => {
    const surer = rising.map(([loss], i) => [loss, 0.6 + 0.05 * i] as const);
    expect(findTrouble(run(falling, surer))?.code).toBe('overconfident');
    const errors = rising.map(([loss], i) => [loss, 10 - i] as const);
    expect(findTrouble(run(falling, errors, { direction: 'lower' }))?.code).toBe('overconfident');
    const over = [0.6, 0.7, 0.9, 0.85, 0.84];
    const passed = rising.map(([loss], i) => [loss, over[i] ?? 0] as const);
    expect(findTrouble(run(falling, passed))).toMatchObject({
      code: 'overfitting',
      peak: { metric: 0.9, step: 60 },
    });
    const none = run(falling, rising).evaluations.map((one) => ({ ...one, metric: null }));
    expect(findTrouble(run(falling, [], { evaluations: none }))).toMatchObject({
      code: 'overfitting',
      peak: null,
    });
  });

  it('is not told by one bad evaluation, nor by two that are hardly worse', () => {
    expect(findTrouble(run(falling, rising.slice(0, 3)))).toBeNull();
    const hardly = [
      [0.6, 0.8],
      [0.61, 0.8],
      [0.62, 0.8],
    ] as const;
    expect(findTrouble(run(falling, hardly))).toBeNull();
  });

  it('is not told where training loss rises, too, or the losses are all but 0', () => {
    expect(findTrouble(run((step) => 0.5 + 0.0005 * step, rising, { noise: 0 }))).toBeNull();
    const tiny = rising.map(([loss, metric]) => [loss / 100, metric] as const);
    expect(findTrouble(run(falling, tiny))).toBeNull();
  });
});
