import { afterEach, describe, expect, it, vi } from 'vitest';
import { listenForInterrupts } from '../../src/cli/interrupts';
import { createRunControl } from '../../src/engine/training/control';

/** Listens with an exit that only takes notes, on a clock that the test moves. */
function listen(anythingToKeep: boolean) {
  const clock = { now: 0 };
  vi.spyOn(performance, 'now').mockImplementation(() => clock.now);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const control = createRunControl();
  const release = listenForInterrupts(control, () => anythingToKeep);
  const signal = (at: number, name: 'SIGINT' | 'SIGTERM' = 'SIGINT'): void => {
    clock.now = at;
    process.emit(name, name);
  };
  return { control, exit, release, signal };
}

afterEach(() => vi.restoreAllMocks());

describe('an interrupt', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s asks for a checkpoint', (name) => {
    const { control, exit, release, signal } = listen(true);
    signal(5, name);
    release();
    expect(control.request()).toBe('interrupt');
    expect(exit).not.toHaveBeenCalled();
  });

  it('that arrives twice at once is one keystroke; a second keystroke ends with 130', () => {
    const { exit, release, signal } = listen(true);
    signal(5);
    signal(8);
    expect(exit).not.toHaveBeenCalled();
    signal(900);
    release();
    expect(exit).toHaveBeenCalledExactlyOnceWith(130);
  });

  it('before anything is there to keep ends with 130', () => {
    const { exit, release, signal } = listen(false);
    signal(5);
    release();
    expect(exit).toHaveBeenCalledWith(130);
  });

  it('after the run is over is no longer ours', () => {
    const before = process.listenerCount('SIGINT');
    const { release } = listen(true);
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    release();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
