import { describe, expect, it } from 'vitest';
import { EXECUTORS, KERNEL_EXECUTORS } from '../../support/executors';
import { trainerOf } from '../parity/optimizerFixture';

const START = { weight: Float32Array.of(1, -2, 3) };
const GRADIENT = { weight: Float32Array.of(0.5, 0.25, -0.125) };
const BAD = { weight: Float32Array.of(0.5, Number.NaN, 0) };
const ADAMW = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 };

describe.each(Object.entries({ ...EXECUTORS, ...KERNEL_EXECUTORS }))('on %s', (_, make) => {
  it('a step that is not finite changes nothing, and neither does any later one', async () => {
    const executor = await make();
    const setup = { optimizer: 'adamw', config: ADAMW, maxGradNorm: 1 } as const;
    const step = await trainerOf(executor, START, { weight: [3] }, setup);
    const state = async () =>
      Promise.all(['weight', 'm/weight', 'v/weight'].map((name) => executor.readVariable(name)));
    expect((await step(GRADIENT, 0, 0.1)).applied).toBe(true);
    const before = await state();
    expect(await step(BAD, 1, 0.1)).toMatchObject({ gradNorm: Number.NaN, applied: false });
    expect(await state()).toEqual(before);
    expect((await step(GRADIENT, 2, 0.1)).applied).toBe(false);
    expect(await state()).toEqual(before);
    executor.dispose();
  });
});
