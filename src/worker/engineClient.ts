import { type Remote, wrap } from 'comlink';
import { EngineError } from '../engine/core/errors';
import { carryEngineErrors } from './errors';
import { ALIVE } from './life';
import type { DataApi, EngineApi, StudioEvent } from './protocol';

/** The page's end of a worker: calls, and one stream of events. */
export interface Client<Api> {
  readonly calls: Remote<Api>;
  subscribe(listener: (event: StudioEvent) => void): () => void;
  /** Calls back when the worker itself failed or ended; it was started again where it ever ran. */
  onCrash(listener: (error: EngineError) => void): void;
}

export type EngineClient = Client<EngineApi>;
export type DataClient = Client<DataApi>;

carryEngineErrors();

type Reject = (error: EngineError) => void;

/**
 * Connects to a worker. One that fails outside of any call, or ends without a word, is started
 * again: calls that wait reject, and what was kept on disk is all that is left of its work.
 */
export function connect<Api>(
  start: () => Worker,
  locks: Pick<LockManager, 'request'> | undefined = navigator.locks,
): Client<Api> {
  const listeners = new Set<(event: StudioEvent) => void>();
  const crashListeners = new Set<(error: EngineError) => void>();
  const waiting = new Set<Reject>();
  let lost: EngineError | null = null;
  let remote = boot();

  function boot(): Remote<Api> {
    const worker = start();
    const { port1, port2 } = new MessageChannel();
    const life = `graft-worker:${crypto.randomUUID()}`;
    let answered = false;
    let ended = false;
    const end = (detail: string): void => {
      if (ended) return;
      ended = true;
      worker.terminate();
      port1.close();
      const error = answered ? crashed(detail) : notStarted(detail);
      // One that never answered would fail again at once.
      if (answered) remote = boot();
      else lost = error;
      for (const reject of waiting) reject(error);
      for (const listener of crashListeners) listener(error);
    };
    port1.onmessage = ({ data }: MessageEvent<StudioEvent | typeof ALIVE>) => {
      // The worker holds the lock now; whoever gets it next knows that the worker is gone.
      if (data === ALIVE) void locks?.request(life, () => end(''));
      else for (const listener of listeners) listener(data);
    };
    port1.onmessageerror = () => end('a message could not be read');
    worker.addEventListener('message', () => {
      answered = true;
    });
    worker.addEventListener('error', ({ message }) => end(message));
    worker.addEventListener('messageerror', () => end('a message could not be read'));
    worker.postMessage({ port: port2, life }, [port2]);
    return wrap<Api>(worker);
  }

  type Call = (...given: unknown[]) => Promise<unknown>;
  const call = (name: PropertyKey, given: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (lost) {
        reject(lost);
        return;
      }
      waiting.add(reject);
      (remote as unknown as Record<PropertyKey, Call>)
        [name]?.(...given)
        .then(resolve, reject)
        .finally(() => waiting.delete(reject));
    });
  const calls = new Proxy({} as object, {
    get: (_, name) => (name === 'then' ? undefined : (...given: unknown[]) => call(name, given)),
  });

  return {
    calls: calls as Remote<Api>,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onCrash: (listener) => void crashListeners.add(listener),
  };
}

function crashed(message: string): EngineError {
  const detail = message || 'the browser ended it';
  return new EngineError(
    'worker/crashed',
    `The engine stopped: ${detail}.`,
    { detail },
    'It was started again. Continue the run from its last checkpoint; if it stops again, choose a smaller batch or shorter texts.',
  );
}

function notStarted(message: string): EngineError {
  const detail = message || 'its script could not be loaded';
  return new EngineError(
    'worker/not-started',
    `The engine could not be started: ${detail}.`,
    { detail },
    'Reload the page; if that does not help, use a current version of Chrome, Edge, Firefox or Safari.',
  );
}

/** Starts the engine's worker. */
export function createEngineClient(): EngineClient {
  return connect(
    () => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' }),
  );
}

/** Starts the data worker. */
export function createDataClient(): DataClient {
  return connect(
    () => new Worker(new URL('./data.worker.ts', import.meta.url), { type: 'module' }),
  );
}

export { toErrorRecord } from '../engine/core/errors';
