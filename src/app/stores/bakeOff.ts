import { createStore } from 'zustand/vanilla';
import type { EngineClient } from '../../worker/engineClient';
import type { ErrorRecord, QueueEntry, SeriesResult, SeriesWanted } from '../../worker/protocol';
import { errorRecord } from './errors';
import type { createQueue } from './queue';
import { parseSeeds } from './seeds';
import type { createStudio } from './studio';
import { configOf, jobOf, type StudioState } from './studioState';

export interface BakeOffState {
  /** Methods that a person has ticked. */
  readonly chosen: readonly string[];
  /** As a person writes them, '42, 43'; '' for the recipe's own. */
  readonly seeds: string;
  /** Folds of a cross-validation; null for the recipe's own validation rows. */
  readonly folds: number | null;
  /** Why the last one could not be planned. */
  readonly error: ErrorRecord | null;
}

/** Several methods, seeds and folds on the same data and budget, as runs of the queue. */
export function createBakeOff(
  engine: EngineClient,
  studio: Pick<ReturnType<typeof createStudio>, 'store'>,
  queue: Pick<ReturnType<typeof createQueue>, 'store' | 'start'>,
) {
  const store = createStore<BakeOffState>(() => ({
    chosen: [],
    seeds: '',
    folds: null,
    error: null,
  }));
  const { getState, setState } = store;
  // What is there from an earlier visit is what a person would try again.
  queue.store.subscribe(({ entries }, before) => {
    if (entries.length > 0 && before.entries.length === 0 && getState().chosen.length === 0)
      setState({ chosen: [...new Set(entries.map(({ job }) => job.method.id))] });
  });

  async function plan(): Promise<QueueEntry[]> {
    const state = studio.store.getState();
    const job = jobOf(state);
    const wanted = wantedOf(state, getState());
    if (!job || !wanted) return [];
    const runs = await engine.calls.planSeries(job, wanted);
    return runs.flatMap(({ name, job }): QueueEntry[] => {
      const plan = state.methodPlans[job.method.id];
      if (!plan) return [];
      const { trainable, adapterBytes: fileBytes } = plan;
      return [{ name, job, trainable, fileBytes, runId: null, state: 'waiting', error: null }];
    });
  }

  return {
    store,
    toggle(method: string): void {
      const { chosen } = getState();
      const without = chosen.filter((id) => id !== method);
      setState({ chosen: without.length < chosen.length ? without : [...chosen, method] });
    },
    repeat: (how: Partial<Pick<BakeOffState, 'seeds' | 'folds'>>) => setState(how),
    /** Trains what is asked for, in place of what was there before. */
    async start(): Promise<void> {
      setState({ error: null });
      try {
        await queue.start(await plan());
      } catch (error) {
        setState({ error: errorRecord(error) });
      }
    },
    compare: (results: readonly SeriesResult[]) => engine.calls.compareSeries(results),
    csv: (results: readonly SeriesResult[]) => engine.calls.seriesCsv(results),
  };
}

/** The series that is asked for, its methods in the catalog's order; null where seeds cannot be read. */
export function wantedOf(
  state: StudioState,
  { chosen, seeds: text, folds }: Pick<BakeOffState, 'chosen' | 'seeds' | 'folds'>,
): SeriesWanted | null {
  const seeds = parseSeeds(text);
  if (!seeds) return null;
  const methods = (state.catalog?.methods ?? [])
    .filter(({ id }) => chosen.includes(id) && state.methodPlans[id])
    .map(({ id }) => ({ id, config: configOf(state, id) }));
  return { methods, seeds, folds };
}
