import { expect, it } from 'vitest';
import type { Job } from '../../../src/engine/job';
import { checkJob } from '../../../src/engine/session';
import type { RunPlan } from '../../../src/engine/session/plan';
import { findSavings } from '../../../src/engine/session/savings';

const MEGABYTE = 2 ** 20;

/** A plan whose bytes follow from the job by a rule that a test can see through. */
function planOf(job: Job, limit: number): RunPlan {
  const { batchSize, maxTokens, gradientCheckpointing } = job.training;
  const weights = job.method.id === 'lora' ? 40 : 120;
  const frozen = job.method.id === 'full' ? 0 : 30;
  const packed = job.precision === 'q8' ? 0.75 * frozen : 0;
  const activations = (batchSize * maxTokens * (gradientCheckpointing ? 0.5 : 1)) / 16;
  const total = MEGABYTE * (weights - packed + activations);
  return {
    job,
    bytes: { total },
    memoryLimit: MEGABYTE * limit,
    recomputes: gradientCheckpointing === true,
    frozen: { parameters: frozen },
  } as unknown as RunPlan;
}

const jobOf = (method: string, training: object = {}): Job =>
  checkJob({
    version: 1,
    model: 'm',
    data: { train: 'a.csv' },
    task: { id: 'sequence-classification' },
    method: { id: method },
    training: { batchSize: 16, maxTokens: 128, ...training },
  });

const savingsOf = (job: Job, limit: number) =>
  findSavings(planOf(job, limit), ['full', 'lora'], async (one) => planOf(one, limit));

it('a run that fits needs no savings', async () => {
  expect(await savingsOf(jobOf('full'), 1000)).toEqual([]);
});

it('each change names its knob and what it saves, those that make the run fit first', async () => {
  const savings = await savingsOf(jobOf('full'), 185);
  expect(savings.map(({ knob, to, saves, fits }) => [knob, to, saves / MEGABYTE, fits])).toEqual([
    ['method', 'lora', 80, true],
    ['gradientCheckpointing', true, 64, true],
    ['batchSize', 8, 64, true],
    ['maxTokens', 64, 64, true],
  ]);
  expect(savings.find(({ knob }) => knob === 'batchSize')?.job.training).toMatchObject({
    batchSize: 8,
    gradientAccumulation: 2,
  });
});

it('offers what helps where no single change is enough, and packs what is frozen', async () => {
  const savings = await savingsOf(jobOf('lora', { batchSize: 1, gradientCheckpointing: true }), 1);
  expect(savings.map(({ knob, fits }) => [knob, fits])).toEqual([['precision', false]]);
});

it('a change that cannot be planned is not offered', async () => {
  const job = jobOf('full');
  const savings = await findSavings(planOf(job, 185), ['lora'], (one) =>
    one.method.id === 'lora'
      ? Promise.reject(new Error('no such layer'))
      : Promise.resolve(planOf(one, 185)),
  );
  expect(savings.map(({ knob }) => knob)).not.toContain('method');
});
