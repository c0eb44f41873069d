import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEventStream } from '../../src/worker/eventStream';
import type { RunEvent, StudioEvent } from '../../src/worker/protocol';

/** A stream whose port writes down what was sent, and when. */
function watched() {
  const sent: { at: number; event: StudioEvent }[] = [];
  const stream = createEventStream(() => Date.now());
  const port = { postMessage: (event: StudioEvent) => sent.push({ at: Date.now(), event }) };
  stream.connect(port as unknown as MessagePort);
  const steps = () =>
    sent.flatMap(({ event }) => (event.type === 'run' ? event.events.map(({ step }) => step) : []));
  return { stream, sent, steps };
}

function event(type: RunEvent['type'], step: number): RunEvent {
  return { type, runId: 'r', step, time: 0 } as unknown as RunEvent;
}

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

describe('the stream of events', () => {
  it('sends a thousand steps in ten seconds as forty messages, none lost and in order', () => {
    const { stream, sent, steps } = watched();
    for (let step = 1; step <= 1000; step++) {
      stream.push(event('step', step));
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(250);
    expect(steps()).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    expect(sent.length).toBeLessThanOrEqual(41);
  });

  it('never sends more than four in any second, evaluations included', () => {
    const { stream, sent } = watched();
    for (let step = 1; step <= 500; step++) {
      stream.push(event('step', step));
      stream.push(event('evaluation', step));
      vi.advanceTimersByTime(7);
    }
    const busiest = sent.map(
      ({ at }) => sent.filter((other) => other.at >= at && other.at < at + 1000).length,
    );
    expect(Math.max(...busiest)).toBeLessThanOrEqual(4);
  });

  it('sends beginning and end at once, with all before them', () => {
    const { stream, sent, steps } = watched();
    stream.push(event('started', 0));
    stream.push(event('step', 1));
    stream.push(event('finished', 2));
    expect(sent.map(({ at }) => at)).toEqual([0, 0]);
    expect(steps()).toEqual([0, 1, 2]);
  });

  it('sends what is left when events cease, as in a pause', () => {
    const { stream, steps } = watched();
    for (const step of [1, 2, 3]) stream.push(event('step', step));
    expect(steps()).toEqual([1]);
    vi.advanceTimersByTime(250);
    expect(steps()).toEqual([1, 2, 3]);
  });
});
