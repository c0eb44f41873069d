/** What the person asked of a run. `interrupt` ends it with a checkpoint that resumes. */
export type RunRequest = 'run' | 'pause' | 'stop' | 'interrupt';

/** The hand on a running loop: asked between steps, never inside one. */
export interface RunControl {
  request(): RunRequest;
  ask(request: RunRequest): void;
  /** Resolves once the request is no longer `pause`. */
  proceed(): Promise<void>;
}

/** A control that starts with `run`. */
export function createRunControl(): RunControl {
  let current: RunRequest = 'run';
  let waiting: (() => void)[] = [];
  return {
    request: () => current,
    ask(request) {
      current = request;
      if (request === 'pause') return;
      for (const wake of waiting) wake();
      waiting = [];
    },
    proceed: () =>
      current === 'pause' ? new Promise((wake) => waiting.push(wake)) : Promise.resolve(),
  };
}
