import { describe, expect, it } from 'vitest';
import { SCHEDULES } from '../../../src/engine/training/registry';
import { EXECUTORS, KERNEL_EXECUTORS } from '../../support/executors';
import { FIXTURE, floats, type Tensors, trainerOf, wave, worst } from './optimizerFixture';

describe.each(Object.entries({ ...EXECUTORS, ...KERNEL_EXECUTORS }))(
  '%s equals torch.optim',
  (_name, makeExecutor) => {
    for (const run of FIXTURE.runs) {
      const { optimizer, config, maxGradNorm, schedule, warmup } = run;
      const settings = JSON.stringify({ ...config, maxGradNorm, warmup });
      it(`after each step of ${optimizer}, ${schedule}, ${settings}`, async () => {
        const executor = await makeExecutor();
        const step = await trainerOf(executor, floats(FIXTURE.start), FIXTURE.shapes, run);
        const total = run.values.length;
        for (const [done, wanted] of run.values.entries()) {
          const factor = SCHEDULES[schedule].multiplier(done, total, { warmup });
          const rate = FIXTURE.learningRate * factor;
          expect(rate).toBeCloseTo(run.learningRates[done] as number, 15);
          const result = await step(floats(FIXTURE.gradients[done] as Tensors), done, rate);
          expect(worst([result.gradNorm], [run.norms[done] as number])).toBeLessThan(1e-6);
          const found: number[] = [];
          for (const name of Object.keys(FIXTURE.shapes))
            found.push(...(await executor.readVariable(name)));
          expect(worst(found, wanted), `step ${done + 1}`).toBeLessThan(2e-6);
        }
        executor.dispose();
      });
    }

    it('in the norm of large tensors and in what clipping leaves of them', async () => {
      for (const { sizes, maxGradNorm, scale: factor, norm, firsts, lasts } of FIXTURE.clips) {
        const executor = await makeExecutor();
        const entries = sizes.map((size, i) => [`p${i}`, wave(size, i, factor)] as const);
        const shapes = Object.fromEntries(sizes.map((size, i) => [`p${i}`, [size]]));
        const zeros = Object.fromEntries(
          entries.map(([name, { length }]) => [name, new Float32Array(length)]),
        );
        const config = { momentum: 0, nesterov: false, weightDecay: 0 };
        const step = await trainerOf(executor, zeros, shapes, {
          optimizer: 'sgd',
          config,
          maxGradNorm,
        });
        const result = await step(Object.fromEntries(entries), 0, 1);
        expect(Math.abs(result.gradNorm / norm - 1)).toBeLessThan(1e-6);
        // From zero, at rate 1, a step leaves the clipped gradient with its sign turned.
        for (const [i, [name]] of entries.entries()) {
          const moved = await executor.readVariable(name);
          expect(Math.abs((moved[0] as number) / (firsts[i] as number) + 1)).toBeLessThan(1e-6);
          expect(Math.abs((moved.at(-1) as number) / (lasts[i] as number) + 1)).toBeLessThan(1e-6);
        }
        executor.dispose();
      }
    });
  },
);
