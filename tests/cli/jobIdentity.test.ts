import { describe, expect, it } from 'vitest';
import { jobIdentity } from '../../src/cli/jobFiles';
import { checkJob, type Job } from '../../src/engine/index';

const JOB = checkJob({
  version: 1,
  model: 'm',
  data: { train: 'a.csv' },
  task: { id: 'sequence-classification' },
  method: { id: 'lora', rank: 4 },
  training: { epochs: 2 },
});
const INPUTS = { 'a.csv': 'abc' };

describe('the identity of a job', () => {
  it('is that of its record from before a setting was known', () => {
    const { precision: _precision, ...before } = JOB;
    const { gradientCheckpointing: _checkpointing, ...training } = before.training;
    const { bias: _bias, ...method } = before.method;
    const old = { ...before, training, method } as unknown as Job;
    expect(jobIdentity(old, INPUTS)).toBe(jobIdentity(JOB, INPUTS));
  });

  it('is the same whatever training has completed of it', () => {
    const task = { id: 'multi-label', separator: '|' };
    const [before, after] = [task, { ...task, thresholds: [0.4, 0.6] }].map((one) =>
      checkJob({
        version: 1,
        model: 'm',
        data: { train: 'a.csv' },
        task: one,
        method: { id: 'lora' },
      }),
    ) as [Job, Job];
    expect(after.task).toMatchObject({ thresholds: [0.4, 0.6] });
    expect(jobIdentity(after, INPUTS)).toBe(jobIdentity(before, INPUTS));
  });

  it('is another with any other setting, method or input', () => {
    const others: [Job, Record<string, string>][] = [
      [{ ...JOB, precision: 'q8' }, INPUTS],
      [{ ...JOB, method: { ...JOB.method, rank: 8 } }, INPUTS],
      [{ ...JOB, method: { ...JOB.method, id: 'dora' } }, INPUTS],
      [{ ...JOB, training: { ...JOB.training, epochs: 3 } }, INPUTS],
      [JOB, { 'a.csv': 'abd' }],
    ];
    for (const [job, inputs] of others)
      expect(jobIdentity(job, inputs)).not.toBe(jobIdentity(JOB, INPUTS));
  });
});
