import { describe, expect, it } from 'vitest';
import { type ByteSource, memorySource } from '../../../src/engine/core/bytes';
import {
  checkJob,
  createSession,
  openDataset,
  openModel,
  prepareJob,
} from '../../../src/engine/session';
import { exportKinds } from '../../../src/engine/session/exports';
import { planRun } from '../../../src/engine/session/plan';
import { createRunControl } from '../../../src/engine/training/control';
import type { RunEvent, StepEvent } from '../../../src/engine/training/events';
import { METHODS } from '../../../src/engine/tuning/registry';
import { tinyBertFiles, tinyCsv } from '../../support/tinyBert';
import { cpuExecutor } from '../ops/tfjsCpu';

async function prepare(change: object = {}, training: object = {}, rows = 48) {
  const job = checkJob({
    version: 1,
    model: 'tiny',
    data: { train: 'tiny.csv', validation: { fraction: 0.25 } },
    task: { id: 'sequence-classification' },
    method: { id: 'full' },
    training: {
      epochs: 2,
      batchSize: 6,
      optimizer: { id: 'adamw', learningRate: 3e-3 },
      evaluateEvery: null,
      ...training,
    },
    ...change,
  });
  const model = await openModel({ id: 'tiny', label: 'Tiny', files: await tinyBertFiles() });
  const source = memorySource(new TextEncoder().encode(tinyCsv(rows)), 'tiny.csv');
  return prepareJob({ job, model, datasets: { train: await openDataset(source) } });
}

async function train(
  change: object = {},
  training: object = {},
  options: {
    stopAt?: number;
    checkpoint?: ByteSource;
    rows?: number;
    keep?: (bytes: Uint8Array) => void;
  } = {},
) {
  const run = await createSession(
    await prepare(change, training, options.rows),
    await cpuExecutor(),
  );
  const control = createRunControl();
  const events: RunEvent[] = [];
  const hooks = {
    runId: 'run',
    control,
    reason: 'test',
    now: () => 0,
    breathe: async () => {},
    keepCheckpoint: async (file: { bytes: Uint8Array }) => options.keep?.(file.bytes),
    onPrepare: () => {},
  };
  for await (const event of run.train(hooks, options.checkpoint ?? null, 'job')) {
    events.push(event);
    if (event.type === 'step' && event.step === options.stopAt) control.ask('interrupt');
  }
  return {
    run,
    events,
    steps: events.filter((event): event is StepEvent => event.type === 'step'),
  };
}

describe('a run', () => {
  it('learns: the loss falls well below guessing', { timeout: 60_000 }, async () => {
    const training = {
      epochs: 70,
      batchSize: 12,
      dropout: 0,
      optimizer: { id: 'sgd', learningRate: 0.1 },
    };
    const { steps, run } = await train(
      { data: { train: 'tiny.csv', validation: null } },
      training,
      { rows: 12 },
    );
    expect(steps[0]?.loss).toBeGreaterThan(1);
    expect(steps.at(-1)?.loss).toBeLessThan(0.5);
    run.dispose();
  });

  it('says what the job file promises', async () => {
    const { events, run } = await train({}, { evaluateEvery: 'epoch' });
    expect(events[0]).toMatchObject({
      type: 'started',
      backend: 'tfjs',
      steps: 12,
      resumedFrom: 0,
    });
    expect(events.filter(({ type }) => type === 'evaluation').map(({ step }) => step)).toEqual([
      6, 12,
    ]);
    // What it says of the watched rows before it has learned anything comes first.
    expect(events.filter(({ type }) => type === 'watch').map(({ step }) => step)).toEqual([
      0, 6, 12,
    ]);
    const last = events.at(-1);
    expect(last).toMatchObject({ type: 'finished', status: 'completed', summary: { steps: 12 } });
    run.dispose();
  });

  it('gives the same losses twice, bit for bit, dropout included', async () => {
    const [a, b] = [await train(), await train()];
    expect(a.steps.map(({ loss }) => loss)).toEqual(b.steps.map(({ loss }) => loss));
  });

  it('resumed equals uninterrupted, bit for bit', async () => {
    const whole = await train();
    let kept = new Uint8Array(0);
    const first = await train(
      {},
      {},
      {
        stopAt: 5,
        keep: (bytes) => {
          kept = bytes.slice();
        },
      },
    );
    // Steps that were on their way when it was asked to stop are done.
    const stoppedAt = first.events.at(-1)?.step ?? 0;
    expect(first.events.at(-1)).toMatchObject({ type: 'finished', status: 'paused' });
    expect(stoppedAt).toBeGreaterThanOrEqual(5);
    expect(stoppedAt).toBeLessThan(12);
    const rest = await train({}, {}, { checkpoint: memorySource(kept, 'checkpoint') });
    expect(rest.steps[0]?.step).toBe(stoppedAt + 1);
    expect([...first.steps, ...rest.steps].map(({ loss }) => loss)).toEqual(
      whole.steps.map(({ loss }) => loss),
    );
    expect(await rest.run.read('classifier.weight')).toEqual(
      await whole.run.read('classifier.weight'),
    );
  });

  // Adam turns rounding in gradients that should be zero into steps; SGD does not.
  const PLAIN = {
    dropout: 0,
    shuffle: false,
    maxSteps: 2,
    optimizer: { id: 'sgd', learningRate: 0.1 },
  };

  it('does not depend on how a batch is split into parts or accumulated', async () => {
    const losses = async (training: object) =>
      (await train({}, { ...PLAIN, ...training })).steps.map(({ loss }) => loss);
    const whole = await losses({ batchSize: 12 });
    const accumulated = await losses({ batchSize: 6, gradientAccumulation: 2 });
    accumulated.forEach((loss, i) => {
      expect(loss).toBeCloseTo(whole[i] as number, 5);
    });
  });

  it('stops on a loss that is not a number and keeps the weights before it', async () => {
    const { events, run } = await train(
      {},
      { optimizer: { id: 'sgd', learningRate: 1e30 }, maxGradNorm: 0 },
    );
    const failed = events.at(-1);
    expect(failed).toMatchObject({ type: 'failed', error: { code: 'training/not-finite' } });
    run.dispose();
  });
});

const isLit = (state: string): boolean => state !== 'frozen';

describe('every method', () => {
  for (const id of Object.keys(METHODS)) {
    it(`${id} trains what its plan says, leaves the rest alone, and exports`, async () => {
      const prepared = await prepare({ method: { id } });
      const plan = planRun(prepared.parts);
      const { run, steps } = await train({ method: { id } });
      const before = prepared.parts.model;
      const moved: string[] = [];
      for (const spec of before.model.shape.parameters) {
        const [old, now] = [await before.read(spec.name), await run.read(spec.name)];
        if (old.some((value, i) => value !== now[i])) moved.push(spec.name);
      }
      const trained = new Set(run.network.trainable.map(({ name }) => name));
      expect(moved.filter((name) => !trained.has(name))).toEqual([]);
      expect(plan.trainable).toBe(
        run.network.trainable.reduce((n, { shape }) => n + shape.reduce((a, b) => a * b, 1), 0),
      );
      const { picture } = plan;
      expect(picture.head).toBe('trained');
      const places = Object.values(picture.parameters);
      expect(places.reduce((sum, count) => sum + count, 0)).toBe(plan.trainable);
      expect(picture.virtualTokens > 0).toBe(run.network.virtual.count > 0);
      const lit = picture.layers.flatMap((layer) => Object.values(layer)).some(isLit);
      expect(lit).toBe(run.network.trainable.some(({ layer }) => layer !== null));
      expect(steps).toHaveLength(plan.steps);
      for (const kind of exportKinds(run)) {
        if (kind.unavailable) continue;
        const files = await kind.files();
        expect(files.map(({ path }) => path)).toContain('README.md');
      }
      run.dispose();
    });
  }

  it('head-only with its cache equals head-only without', async () => {
    const losses = async (cacheFeatures: boolean) =>
      (await train({ method: { id: 'head-only', cacheFeatures } }, { dropout: 0 })).steps.map(
        ({ loss }) => loss,
      );
    const [cached, plain] = [await losses(true), await losses(false)];
    cached.forEach((loss, i) => {
      expect(loss).toBeCloseTo(plain[i] as number, 5);
    });
  });

  it('freeze with its cache equals freeze without', async () => {
    const losses = async (cacheFeatures: boolean) =>
      (
        await train({ method: { id: 'freeze', layers: 1, cacheFeatures } }, { dropout: 0 })
      ).steps.map(({ loss }) => loss);
    const [cached, plain] = [await losses(true), await losses(false)];
    cached.forEach((loss, i) => {
      expect(loss).toBeCloseTo(plain[i] as number, 5);
    });
  });
});
