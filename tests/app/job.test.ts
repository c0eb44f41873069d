import { describe, expect, it } from 'vitest';
import { isJobFile } from '../../src/app/stores/jobDesk';
import { columnsOf, missingOf, recipeOf, setAside } from '../../src/app/stores/jobRecipe';
import { eventsBlob, jobText } from '../../src/app/stores/jobText';
import { FIRST_STATE, jobOf, type StudioState } from '../../src/app/stores/studioState';
import { checkJob, describe as describeEngine } from '../../src/engine/index';
import type { Catalog, Job } from '../../src/worker/protocol';

const column = (name: string) => ({ name, kind: 'text', distinct: 2, blank: 0, examples: [] });

const STATE = {
  ...FIRST_STATE,
  catalog: { ...describeEngine(), models: [] } as unknown as Catalog,
  dataset: { name: 'animals.csv', columns: [column('text'), column('label')] },
  model: { id: 'tiny-bert' },
  roles: { text: 'text', label: 'label' },
} as unknown as StudioState;

const CHANGED = {
  method: { id: 'lora', rank: 4 },
  training: {
    epochs: 9,
    batchSize: 5,
    seed: 7,
    evaluateEvery: 3,
    headRate: 2,
    optimizer: { id: 'sgd', learningRate: 0.02, momentum: 0.5 },
    schedule: { id: 'cosine', warmup: 0.2 },
  },
  precision: 'q8',
};

function changed(change: object = {}): Job {
  const base = JSON.parse(JSON.stringify(jobOf(STATE))) as Job;
  const data = { ...base.data, validation: { fraction: 0.25, stratify: false } };
  return checkJob({ ...base, data, ...CHANGED, ...change });
}

describe('a job opened into the recipe', () => {
  it('makes the same job again', () => {
    const job = changed();
    const state = { ...STATE, ...recipeOf(job, STATE) };
    expect(checkJob(jobOf({ ...state, ...columnsOf(job, state) }))).toEqual(job);
  });

  it('keeps the fold of a cross-validation', () => {
    const data = { ...changed().data, validation: { fold: 2, folds: 5, stratify: false } };
    const job = changed({ data });
    const state = { ...STATE, ...recipeOf(job, STATE) };
    expect(checkJob(jobOf({ ...state, ...columnsOf(job, state) }))).toEqual(job);
  });

  it('is the same text when it is written again', () => {
    expect(checkJob(JSON.parse(jobText(changed())))).toEqual(changed());
  });

  it('lets the learning rate follow the method where it is the method’s own', () => {
    const own = describeEngine().methods.find(({ id }) => id === 'lora') as unknown as {
      learningRate: number;
    };
    const optimizer = { id: 'adamw', learningRate: own.learningRate };
    const job = changed({ training: { optimizer } });
    expect(recipeOf(job, STATE).learningRate).toBeNull();
    expect(recipeOf(changed(), STATE).learningRate).toBe(0.02);
  });

  it('takes the order of classes only with its own data', () => {
    const job = changed({ task: { id: 'sequence-classification', labels: ['dog', 'cat'] } });
    expect(recipeOf(job, STATE).taskConfig).not.toHaveProperty('labels');
    expect(columnsOf(job, STATE).taskConfig).toMatchObject({ labels: ['dog', 'cat'] });
  });
});

describe('what a job lacks here', () => {
  it('is nothing where data and model have its names, wherever they lay', () => {
    const job = { ...changed(), model: 'models/tiny-bert' };
    const data = { ...job.data, train: 'data/animals.csv' };
    expect(missingOf({ ...job, data }, STATE, false)).toEqual({
      data: null,
      model: null,
      columns: [],
    });
  });

  it('is named: the file, the model, the columns of what stands in', () => {
    const data = {
      ...changed().data,
      train: 'other.csv',
      columns: { text: 'body', label: 'label' },
    };
    const job = { ...changed(), model: 'big', data };
    expect(missingOf(job, STATE, false)).toEqual({ data: 'other.csv', model: 'big', columns: [] });
    expect(missingOf(job, STATE, true)).toEqual({ data: null, model: 'big', columns: ['body'] });
    expect(columnsOf(job, STATE).roles).toEqual({ label: 'label' });
  });

  it('says what it has no place for', () => {
    const data = { ...changed().data, validation: 'dev.csv', test: 'test.csv' };
    expect(setAside({ ...changed(), data, adapter: 'old' })).toEqual([
      { path: 'adapter', value: 'old' },
      { path: 'data.test', value: 'test.csv' },
      { path: 'data.validation', value: 'dev.csv' },
    ]);
    expect(setAside(changed())).toEqual([]);
  });
});

describe('a dropped file', () => {
  const file = (name: string, text: string) => new File([text], name);

  it('is a job by its keys, whatever its name', async () => {
    expect(await isJobFile(file('mine.json', jobText(changed())))).toBe(true);
    expect(await isJobFile(file('mine.csv', jobText(changed())))).toBe(false);
    expect(await isJobFile(file('rows.json', '[{"text":"a","label":"b"}]'))).toBe(false);
    expect(await isJobFile(file('rows.json', '{"data":[{"text":"a"}]}'))).toBe(false);
  });

  it('is a job by its name where it cannot be read', async () => {
    expect(await isJobFile(file('job.json', '{"version": 1,'))).toBe(true);
    expect(await isJobFile(file('rows.json', '{"version": 1,'))).toBe(false);
  });
});

describe('events', () => {
  it('are one JSON value a line', async () => {
    const event = { type: 'checkpoint', runId: 'r', step: 1, time: 2, bytes: 3 } as const;
    const lines = (await eventsBlob([event, event]).text()).split('\n');
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[1] ?? '')).toEqual(event);
  });
});
