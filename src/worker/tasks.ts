import { cancelled } from './errors';
import type { Progress, StudioEvent } from './protocol';

/** Long work by name: each has a signal, and its progress goes out as events. */
export interface TaskBoard {
  /** Runs work that can be cancelled; a task of the same name before it is cancelled. */
  run<T>(task: string, work: (handle: TaskHandle) => Promise<T>): Promise<T>;
  /**
   * Like {@link run}, but whoever asks for the same thing (`key`) while it is under way waits for it.
   * What is done is not remembered.
   */
  share(task: string, key: string, work: (handle: TaskHandle) => Promise<void>): Promise<void>;
  /** Tells of work that another hand runs: its progress, and that it is over. */
  tell(task: string, onCancel: () => void): { report(progress: Progress): void; end(): void };
  cancel(task: string): void;
}

export interface TaskHandle {
  readonly signal: AbortSignal;
  report(progress: Progress): void;
}

/** Milliseconds between two reports of one task. */
const REPORT_EVERY = 250;

/** A board that tells `emit` of progress, at most four times a second a task. */
export function createTaskBoard(emit: (event: StudioEvent) => void): TaskBoard {
  const running = new Map<string, AbortController>();
  const shared = new Map<string, { readonly key: string; readonly done: Promise<void> }>();

  function begin(task: string): { readonly handle: TaskHandle; readonly end: () => void } {
    running.get(task)?.abort(cancelled(task));
    const controller = new AbortController();
    running.set(task, controller);
    let reportedAt = Number.NEGATIVE_INFINITY;
    const report = (progress: Progress): void => {
      const now = performance.now();
      if (now - reportedAt < REPORT_EVERY && progress.done !== progress.total) return;
      reportedAt = now;
      emit({ type: 'progress', task, progress });
    };
    const end = (): void => {
      if (running.get(task) === controller) running.delete(task);
      emit({ type: 'progress', task, progress: null });
    };
    return { handle: { signal: controller.signal, report }, end };
  }

  const board: TaskBoard = {
    async run(task, work) {
      const { handle, end } = begin(task);
      try {
        return await work(handle);
      } finally {
        end();
      }
    },
    tell(task, onCancel) {
      const { handle, end } = begin(task);
      handle.signal.addEventListener('abort', onCancel);
      return { report: handle.report, end };
    },
    share(task, key, work) {
      const known = shared.get(task);
      if (known?.key === key) return known.done;
      const done = board.run(task, work).finally(() => {
        if (shared.get(task)?.done === done) shared.delete(task);
      });
      shared.set(task, { key, done });
      return done;
    },
    cancel(task) {
      running.get(task)?.abort(cancelled(task));
    },
  };
  return board;
}

/** Lets waiting messages in: a macrotask without a timer, so that hidden tabs are not slowed. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
