import { describe, expect, it } from 'vitest';
import { FRESH, type RunState, reduceEvents } from '../../src/app/stores/runState';
import type { Job, RunEvent, RunSummary } from '../../src/worker/protocol';

const EMPTY: RunState = { ...FRESH, phase: 'starting', runs: [] };

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
  it('shows what ails a run until nothing does, and not what ailed the one before', () => {
    const trouble = {
      code: 'no-learning',
      first: 1.6,
      last: 1.6,
      guessing: 1.61,
      step: 40,
    } as const;
    const told = (found: typeof trouble | null): RunEvent => ({
      type: 'trouble',
      ...where,
      step: 40,
      trouble: found,
    });
    const ailing = reduceEvents(EMPTY, [started(80), step(40, 1.6), told(trouble)]);
    expect(ailing.trouble).toEqual(trouble);
    expect(reduceEvents(ailing, [told(null)]).trouble).toBeNull();
    expect(reduceEvents(ailing, [started(80)]).trouble).toBeNull();
  });

  it('writes what training has completed of the task into the job', () => {
    const job = { task: { id: 'multi-label', thresholds: [] } } as unknown as Job;
    const tuned = { thresholds: [0.4, 0.6] };
    const summary = { tuned, metrics: {} } as unknown as RunSummary;
    const end: RunEvent = { type: 'finished', ...where, step: 2, status: 'completed', summary };
    expect(reduceEvents({ ...EMPTY, job }, [end]).job?.task).toEqual({
      id: 'multi-label',
      ...tuned,
    });
  });

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
    const end = reduceEvents(EMPTY, events);
    expect(end).toMatchObject({
      phase: 'done',
      step: 2,
      loss: 0.5,
      best: { loss: 0.6, step: 2 },
      tokensPerSecond: 2000,
    });
    expect(end.series.map(({ loss }) => loss)).toEqual([1, 0.5]);
    expect(end.validations).toEqual([{ step: 2, loss: 0.6 }]);
    expect(EMPTY.series).toEqual([]);
  });

  it('tells the time left from the steps that were really taken', () => {
    const state = reduceEvents(EMPTY, [started(20), step(1, 1), step(10, 1)]);
    expect(state.secondsLeft).toBeCloseTo(1, 5);
  });

  it('goes on from a checkpoint with the curve up to there, and a clock that goes on', () => {
    const first = [started(20), step(1, 1), step(2, 1), step(3, 1)];
    const again: RunEvent = { ...started(20), step: 2 };
    const state = reduceEvents(reduceEvents(EMPTY, first), [again, { ...step(3, 0.5), time: 50 }]);
    expect(state.series.map(({ loss }) => loss)).toEqual([1, 1, 0.5]);
    expect(state.series.map(({ time }) => time)).toEqual([100, 200, 250]);
    expect(state.series.map(({ tokens }) => tokens)).toEqual([200, 400, 600]);
    expect(state.secondsLeft).toBeCloseTo(0.05 * 17, 5);
  });

  it('reads a batch of thousands of steps at once', () => {
    const batch = Array.from({ length: 20_000 }, (_, i) => step(i + 1, 1));
    const begin = performance.now();
    expect(reduceEvents(EMPTY, [started(20_000), ...batch]).series).toHaveLength(20_000);
    expect(performance.now() - begin).toBeLessThan(200);
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
    expect(reduceEvents(EMPTY, events)).toMatchObject({
      phase: 'failed',
      step: 1,
      error,
    });
  });
});
