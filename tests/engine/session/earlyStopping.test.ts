import { describe, expect, it } from 'vitest';
import { createWasmExecutor } from '../../../src/engine/backends/wasm/executor';
import { startNodeThread } from '../../../src/engine/backends/wasm/nodeThread';
import type { ByteSource } from '../../../src/engine/core/bytes';
import { checkJob, createSession, openModel, prepareJob } from '../../../src/engine/session';
import type { EvaluationEvent, RunEvent } from '../../../src/engine/training/events';
import { trained } from '../../support/hooks';
import { tinyBertFiles, tinyCsv } from '../../support/tinyBert';
import { csv } from '../../support/tunedRun';

/** A run whose rate is so high that it gets worse again, evaluated every other step. */
async function open(settings: object) {
  const job = checkJob({
    version: 1,
    model: 'a/tiny',
    data: { train: 'tiny.csv', validation: { fraction: 0.25 } },
    task: { id: 'sequence-classification' },
    method: { id: 'full' },
    training: {
      epochs: 10,
      evaluateEvery: 2,
      optimizer: { id: 'adamw', learningRate: 0.05 },
      schedule: { id: 'constant' },
      ...settings,
    },
  });
  const model = await openModel({ id: 'a/tiny', label: 'Tiny', files: await tinyBertFiles() });
  const datasets = { train: await csv(tinyCsv(), 'tiny.csv') };
  const executor = await createWasmExecutor({ threads: 1, startThread: startNodeThread });
  return createSession(await prepareJob({ job, model, datasets }), executor);
}

type Run = Awaited<ReturnType<typeof open>>;

async function train(run: Run, { from = null as ByteSource | null, interruptAt = -1 } = {}) {
  const { events, checkpoint: kept } = await trained(run, {
    from,
    until: (event) => event.type === 'evaluation' && event.step >= interruptAt && interruptAt > 0,
  });
  return { events, kept };
}

function evaluations(events: readonly RunEvent[]): EvaluationEvent[] {
  return events.filter((event) => event.type === 'evaluation');
}

const finished = (events: readonly RunEvent[]) =>
  events.find((event) => event.type === 'finished') as Extract<RunEvent, { type: 'finished' }>;

describe('a run that stops early', () => {
  it('ends when patience does, completed, with the best weights in place', async () => {
    const run = await open({ patience: 2 });
    const { events } = await train(run);
    const all = evaluations(events);
    const best = all.reduce((a, b) => (b.loss < a.loss ? b : a));
    const { status, summary } = finished(events);
    expect(status).toBe('completed');
    expect(summary.steps).toBeLessThan(60);
    expect(all.indexOf(best)).toBe(all.length - 3);
    expect(summary.validationLoss).toBe(best.loss);
    const split = run.parts.data.validation;
    if (!split) throw new Error('no validation');
    const { tuned } = await run.compare(split, async () => {});
    expect(tuned.loss).toBe(best.loss);
    run.dispose();
  });

  it('takes the metric that it is told, and keeps the best where it does not stop', async () => {
    const run = await open({ patience: 50, stopMetric: 'accuracy', maxSteps: 24 });
    const { events } = await train(run);
    const best = Math.max(...evaluations(events).map(({ metrics }) => Number(metrics.accuracy)));
    expect(finished(events).summary.metrics.accuracy).toBe(best);
    run.dispose();
  });

  it('goes on after an interruption as if there had been none', async () => {
    const whole = await open({ patience: 3 });
    const straight = await train(whole);
    whole.dispose();
    const first = await open({ patience: 3 });
    const begun = await train(first, { interruptAt: 6 });
    first.dispose();
    const second = await open({ patience: 3 });
    const rest = await train(second, { from: begun.kept });
    second.dispose();
    const both = [...evaluations(begun.events), ...evaluations(rest.events)];
    expect(both.map(({ step, loss }) => [step, loss])).toEqual(
      evaluations(straight.events).map(({ step, loss }) => [step, loss]),
    );
    expect(finished(rest.events).summary.validationLoss).toBe(
      finished(straight.events).summary.validationLoss,
    );
  });
});
