import { describe, expect, it } from 'vitest';
import type { RunEvent, TroubleEvent } from '../../../src/engine/training/events';
import { tellTroubles } from '../../../src/engine/training/troubles';

const GUESSING = Math.log(6);

function step(at: number, loss: number): RunEvent {
  const rest = { epoch: 0, gradNorm: 1, learningRate: 1e-3, samples: 8, tokens: 99 };
  return { type: 'step', runId: 'run', step: at, time: at, loss, milliseconds: 1, ...rest };
}

function evaluation(at: number, loss: number, accuracy: number): RunEvent {
  const split = 'validation';
  return {
    type: 'evaluation',
    runId: 'run',
    step: at,
    time: at,
    split,
    loss,
    metrics: { accuracy },
  };
}

async function* each(events: readonly RunEvent[]): AsyncGenerator<RunEvent> {
  yield* events;
}

async function told(events: readonly RunEvent[]) {
  const options = { metric: 'accuracy', guessing: GUESSING, warmupSteps: 0 };
  const all: RunEvent[] = [];
  for await (const event of tellTroubles(each(events), options)) all.push(event);
  const troubles = all.filter((event): event is TroubleEvent => event.type === 'trouble');
  return { all, troubles };
}

describe('troubles of a run', () => {
  it('are told once, where they begin, and when they are over', async () => {
    const plateau = Array.from({ length: 60 }, (_, i) => step(i + 1, GUESSING));
    const learning = Array.from({ length: 140 }, (_, i) =>
      step(i + 61, GUESSING * Math.exp(-i / 20)),
    );
    const { all, troubles } = await told([...plateau, ...learning]);
    expect(troubles.map(({ trouble }) => trouble?.code ?? null)).toEqual(['no-learning', null]);
    expect(troubles[0]?.step).toBeGreaterThanOrEqual(40);
    expect(troubles[0]?.step).toBeLessThan(45);
    expect(all.filter(({ type }) => type === 'step')).toHaveLength(200);
  });

  it('are found in validation by the metric of the task', async () => {
    const scored = [0.9, 0.6, 0.7, 0.8].flatMap((loss, i) => [
      ...Array.from({ length: 20 }, (_, k) => step(20 * i + k + 1, 1 - 0.01 * (20 * i + k))),
      evaluation(20 * (i + 1), loss, 0.8 - 0.01 * i),
    ]);
    const { troubles } = await told(scored);
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toMatchObject({
      step: 80,
      trouble: { code: 'overfitting', bestStep: 40, peak: { metric: 0.8, step: 20 } },
    });
  });

  it('are none in a run that learns', async () => {
    const learning = Array.from({ length: 300 }, (_, i) => step(i + 1, 0.1 + 2 / (1 + i / 10)));
    expect((await told(learning)).troubles).toEqual([]);
  });
});
