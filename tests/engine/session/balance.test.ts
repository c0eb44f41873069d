import { describe, expect, it } from 'vitest';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../../src/engine/backends/wasm/nodeThread';
import type { ByteSource } from '../../../src/engine/core/bytes';
import { checkJob, createSession, openModel, prepareJob } from '../../../src/engine/session';
import { planRun } from '../../../src/engine/session/plan';
import type { Run } from '../../../src/engine/session/run';
import type { StepEvent } from '../../../src/engine/training/events';
import { atStep, trained } from '../../support/hooks';
import { tinyBertFiles } from '../../support/tinyBert';
import { csv } from '../../support/tunedRun';

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

async function wasmRun(task: object, training: object): Promise<Run> {
  const executor = await createWasmExecutor({ threads: 1, startThread: startNodeThread });
  return createSession(await prepare(task, training), executor);
}

/** How the rows set apart are sorted after a short training. */
async function scores(task: object, training: object = {}) {
  const run = await wasmRun(task, training);
  await trained(run);
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
      remedy: expect.stringContaining('rare, usual'),
    });
    await expect(prepare({ classWeights: 'own', weights: [1, -2] })).rejects.toMatchObject({
      code: 'task/weight-value',
      values: { name: 'usual', weight: '-2' },
    });
  });
});

/** Steps and weights of a run that takes rows again, from a checkpoint or up to a step. */
async function stepsOf(at: { readonly from?: ByteSource; readonly to?: number } = {}) {
  const run = await wasmRun({}, { oversample: true, epochs: 3, dropout: null });
  const { events, checkpoint } = await trained(run, {
    from: at.from ?? null,
    until: atStep(at.to),
  });
  const weights = await run.read('classifier.weight');
  run.dispose();
  const steps = events.filter((event): event is StepEvent => event.type === 'step');
  return { events, steps, weights, checkpoint: checkpoint as ByteSource };
}

describe('rows of a rare class that are taken again', () => {
  it('let the class be found', async () => {
    expect((await scores({}, { oversample: true })).rare?.recall).toBe(1);
  });

  it('make an epoch longer, as the plan says', async () => {
    // 21 rows of each of 2 classes in batches of 8.
    const plan = planRun((await prepare({}, { oversample: true, epochs: 3 })).parts);
    expect(plan.steps).toBe(3 * Math.ceil(42 / 8));
    const { events, steps } = await stepsOf();
    expect(events[0]).toMatchObject({ type: 'started', steps: plan.steps });
    expect(steps).toHaveLength(plan.steps);
    expect(steps.slice(0, 6).map(({ samples }) => samples)).toEqual([8, 8, 8, 8, 8, 2]);
    expect(steps[5]?.epoch).toBe(1);
    const tokens = steps.slice(0, 6).reduce((sum, step) => sum + step.tokens, 0);
    expect(Math.abs(tokens / 6 - plan.tokensPerStep)).toBeLessThan(2);
  });

  it('are the same in a run that was interrupted, bit for bit', async () => {
    const whole = await stepsOf();
    const first = await stepsOf({ to: 8 });
    expect(first.steps.length).toBeLessThan(whole.steps.length);
    const rest = await stepsOf({ from: first.checkpoint });
    expect([...first.steps, ...rest.steps].map(({ loss }) => loss)).toEqual(
      whole.steps.map(({ loss }) => loss),
    );
    expect(rest.weights).toEqual(whole.weights);
  });

  it('need a class for each row', async () => {
    const listed = prepare({ id: 'multi-label' }, { oversample: true });
    await expect(listed).rejects.toMatchObject({
      code: 'job/oversample',
      values: { task: 'multi-label' },
      remedy: expect.stringContaining('training.oversample'),
    });
  });
});
