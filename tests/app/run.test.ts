import { describe, expect, it } from 'vitest';
import { type Point, type RunState, reduceEvent } from '../../src/app/stores/run';
import type { RunEvent } from '../../src/worker/protocol';

const EMPTY = {
  runId: null,
  phase: 'starting',
  steps: 0,
  step: 0,
  epoch: 0,
  loss: null,
  learningRate: null,
  gradNorm: null,
  tokensPerSecond: null,
  secondsLeft: null,
  points: [],
  best: null,
  backend: '',
  watch: [],
  summary: null,
  error: null,
  report: null,
  answers: [],
  options: [],
  runs: [],
  busy: null,
} satisfies RunState;

const where = { runId: 'r', time: 1000 };

function step(n: number, loss: number): RunEvent {
  return {
    type: 'step',
    ...where,
    step: n,
    time: 100 * n,
    epoch: n / 10,
    loss,
    gradNorm: 1,
    learningRate: 1e-4,
    samples: 8,
    tokens: 200,
    milliseconds: 100,
  };
}

function started(steps: number): RunEvent {
  const bytes = { weights: 1, optimizer: 1, activations: 1, total: 3 };
  return {
    type: 'started',
    ...where,
    step: 0,
    backend: 'wasm',
    reason: '',
    threads: 2,
    parameters: 10,
    trainable: 5,
    bytes,
    steps,
    resumedFrom: 0,
  };
}

describe('the run store', () => {
  it('follows a run from start to end', () => {
    const summary = {
      steps: 2,
      seconds: 1,
      samplesPerSecond: 1,
      tokensPerSecond: 1,
      loss: 0.5,
      metrics: {},
      validationLoss: 0.6,
      peakBytes: 1,
    };
    const events: RunEvent[] = [
      started(20),
      step(1, 1),
      step(2, 0.5),
      { type: 'evaluation', ...where, step: 2, split: 'validation', loss: 0.6, metrics: {} },
      { type: 'finished', ...where, step: 2, status: 'stopped', summary },
    ];
    const end = events.reduce(reduceEvent, EMPTY as RunState);
    expect(end).toMatchObject({
      phase: 'done',
      step: 2,
      loss: 0.5,
      best: { loss: 0.6, step: 2 },
      tokensPerSecond: 2000,
    });
    expect(end.points.map(({ train }) => train)).toEqual([1, 0.5, undefined]);
  });

  it('tells the time left from the steps that were really taken', () => {
    const state = [started(20), step(1, 1), step(10, 1)].reduce(reduceEvent, EMPTY as RunState);
    expect(state.secondsLeft).toBeCloseTo(1, 5);
  });

  it('keeps the curve short in a long run, and every validation point', () => {
    let state = reduceEvent(EMPTY as RunState, started(5000));
    for (let n = 1; n <= 3000; n++) {
      state = reduceEvent(state, step(n, 1));
      if (n % 500 === 0)
        state = reduceEvent(state, {
          type: 'evaluation',
          ...where,
          step: n,
          split: 'validation',
          loss: 1,
          metrics: {},
        });
    }
    expect(state.points.length).toBeLessThan(420);
    expect(state.points.filter(({ validation }: Point) => validation !== undefined)).toHaveLength(
      6,
    );
  });

  it('keeps what was learned when a run fails', () => {
    const error = {
      type: 'error',
      code: 'training/not-finite',
      message: 'm',
      values: {},
      remedy: 'r',
    } as const;
    const events: RunEvent[] = [
      started(9),
      step(1, 1),
      { type: 'failed', ...where, step: 1, error, keptStep: 1 },
    ];
    expect(events.reduce(reduceEvent, EMPTY as RunState)).toMatchObject({
      phase: 'failed',
      step: 1,
      error,
    });
  });
});
