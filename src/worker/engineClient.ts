import { type Remote, wrap } from 'comlink';
import { carryEngineErrors } from './errors';
import type { DataApi, EngineApi, StudioEvent } from './protocol';

/** The page's end of a worker: calls, and one stream of events. */
export interface Client<Api> {
  readonly calls: Remote<Api>;
  subscribe(listener: (event: StudioEvent) => void): () => void;
  /** Calls back when the worker itself fails. */
  onCrash(listener: (message: string) => void): void;
}

export type EngineClient = Client<EngineApi>;
export type DataClient = Client<DataApi>;

carryEngineErrors();

function connect<Api>(worker: Worker): Client<Api> {
  const calls = wrap<Api>(worker);
  const { port1, port2 } = new MessageChannel();
  const listeners = new Set<(event: StudioEvent) => void>();
  port1.onmessage = ({ data }: MessageEvent<StudioEvent>) => {
    for (const listener of listeners) listener(data);
  };
  worker.postMessage({ port: port2 }, [port2]);
  return {
    calls,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onCrash(listener) {
      worker.addEventListener('error', (event) => listener(event.message));
    },
  };
}

/** Starts the engine's worker. */
export function createEngineClient(): EngineClient {
  return connect(new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' }));
}

/** Starts the data worker. */
export function createDataClient(): DataClient {
  return connect(new Worker(new URL('./data.worker.ts', import.meta.url), { type: 'module' }));
}

export { toErrorRecord } from '../engine/core/errors';
