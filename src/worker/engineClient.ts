import { type Remote, wrap } from 'comlink';
import { EngineError } from '../engine/core/errors';
import { carryEngineErrors } from './errors';
import type { DataApi, EngineApi, StudioEvent } from './protocol';

/** The page's end of a worker: calls, and one stream of events. */
export interface Client<Api> {
  readonly calls: Remote<Api>;
  subscribe(listener: (event: StudioEvent) => void): () => void;
  /** Calls back when the worker itself failed and was started again. */
  onCrash(listener: (error: EngineError) => void): void;
}

export type EngineClient = Client<EngineApi>;
export type DataClient = Client<DataApi>;

carryEngineErrors();

type Reject = (error: EngineError) => void;

/**
 * Connects to a worker. One that fails outside of any call is ended and started again: calls that
 * wait reject, and what was kept on disk is all that is left of its work.
 */
export function connect<Api>(start: () => Worker): Client<Api> {
  const listeners = new Set<(event: StudioEvent) => void>();
  const crashListeners = new Set<(error: EngineError) => void>();
  const waiting = new Set<Reject>();
  let remote = boot();

  function boot(): Remote<Api> {
    const worker = start();
    const { port1, port2 } = new MessageChannel();
    let alive = false;
    port1.onmessage = ({ data }: MessageEvent<StudioEvent>) => {
      for (const listener of listeners) listener(data);
    };
    worker.addEventListener('message', () => {
      alive = true;
    });
    worker.addEventListener('error', ({ message }) => {
      worker.terminate();
      port1.close();
      const error = crashed(message);
      // One that never answered would fail again at once.
      if (alive) remote = boot();
      for (const reject of waiting) reject(error);
      for (const listener of crashListeners) listener(error);
    });
    worker.postMessage({ port: port2 }, [port2]);
    return wrap<Api>(worker);
  }

  type Call = (...given: unknown[]) => Promise<unknown>;
  const call = (name: PropertyKey, given: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
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
  return new EngineError(
    'worker/crashed',
    `The engine stopped: ${message || 'the browser ended it'}.`,
    { detail: message },
    'It was started again. Continue the run from its last checkpoint; if it stops again, choose a smaller batch or shorter texts.',
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
