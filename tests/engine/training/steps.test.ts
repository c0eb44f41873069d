import { expect, it } from 'vitest';
import { NO_TARGET } from '../../../src/engine/core/target';
import type { TrainingSettings } from '../../../src/engine/job';
import type { Example } from '../../../src/engine/tasks/task';
import { createClock } from '../../../src/engine/training/clock';
import type { RunEvent } from '../../../src/engine/training/events';
import { planSteps } from '../../../src/engine/training/order';
import { SCHEDULES } from '../../../src/engine/training/registry';
import { createSteps } from '../../../src/engine/training/steps';
import type { StepResult } from '../../../src/engine/training/trainer';

const train = Array.from({ length: 8 }, (_, row): Example => {
  return { ids: new Int32Array(row + 1), typeIds: new Int32Array(row + 1), target: NO_TARGET, row };
});
const settings = {
  epochs: 2,
  maxSteps: null,
  batchSize: 2,
  gradientAccumulation: 1,
  logEvery: 1,
  seed: 1,
  shuffle: false,
  optimizer: { id: 'adamw', learningRate: 1 },
} as unknown as TrainingSettings;

/** A device whose answers come when the test says so. */
function slowDevice() {
  let time = 0;
  const answers: ((result: StepResult) => void)[] = [];
  const options = {
    runId: 'r',
    trainer: {
      submit: async () => ({
        found: new Promise<StepResult>((resolve) => {
          answers.push(resolve);
        }),
      }),
    },
    train,
    classes: null,
    settings,
    schedule: SCHEDULES.constant,
    scheduleConfig: { warmup: 0 },
    bytes: () => 7,
  };
  const plan = planSteps(train.length, settings);
  const steps = createSteps(
    options,
    plan,
    createClock(() => time),
    0,
  );
  const answer = async (loss: number, applied = true): Promise<void> => {
    time += 10;
    answers.shift()?.({ loss, gradNorm: 1, applied });
    // Promises that wait for the answer come first.
    await new Promise(setImmediate);
  };
  return { steps, answer };
}

async function collected(
  events: AsyncGenerator<RunEvent, boolean>,
): Promise<{ events: RunEvent[]; failed: boolean }> {
  const all: RunEvent[] = [];
  for (;;) {
    const { value, done } = await events.next();
    if (done) return { events: all, failed: value };
    all.push(value);
  }
}

it('steps are given before the numbers of earlier ones are known, and told in order', async () => {
  const { steps, answer } = slowDevice();
  await steps.give();
  await steps.give();
  expect((await collected(steps.collect(2))).events).toEqual([]);
  expect(steps.given()).toBe(2);
  expect(steps.done().step).toBe(0);
  await answer(0.5);
  await answer(0.25);
  const { events } = await collected(steps.collect(2));
  expect(events).toMatchObject([
    { type: 'step', step: 1, loss: 0.5, tokens: 3, milliseconds: 10 },
    { type: 'step', step: 2, loss: 0.25, tokens: 7, milliseconds: 10 },
  ]);
  expect(steps.done()).toMatchObject({ step: 2, samples: 4, tokens: 10, loss: 0.25 });
});

it('collecting waits for as many steps as it must', async () => {
  const { steps, answer } = slowDevice();
  await steps.give();
  const waiting = collected(steps.collect(0));
  await answer(0.5);
  expect((await waiting).events).toHaveLength(1);
});

it('a step that failed ends the run at the one before it, whatever was given after it', async () => {
  const { steps, answer } = slowDevice();
  for (let i = 0; i < 3; i++) await steps.give();
  await answer(0.5);
  await answer(Number.NaN, false);
  await answer(0.25, false);
  const { events, failed } = await collected(steps.collect(0));
  expect(failed).toBe(true);
  expect(events).toMatchObject([
    { type: 'step', step: 1 },
    { type: 'failed', step: 1, keptStep: 1, error: { code: 'training/not-finite' } },
  ]);
});
