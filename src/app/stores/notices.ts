import { createStore } from 'zustand/vanilla';
import type { EngineClient } from '../../worker/engineClient';
import type { ErrorRecord } from '../../worker/protocol';

/** What the engine told without being asked, one notice a code, until it is dismissed. */
export function createNotices(engine: EngineClient) {
  const store = createStore<{ readonly list: readonly ErrorRecord[] }>(() => ({ list: [] }));
  const without = (code: string): readonly ErrorRecord[] =>
    store.getState().list.filter((notice) => notice.code !== code);
  engine.subscribe((event) => {
    if (event.type === 'notice')
      store.setState({ list: [...without(event.notice.code), event.notice] });
  });
  return { store, dismiss: (code: string) => store.setState({ list: without(code) }) };
}
