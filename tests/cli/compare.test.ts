import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlayground, errorOf, lossesOf, type Outcome, type Playground } from './runner';

let here: Playground;
beforeAll(async () => {
  here = await createPlayground();
});
afterAll(() => here.remove());

/** The events of a run that stdout told of several. */
const eventsIn = (run: string): Promise<string> => readFile(here.path(run, 'events.jsonl'), 'utf8');

async function tableOf(folder: string): Promise<Record<string, string>[]> {
  const [head = '', ...rows] = (await readFile(here.path(folder, 'results.csv'), 'utf8')).split(
    '\r\n',
  );
  const names = head.split(',');
  return rows.map((row) =>
    Object.fromEntries(row.split(',').map((cell, i) => [names[i] ?? '', cell])),
  );
}

describe('a series by seeds and folds', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    await here.job('job.json', {}, { maxSteps: 4, evaluateEvery: 4 });
    outcome = await here.graft(
      ['compare', 'job.json', '--out', 'cv', '--seeds', '1,2', '--folds', '2'],
      // Interrupted in the second run, once.
      (text, child) => {
        if (text.split('"type":"step"').length === 7) child.kill('SIGINT');
      },
    );
  });

  it('ends with 130 where it is interrupted, and resumed trains what is left', async () => {
    expect(outcome.code).toBe(130);
    expect((await tableOf('cv')).map(({ state }) => state).slice(0, 4)).toEqual([
      'done',
      'waiting',
      'waiting',
      'waiting',
    ]);
    const options = ['--out', 'cv', '--seeds', '1,2', '--folds', '2'];
    const again = await here.graft(['compare', 'job.json', ...options]);
    expect(again.code).toBe(1);
    expect(errorOf(again).code).toBe('run/exists');
    const rest = await here.graft(['compare', 'job.json', ...options, '--resume']);
    expect(rest.code).toBe(0);
    expect(rest.err).toContain('the run in cv/lora-seed1-fold1of2 is complete');
    const told = rest.out.trim().split('\n');
    expect(JSON.parse(told.at(-1) ?? '')).toMatchObject({
      type: 'compared',
      metric: 'accuracy',
      methods: [{ method: 'lora', done: 4, runs: 4 }],
    });
  });

  it('leaves a folder a run, and a table with mean and sample deviation', async () => {
    expect((await readdir(here.path('cv'))).sort()).toEqual([
      'lora-seed1-fold1of2',
      'lora-seed1-fold2of2',
      'lora-seed2-fold1of2',
      'lora-seed2-fold2of2',
      'results.csv',
      'results.json',
    ]);
    const rows = await tableOf('cv');
    expect(rows.map(({ row }) => row)).toEqual(['run', 'run', 'run', 'run', 'mean', 'deviation']);
    const scores = rows.slice(0, 4).map(({ accuracy }) => Number(accuracy));
    const mean = scores.reduce((sum, score) => sum + score, 0) / 4;
    const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
    expect(Number(rows[4]?.accuracy)).toBeCloseTo(mean, 12);
    expect(Number(rows[5]?.accuracy)).toBeCloseTo(Math.sqrt(squares / 3), 12);
  });

  it('has runs that their own jobs make again, bit for bit', async () => {
    const again = await here.graft(['train', 'cv/lora-seed2-fold2of2/job.json', '--out', 'again']);
    expect(again.code).toBe(0);
    expect(lossesOf(again.out)).toEqual(lossesOf(await eventsIn('cv/lora-seed2-fold2of2')));
    const job = JSON.parse(await readFile(here.path('again/job.json'), 'utf8'));
    expect(job.data.validation).toEqual({ fold: 2, folds: 2, stratify: true });
  });
});

describe('a series of methods', () => {
  it('goes on where one fails, and says so in its table and with 1', async () => {
    const training = {
      maxSteps: 2,
      maxGradNorm: 0,
      optimizer: { id: 'sgd', learningRate: 1e18 },
    };
    await here.job('nan.json', { method: { id: 'full' } }, training);
    const outcome = await here.graft([
      ...['compare', 'nan.json', '--out', 'methods', '--methods', 'full,bitfit'],
    ]);
    expect(outcome.code).toBe(1);
    const rows = await tableOf('methods');
    expect(rows.map(({ name, state, best }) => [name, state, best])).toEqual([
      ['full-seed42', 'failed', ''],
      ['bitfit-seed42', 'done', 'yes'],
    ]);
    expect(rows[0]?.error).not.toBe('');
  });
});
