import { describe, expect, it } from 'vitest';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../../src/engine/backends/wasm/nodeThread';
import { checkJob, createSession, openModel, prepareJob } from '../../../src/engine/session';
import { tinyBertFiles } from '../../support/tinyBert';
import { csv, trainToEnd } from '../../support/tunedRun';

/** 40 rows, every eighth of the rare class: its animal tells, as each class's does. */
const ROWS = Array.from({ length: 40 }, (_, i) => {
  const rare = i % 8 === 0;
  const letter = String.fromCharCode(97 + (i % 26));
  const verb = ['runs', 'sleeps', 'eats'][i % 3];
  return `the ${rare ? 'cat' : 'dog'} ${verb} ${letter} ${i},${rare ? 'rare' : 'usual'}`;
});
const TEXT = `text,label\n${ROWS.join('\n')}\n`;

async function prepare(task: object, training: object = {}) {
  const job = checkJob({
    version: 1,
    model: 'a/tiny',
    data: { train: 'rows.csv', validation: { fraction: 0.4 } },
    task: { id: 'sequence-classification', ...task },
    method: { id: 'full' },
    training: {
      epochs: 8,
      batchSize: 8,
      dropout: 0,
      evaluateEvery: null,
      optimizer: { id: 'adamw', learningRate: 1e-3 },
      schedule: { id: 'constant', warmup: 0 },
      ...training,
    },
  });
  const model = await openModel({ id: 'a/tiny', label: 'Tiny', files: await tinyBertFiles() });
  return prepareJob({ job, model, datasets: { train: await csv(TEXT, 'rows.csv') } });
}

/** How the rows set apart are sorted after a short training. */
async function scores(task: object, training: object = {}) {
  const executor = await createWasmExecutor({ threads: 1, startThread: startNodeThread });
  const run = await createSession(await prepare(task, training), executor);
  await trainToEnd(run);
  const answered = await run.answer(run.parts.data.validation?.examples ?? []);
  const metrics = run.parts.task.metrics(answered, run.parts.taskConfig);
  run.dispose();
  const perClass = metrics.per_class as Record<string, { recall: number; support: number }>;
  return { macro: Number(metrics.f1_macro), rare: perClass.rare };
}

describe('a rare class', () => {
  it('is missed while all rows count alike, and found with balanced weights', async () => {
    const alike = await scores({});
    const balanced = await scores({ classWeights: 'balanced' });
    expect(alike.rare).toMatchObject({ support: 2, recall: 0 });
    expect(balanced.rare?.recall).toBe(1);
    expect(balanced.macro).toBeGreaterThan(alike.macro + 0.2);
  });

  it('has its weight in the completed job, by the rows that train', async () => {
    const { parts } = await prepare({ classWeights: 'balanced' });
    // 24 of 40 rows train: 3 of the rare class, 21 of the other.
    expect(parts.job.task).toMatchObject({
      labels: ['rare', 'usual'],
      weights: [24 / (2 * 3), 24 / (2 * 21)],
    });
    expect((await prepare({})).parts.job.task).toMatchObject({ classWeights: 'none', weights: [] });
  });

  it('is not weighed by numbers that do not fit the classes', async () => {
    await expect(prepare({ classWeights: 'own', weights: [1, 2, 3] })).rejects.toMatchObject({
      code: 'task/weight-count',
      message: 'task.weights has 3 numbers for 2 classes',
    });
    await expect(prepare({ classWeights: 'own', weights: [1, -2] })).rejects.toMatchObject({
      code: 'task/weight-value',
      values: { name: 'usual', weight: '-2' },
    });
  });
});
