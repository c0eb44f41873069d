import { createStore } from 'zustand/vanilla';
import type { EngineClient } from '../../worker/engineClient';
import type { ErrorRecord, Job, SelfTestRow } from '../../worker/protocol';
import { errorRecord, wasCancelled } from './errors';

export interface SelfTestState {
  readonly testing: boolean;
  /** What the last test found; null before the first. */
  readonly rows: readonly SelfTestRow[] | null;
  readonly error: ErrorRecord | null;
}

/** The name that the self-test's progress goes by. */
export const SELF_TEST_TASK = 'selfTest';

/** The self-test of this machine, on the worker that trains. */
export function createSelfTest(engine: EngineClient) {
  const store = createStore<SelfTestState>(() => ({ testing: false, rows: null, error: null }));
  return {
    store,
    async run(backend: Job['backend']): Promise<void> {
      if (store.getState().testing) return;
      store.setState({ testing: true, error: null });
      try {
        const rows = await engine.calls.selfTest(SELF_TEST_TASK, backend);
        store.setState({ testing: false, rows });
      } catch (thrown) {
        const error = errorRecord(thrown);
        store.setState({ testing: false, error: wasCancelled(error) ? null : error });
      }
    },
  };
}

/** Whether a row agrees; null for what is only measured. NaN agrees with nothing. */
export function agrees({ found, limit }: SelfTestRow): boolean | null {
  return limit === null ? null : found <= limit;
}

/** The table as tab-separated text, to paste into a report or a sheet. */
export function selfTestText(rows: readonly SelfTestRow[], machine: readonly string[]): string {
  const lines = rows.map((row) => {
    const verdict = agrees(row);
    const said = verdict === null ? '' : verdict ? 'agrees' : 'differs';
    return [row.group, row.name, row.found.toPrecision(3), row.unit, row.limit ?? '', said];
  });
  const head = ['group', 'name', 'found', 'unit', 'limit', 'verdict'];
  return [...machine, '', ...[head, ...lines].map((cells) => cells.join('\t')), ''].join('\n');
}
