import { createStore } from 'zustand/vanilla';
import type { DataClient, EngineClient } from '../../worker/engineClient';
import type { NetworkEntry } from '../../worker/protocol';

/** Every request of both workers since load, newest state of each. */
export function createNetworkStore(engine: EngineClient, data: DataClient) {
  const store = createStore<{ readonly entries: readonly NetworkEntry[] }>(() => ({ entries: [] }));
  const listen = (client: EngineClient | DataClient): void => {
    const seen = new Map<number, NetworkEntry>();
    client.subscribe((event) => {
      if (event.type !== 'network') return;
      for (const entry of event.entries) {
        const old = seen.get(entry.id);
        seen.set(entry.id, entry);
        const others = store.getState().entries.filter((known) => known !== old);
        store.setState({ entries: [...others, entry] });
      }
    });
  };
  listen(engine);
  listen(data);
  return store;
}
