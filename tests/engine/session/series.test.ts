import { describe, expect, it } from 'vitest';
import {
  checkJob,
  compareSeries,
  describe as describeCatalog,
  type Job,
  planSeries,
  type SeriesResult,
  seriesCsv,
} from '../../../src/engine/index';
import { standingsOf } from '../../../src/engine/session/standings';

const JOB = checkJob({
  version: 1,
  model: 'm',
  adapter: 'mine',
  data: { train: 'rows.csv', validation: { fraction: 0.2, stratify: false } },
  task: { id: 'sequence-classification' },
  method: { id: 'lora', rank: 3 },
  training: { optimizer: { id: 'adamw', learningRate: 0.5 }, headRate: 7, seed: 9 },
});
const ALONE = { methods: [], seeds: [], folds: null };

describe('the runs of a series', () => {
  it('are the job itself where nothing is asked for', () => {
    expect(planSeries(JOB, ALONE)).toEqual([{ name: 'lora-seed9', job: JOB }]);
  });

  it('are every method by every seed by every fold, and differ in nothing else', () => {
    const methods = [{ id: 'lora' }, { id: 'bitfit' }];
    const runs = planSeries(JOB, { methods, seeds: [1, 2], folds: 2 });
    expect(runs.map(({ name }) => name)).toEqual([
      'lora-seed1-fold1of2',
      'lora-seed1-fold2of2',
      'lora-seed2-fold1of2',
      'lora-seed2-fold2of2',
      'bitfit-seed1-fold1of2',
      'bitfit-seed1-fold2of2',
      'bitfit-seed2-fold1of2',
      'bitfit-seed2-fold2of2',
    ]);
    const last = runs[7]?.job as Job;
    expect(last.data.validation).toEqual({ fold: 2, folds: 2, stratify: false });
    expect(last.training.seed).toBe(2);
    expect({ ...last.training, seed: 9, optimizer: null, headRate: 7 }).toEqual({
      ...JOB.training,
      optimizer: null,
    });
    expect(last.task).toEqual(JOB.task);
  });

  it('keep the settings and the rate of the job’s own method, and take others at theirs, from the base', () => {
    const [own, other] = planSeries(JOB, { ...ALONE, methods: [{ id: 'lora' }, { id: 'bitfit' }] });
    expect(own?.job).toEqual(JOB);
    const bitfit = describeCatalog().methods.find(({ id }) => id === 'bitfit');
    expect(other?.job.training.optimizer.learningRate).toBe(bitfit?.learningRate);
    expect(other?.job.training.headRate).toBe(bitfit?.headRate);
    expect(other?.job).not.toHaveProperty('adapter');
  });

  it('are jobs that can be read again, and name what is wrong with them', () => {
    const [run] = planSeries(JOB, { ...ALONE, folds: 5 });
    expect(checkJob(JSON.parse(JSON.stringify(run?.job)))).toEqual(run?.job);
    expect(() => planSeries(JOB, { ...ALONE, methods: [{ id: 'magic' }] })).toThrow(
      'method.id is "magic", expected one of full',
    );
    expect(() => planSeries(JOB, { ...ALONE, folds: 1 })).toThrow('folds is 1');
  });
});

/** Results of a task's series: scores by method, null where a run has failed. */
function resultsOf(scores: Readonly<Record<string, readonly (number | null)[]>>, metric: string) {
  const task = { accuracy: 'sequence-classification', r2: 'regression' }[metric] ?? metric;
  return Object.entries(scores).flatMap(([id, values]) =>
    values.map(
      (value, i): SeriesResult => ({
        name: `${id}-seed${i}`,
        job: { ...JOB, task: { id: task }, method: { id }, training: { ...JOB.training, seed: i } },
        state: value === null ? 'failed' : 'done',
        metrics: value === null ? {} : { [metric]: value },
        trainable: id === 'lora' ? 10 : 1000,
        fileBytes: 40,
        peakBytes: 100 + i,
        seconds: 3,
        error: value === null ? 'the loss is no number' : '',
      }),
    ),
  );
}

describe('how the methods of a series compare', () => {
  it('is told by the metric of the task, with mean and sample deviation', () => {
    const { metric, methods, best } = compareSeries(
      resultsOf({ full: [0.5, 0.7], lora: [0.4, 0.6] }, 'r2'),
    );
    expect(metric).toBe('r2');
    expect(best).toBe('full');
    expect(methods[0]?.metrics.r2?.mean).toBeCloseTo(0.6, 12);
    expect(methods[0]?.metrics.r2?.deviation).toBeCloseTo(Math.sqrt(0.02), 12);
    expect(methods[1]).toMatchObject({ method: 'lora', done: 2, runs: 2, peakBytes: 101 });
    expect(methods[1]?.metrics).not.toHaveProperty('mae');
  });

  it('prefers what trains fewer parameters among equals, and names none without a score', () => {
    expect(compareSeries(resultsOf({ full: [0.9], lora: [0.9] }, 'accuracy')).best).toBe('lora');
    expect(compareSeries(resultsOf({ full: [null] }, 'accuracy')).best).toBeNull();
    expect(compareSeries([])).toMatchObject({ methods: [], best: null });
  });

  it('lets no method win by the runs that it did not finish', () => {
    const results = resultsOf({ full: [0.8, 0.8, 0.8], lora: [0.99, null, null] }, 'accuracy');
    expect(compareSeries(results).best).toBe('full');
  });

  it('takes the lowest of an error', () => {
    const results = resultsOf({ full: [3, 5], lora: [5, 5] }, 'mae');
    expect(standingsOf(results, ['mae']).best).toBe('full');
  });

  it('never calls a run best that was stopped part-way', () => {
    const results = resultsOf({ full: [0.9], lora: [0.8] }, 'accuracy').map((result) =>
      result.name === 'full-seed0' ? { ...result, state: 'stopped' as const } : result,
    );
    expect(compareSeries(results).best).toBe('lora');
  });

  it('counts no score that is not defined', () => {
    const { methods } = compareSeries(resultsOf({ full: [0.5, Number.NaN] }, 'r2'));
    expect(methods[0]?.metrics.r2).toEqual({ mean: 0.5, deviation: null, count: 1 });
  });
});

describe('the table of a series', () => {
  it('has a row a run, says which was best, and is no formula to any sheet', () => {
    const results = resultsOf({ full: [0.5], lora: [0.75], '=bad': [null] }, 'accuracy');
    const [head, full, lora, bad, ...more] = seriesCsv(results).split('\r\n');
    expect(head).toMatch(/^row,name,method,seed,fold,folds,state,best,accuracy,f1_macro,/);
    expect(head).toMatch(
      /,trainable_parameters,file_bytes,peak_bytes,seconds,learning_rate,error$/,
    );
    expect(full).toBe('run,full-seed0,full,0,,,done,,0.5,,,,,,1000,40,100,3,0.5,');
    expect(lora).toBe('run,lora-seed0,lora,0,,,done,yes,0.75,,,,,,10,40,100,3,0.5,');
    expect(bad).toMatch(/^run,"?'=bad-seed0"?,"?'=bad"?,0,,,failed,,.*,the loss is no number$/);
    expect(more).toEqual([]);
  });

  it('ends with mean and deviation of what ran several times', () => {
    const lines = seriesCsv(resultsOf({ full: [0.25, 0.75], lora: [0.5] }, 'accuracy'));
    const [, , second, , mean, deviation] = lines.split('\r\n');
    expect(second).toMatch(/^run,full-seed1,full,1,,,done,,0\.75,/);
    expect(mean).toMatch(/^mean,,full,,,,2 of 2 done,yes,0\.5,.*,1000,40,101,3,,$/);
    expect(deviation).toBe(`deviation,,full,,,,2 of 2 done,,${Math.sqrt(0.125)},,,,,,,,,0,,`);
  });
});
