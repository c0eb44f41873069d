import { describe, expect, it } from 'vitest';
import { describe as describeCatalog } from '../../src/engine/catalog';
import type { EngineError } from '../../src/engine/core/errors';
import { checkJob } from '../../src/engine/session';

const SMALLEST = {
  version: 1,
  model: 'all-minilm-l6-v2',
  data: { train: 'train.csv' },
  task: { id: 'sequence-classification' },
  method: { id: 'lora' },
};

function faultsOf(job: unknown): string {
  try {
    checkJob(job);
  } catch (error) {
    expect((error as EngineError).code).toBe('job/invalid');
    return (error as EngineError).message;
  }
  throw new Error('the job was accepted');
}

describe('a job', () => {
  it('is completed with the defaults of transformers and PEFT', () => {
    const job = checkJob(SMALLEST);
    expect(job.training).toMatchObject({
      epochs: 3,
      batchSize: 8,
      gradientAccumulation: 1,
      maxGradNorm: 1,
      seed: 42,
      shuffle: true,
      dropout: null,
      evaluateEvery: 'epoch',
      optimizer: {
        id: 'adamw',
        learningRate: 5e-5,
        weightDecay: 0,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
      },
      schedule: { id: 'linear', warmup: 0 },
    });
    expect(job.method).toEqual({
      id: 'lora',
      rank: 8,
      alpha: 8,
      dropout: 0,
      targets: ['query', 'value'],
      useRslora: false,
      loraplusLrRatio: 1,
      bias: 'none',
      rankPattern: [],
      alphaPattern: [],
    });
    expect(job.data.validation).toEqual({ fraction: 0.1, stratify: true });
    expect(job.precision).toBe('f32');
  });

  it('completed once is complete: checking it again changes nothing', () => {
    const job = checkJob(SMALLEST);
    expect(checkJob(JSON.parse(JSON.stringify(job)))).toEqual(job);
  });

  it('names every fault by its path, all at once', () => {
    const message = faultsOf({
      ...SMALLEST,
      method: { id: 'lora', rank: 0, colour: 'red' },
      training: { batchSize: 1.5, optimizer: { id: 'adamx' }, evaluateEvery: 'sometimes' },
      precision: 'q5',
    });
    for (const part of [
      'method.rank',
      'method.colour',
      'training.batchSize',
      'training.optimizer.id',
      'training.evaluateEvery',
      'precision is "q5", expected one of f32, f16, q8, q4',
    ]) {
      expect(message).toContain(part);
    }
  });

  it('refuses unknown keys, other versions and things that are no job', () => {
    expect(faultsOf({ ...SMALLEST, colour: 'red' })).toContain('colour');
    expect(faultsOf({ ...SMALLEST, version: 2 })).toContain('version');
    expect(
      faultsOf({ ...SMALLEST, data: { train: 'a.csv', validation: { fraction: 2 } } }),
    ).toContain('data.validation');
    expect(faultsOf(null)).toContain('the job');
    expect(faultsOf({ ...SMALLEST, task: { id: 'toString' } })).toContain('task.id');
  });

  it('takes any precision the catalog offers, and nothing that only looks like one', () => {
    const offered = describeCatalog().precision;
    const values = offered.kind === 'choice' ? offered.options.map(({ value }) => value) : [];
    expect(values).toEqual(['f32', 'f16', 'q8', 'q4']);
    for (const precision of values)
      expect(checkJob({ ...SMALLEST, precision }).precision).toBe(precision);
    expect(faultsOf({ ...SMALLEST, precision: ['q8'] })).toContain('precision');
    expect(faultsOf({ ...SMALLEST, precision: null })).toContain('precision');
  });

  it('says what stands where something else is expected', () => {
    const { method: _method, ...rest } = SMALLEST;
    const task = { id: 'sequence-classification', labels: ['a', 'b', 'a'] };
    const training = { optimizer: 'adamw', maxSteps: 2.5 };
    expect(faultsOf({ ...rest, version: 2, backend: 'cuda', data: { train: '', test: 1 } })).toBe(
      'the job has faults: version is 2, expected 1; data.train is "", expected a name; ' +
        'data.test is 1, expected a string; method is missing, expected an object; ' +
        'backend is "cuda", expected "auto" or "webgpu" or "wasm" or "tfjs"',
    );
    for (const [validation, said] of [
      [{ fraction: 0 }, 'data.validation.fraction is 0, expected more than 0'],
      [{ share: 0.1, fraction: 0.1 }, 'data.validation.share is not known'],
      [7, 'data.validation is 7, expected a string or an object'],
      [{ fold: 0, folds: 5 }, 'data.validation.fold is 0, expected more than 0'],
      [{ fold: 1, folds: 1 }, 'data.validation.folds is 1, expected more than 1'],
      [{ fold: 1.5, folds: 5 }, 'data.validation.fold is 1.5, expected a whole number'],
      [{ fold: 6, folds: 5 }, 'data.validation.fold is 6, expected one of the 5 folds, from 1'],
      [{ folds: 5 }, 'data.validation.fold is missing, expected a number'],
      [{ fraction: 0.1, fold: 1 }, 'data.validation.fold is not known'],
    ])
      expect(faultsOf({ ...SMALLEST, data: { train: 'a.csv', validation } })).toContain(said);
    const message = faultsOf({ ...SMALLEST, task, training });
    expect(message).toContain('task.labels is ["a","b","a"], expected a list of different strings');
    expect(message).toContain('training.optimizer is "adamw", expected an object such as {"id"');
    expect(message).toContain('training.maxSteps is 2.5, expected a whole number of at least 1');
  });

  it('may validate on one fold of several, which keep the shares of classes unless it says not to', () => {
    const splitOf = (validation: object) =>
      checkJob({ ...SMALLEST, data: { train: 'a.csv', validation } }).data.validation;
    expect(splitOf({ fold: 2, folds: 5 })).toEqual({ fold: 2, folds: 5, stratify: true });
    const random = { fold: 2, folds: 5, stratify: false };
    expect(splitOf(random)).toEqual(random);
  });

  it('keeps null where null means none', () => {
    const job = checkJob({
      ...SMALLEST,
      data: { train: 'a.csv', validation: null },
      training: { evaluateEvery: null, maxSteps: null },
    });
    expect(job.data.validation).toBeNull();
    expect(job.training.evaluateEvery).toBeNull();
  });
});
