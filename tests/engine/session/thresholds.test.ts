import { describe, expect, it } from 'vitest';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../../src/engine/backends/wasm/nodeThread';
import { sigmoid } from '../../../src/engine/evaluation/binaryProbabilities';
import { tallyLabels } from '../../../src/engine/evaluation/oneVsRest';
import { type Tally, thresholdCurve } from '../../../src/engine/evaluation/ranking';
import { checkJob, createSession, openModel, prepareJob } from '../../../src/engine/session';
import type { Run } from '../../../src/engine/session/run';
import type { RunEvent } from '../../../src/engine/training/events';
import { trained } from '../../support/hooks';
import { tinyBertFiles } from '../../support/tinyBert';
import { csv } from '../../support/tunedRun';

const HEADER = 'text,labels\n';
const ROWS = Array.from({ length: 32 }, (_, i) => {
  const labels = [i % 2 ? 'red' : 'blue', ...(i % 5 === 0 ? ['cat'] : [])];
  return `the ${labels.join(' ')} runs ${String.fromCharCode(97 + (i % 26))},${labels.join('|')}`;
}).join('\n');

/** A short run over several labels, and what it said. */
async function train(test: string, task: object = {}) {
  const job = checkJob({
    version: 1,
    model: 'a/tiny',
    data: { train: 'rows.csv', validation: { fraction: 0.5 }, test: 'test.csv' },
    task: { id: 'multi-label', ...task },
    method: { id: 'full' },
    training: { maxSteps: 4, batchSize: 4, optimizer: { id: 'adamw', learningRate: 0.01 } },
  });
  const model = await openModel({ id: 'a/tiny', label: 'Tiny', files: await tinyBertFiles() });
  const datasets = {
    train: await csv(HEADER + ROWS, 'rows.csv'),
    test: await csv(HEADER + test, 'test.csv'),
  };
  const executor = await createWasmExecutor({ threads: 1, startThread: startNodeThread });
  const run = await createSession(await prepareJob({ job, model, datasets }), executor);
  const { events } = await trained(run);
  return { run, events };
}

const thresholdsOf = (run: Run) => run.parts.taskConfig.thresholds as readonly number[];
const summaryOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'finished' ? [event.summary] : []))[0];

describe('thresholds of several labels', () => {
  it('are those of the best F1 on validation when training has ended, and stand in the job', async () => {
    const { run, events } = await train('the red cat runs,red|cat\n');
    const answered = await run.answer(run.parts.data.validation?.examples ?? []);
    const tallies = tallyLabels(sigmoid(answered.logits), answered.targets, 3) as Tally[];
    const best = tallies.map((counted) => Math.max(...thresholdCurve(counted).f1));
    const { per_class: each = {} } = run.parts.task.metrics(answered, run.parts.taskConfig);
    expect(Object.keys(each)).toEqual(['blue', 'cat', 'red']);
    expect(Object.values(each).map(({ f1 }) => f1)).toEqual(best);
    expect(new Set(thresholdsOf(run)).size).toBeGreaterThan(1);
    expect(run.parts.job.task).toMatchObject({ thresholds: thresholdsOf(run) });
    expect(summaryOf(events)?.tuned).toEqual(run.parts.taskConfig);
    expect(summaryOf(events)?.metrics.per_class).toEqual(each);
    run.dispose();
  });

  it('do not hang on the test rows, which are scored with them', async () => {
    const [red, blue] = [await train('the red runs,red\n'), await train('the blue runs,cat\n')];
    expect(thresholdsOf(red.run)).toEqual(thresholdsOf(blue.run));
    for (const { run, events } of [red, blue]) {
      const { task, taskConfig, data } = run.parts;
      const answered = await run.answer(data.test?.examples ?? []);
      const scored = events.find((event) => event.type === 'evaluation' && event.split === 'test');
      expect(scored).toMatchObject({ metrics: task.metrics(answered, taskConfig) });
      run.dispose();
    }
  });

  it('are one for all where a job wants it so', async () => {
    const { run, events } = await train('the red runs,red\n', { tuneThresholds: false });
    expect(thresholdsOf(run)).toEqual([]);
    const row = await run.answer(run.parts.data.test?.examples ?? []);
    const [said] = run.parts.task.decode(row, { ...run.parts.taskConfig, threshold: 0.01 });
    expect(said?.said).toBe('blue, cat, red');
    expect(summaryOf(events)?.metrics.f1_micro).toBeTypeOf('number');
    run.dispose();
  });
});
