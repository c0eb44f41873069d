import { createStore } from 'zustand/vanilla';
import type { EngineClient } from '../../worker/engineClient';
import type { ErrorRecord } from '../../worker/protocol';
import { errorRecord } from './errors';

const CRASHED = 'worker/crashed';

/** What the engine told without being asked, one notice a code, until it is dismissed. */
export function createNotices(engine: EngineClient) {
  const store = createStore<{ readonly list: readonly ErrorRecord[] }>(() => ({ list: [] }));
  const without = (code: string): readonly ErrorRecord[] =>
    store.getState().list.filter((notice) => notice.code !== code);
  const tell = (notice: ErrorRecord): void =>
    store.setState({ list: [...without(notice.code), notice] });
  const dismiss = (code: string): void => store.setState({ list: without(code) });
  engine.subscribe((event) => {
    if (event.type === 'notice') tell(event.notice);
    // Whoever trains again knows.
    if (event.type === 'run' && event.events.some(({ type }) => type === 'started'))
      dismiss(CRASHED);
  });
  engine.onCrash((crash) => tell(errorRecord(crash)));
  return { store, dismiss };
}
