import { describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { FRESH, type RunState } from '../../src/app/stores/runState';
import { linesOf, MOST_LINES, nextCount } from '../../src/app/stores/triedTable';
import { createTries, MOST_MODELS } from '../../src/app/stores/tries';
import type { DataClient, EngineClient } from '../../src/worker/engineClient';
import type { AskedText, ModelAnswers, Tried, TryAnswer } from '../../src/worker/protocol';

const FAULT = { type: 'error', code: 'x/y', message: 'no', values: {}, remedy: '' } as const;

function answerOf({ text, pair = '' }: AskedText, id: string): TryAnswer {
  const said = { said: `${id} says ${text}`, scores: [1], sure: 1 };
  return {
    ...{ text, pair, goal: 'class', labels: ['a'], thresholds: null, words: null },
    ...{ base: said, tuned: said, tokens: 3, truncated: false, milliseconds: 1 },
  };
}

/** A studio whose engine answers by {@link answerOf}, and what it was asked. */
function studio(kept: readonly Tried[] = []) {
  const calls: { ids: readonly string[]; texts: readonly AskedText[] }[] = [];
  let before: () => void = () => {};
  let fault: string | null = null;
  const engine = {
    calls: {
      async tryTexts(ids: readonly string[], texts: readonly AskedText[]) {
        calls.push({ ids, texts });
        before();
        return ids.map((id): ModelAnswers => {
          if (id === fault) return { id, answers: [], held: null, error: FAULT };
          const answers = texts.map((text) => answerOf(text, id));
          return { id, answers, held: null, error: null };
        });
      },
      tried: async (): Promise<readonly Tried[]> => kept,
      keepTried: vi.fn(async () => {}),
      clearTried: vi.fn(async () => {}),
    },
  };
  const run = { store: createStore<RunState>(() => ({ ...FRESH, runs: [] })) };
  const tries = createTries(
    engine as unknown as EngineClient,
    { calls: {} } as unknown as DataClient,
    run as never,
  );
  run.store.setState({ runId: 'A', phase: 'done' });
  return {
    tries,
    calls,
    engine,
    open: (runId: string) => run.store.setState({ runId }),
    onCall: (work: () => void) => {
      before = work;
    },
    fail: (id: string) => {
      fault = id;
    },
  };
}

describe('asking', () => {
  it('asks the run first and others beside it, and remembers what the run was asked', async () => {
    const { tries, calls, engine } = studio();
    tries.choose('B', true);
    tries.write('x', '');
    await tries.ask();
    expect(calls).toEqual([{ ids: ['A', 'B'], texts: [{ text: 'x' }] }]);
    const { answers, history } = tries.store.getState();
    expect(answers.map(({ id }) => id)).toEqual(['A', 'B']);
    expect(history).toMatchObject([{ text: 'x', tuned: { said: 'A says x', sure: 1 } }]);
    expect(engine.calls.keepTried).toHaveBeenCalledWith('A', history[0]);
    tries.write('y', '');
    await tries.ask();
    tries.write('x', '');
    await tries.ask();
    expect(tries.store.getState().history.map(({ text }) => text)).toEqual(['x', 'y']);
  });

  it('lets no more models be chosen than stand side by side', () => {
    const { tries } = studio();
    for (const id of ['B', 'C', 'D']) tries.choose(id, true);
    expect(tries.store.getState().others).toEqual(['B', 'C'].slice(0, MOST_MODELS - 1));
    tries.choose('B', false);
    tries.choose('D', true);
    expect(tries.store.getState().others).toEqual(['C', 'D']);
  });

  it('forgets answers with the run, and finds what the next one was asked', async () => {
    const before = { text: 'old', pair: '', askedAt: 1, base: { said: 'a', sure: 1 } };
    const kept: Tried[] = [{ ...before, tuned: before.base }];
    const { tries, open } = studio(kept);
    tries.write('x', '');
    await tries.ask();
    open('B');
    await vi.waitFor(() => expect(tries.store.getState().history).toEqual(kept));
    expect(tries.store.getState()).toMatchObject({ runId: 'B', answers: [], text: '', others: [] });
  });

  it('keeps what was asked before it was known what the run was asked', async () => {
    const said = { said: 'a', sure: 1 };
    const old = (text: string): Tried => ({ text, pair: '', askedAt: 1, base: said, tuned: said });
    const { tries, engine, open } = studio();
    let tell: (kept: Tried[]) => void = () => {};
    engine.calls.tried = () =>
      new Promise((resolve) => {
        tell = resolve;
      });
    open('B');
    tries.write('x', '');
    await tries.ask();
    tell([old('y'), old('x')]);
    await vi.waitFor(() =>
      expect(tries.store.getState().history.map(({ text }) => text)).toEqual(['x', 'y']),
    );
    expect(tries.store.getState().history[0]?.tuned.said).toBe('B says x');
  });

  it('shows the fault of the run, and keeps that of another beside its name', async () => {
    const { tries, fail } = studio();
    tries.choose('B', true);
    tries.write('x', '');
    fail('B');
    await tries.ask();
    expect(tries.store.getState().error).toBe(null);
    expect(tries.store.getState().answers[1]?.error).toEqual(FAULT);
    fail('A');
    await tries.ask();
    expect(tries.store.getState().error).toEqual(FAULT);
  });
});

describe('many lines', () => {
  const lines = (count: number): AskedText[] =>
    Array.from({ length: count }, (_, i) => ({ text: i % 10 === 3 ? '  ' : `line ${i}` }));

  it('are each answered once, in order, under their own numbers', async () => {
    const { tries, calls } = studio();
    tries.choose('B', true);
    await tries.askMany(lines(1000));
    const { table, busy } = tries.store.getState();
    expect(table).toMatchObject({ state: 'done', done: 900, blank: 100, leftOut: 0 });
    expect(calls.flatMap(({ texts }) => texts)).toEqual(table?.lines);
    expect(table?.numbers.slice(0, 4)).toEqual([1, 2, 3, 5]);
    expect(table?.answers.map((own) => own[3]?.tuned.said)).toEqual([
      'A says line 4',
      'B says line 4',
    ]);
    expect(busy).toBe(null);
  });

  it('beyond the limit are counted and not asked', async () => {
    const { tries } = studio();
    await tries.askMany(lines(10), MOST_LINES + 5);
    expect(tries.store.getState().table).toMatchObject({ leftOut: MOST_LINES - 5, done: 9 });
    await tries.askMany(lines(MOST_LINES + 5));
    expect(tries.store.getState().table).toMatchObject({ leftOut: 5, done: 0.9 * MOST_LINES });
  });

  it('keep what was answered before a stop, and ask no more', async () => {
    const { tries, calls, onCall } = studio();
    onCall(() => {
      if (calls.length === 2) tries.stop();
    });
    await tries.askMany(lines(1000));
    const { table } = tries.store.getState();
    expect(calls).toHaveLength(2);
    expect(table?.state).toBe('stopped');
    expect(table?.done).toBe(calls.flatMap(({ texts }) => texts).length);
  });

  it('stop at a fault, which is told', async () => {
    const { tries, fail } = studio();
    fail('A');
    await tries.askMany(lines(10));
    expect(tries.store.getState()).toMatchObject({ error: FAULT, table: { state: 'stopped' } });
  });

  it('are parted at line ends, and pairs at the first tab', () => {
    expect(linesOf('a\r\nb\tc\n', false)).toEqual([{ text: 'a' }, { text: 'b\tc' }, { text: '' }]);
    expect(linesOf('a\nb\tc\td', true)).toEqual([{ text: 'a' }, { text: 'b', pair: 'c\td' }]);
  });

  it('are asked so many at once that a call takes about as long as a person waits for a stop', () => {
    expect(nextCount(16, 400)).toBe(16);
    expect(nextCount(16, 100)).toBe(64);
    expect(nextCount(16, 1)).toBe(64);
    expect(nextCount(512, 1)).toBe(512);
    expect(nextCount(16, 8000)).toBe(8);
  });
});
