import { createStore } from 'zustand/vanilla';
import type { EngineClient } from '../../worker/engineClient';
import type { ErrorRecord, Job } from '../../worker/protocol';
import { errorRecord } from './errors';
import { columnsOf, fileName, recipeOf } from './jobRecipe';
import type { createStudio } from './studio';

export interface JobDeskState {
  /** The job that fills the recipe, by the name of its file. */
  readonly opened: { readonly name: string; readonly job: Job } | null;
  /** The file of rows that was given in place of the job's own. */
  readonly standIn: string | null;
  readonly error: ErrorRecord | null;
}

/** Larger files are data, not jobs. */
const MOST_BYTES = 1 << 20;

/** Opens jobs into the recipe, and their data as soon as it is there. */
export function createJobDesk(engine: EngineClient, studio: ReturnType<typeof createStudio>) {
  const store = createStore<JobDeskState>(() => ({ opened: null, standIn: null, error: null }));

  /** Takes a job over; what of it is loaded or ships with the studio is opened at once. */
  async function take(job: Job, name: string): Promise<void> {
    const before = studio.store.getState();
    store.setState({ opened: { name, job }, standIn: null, error: null });
    const recipe = recipeOf(job, before);
    const train = fileName(job.data.train);
    const sample = before.samples.find(({ file }) => fileName(file) === train);
    const there = before.dataset?.name === train;
    studio.adopt(there ? { ...recipe, ...columnsOf(job, { ...before, ...recipe }) } : recipe);
    if (!there && sample) await studio.openData({ kind: 'sample', id: sample.id });
    const bundled = before.catalog?.models.some(({ id }) => id === job.model);
    if (bundled && before.model?.id !== job.model)
      await studio.openModel({ kind: 'bundled', id: job.model });
  }

  // Rows that come while a job is open take its columns before they are looked at.
  studio.store.subscribe((state, before) => {
    const { dataset, taskConfig } = state;
    if (!dataset || dataset === before.dataset) return;
    const { opened, standIn } = store.getState();
    const expected = opened && [fileName(opened.job.data.train), standIn].includes(dataset.name);
    if (expected) studio.store.setState(columnsOf(opened.job, state));
    // Other rows have other classes.
    else if (dataset.name !== before.dataset?.name && taskConfig.labels !== undefined)
      studio.store.setState({ taskConfig: { ...taskConfig, labels: [] } });
  });

  return {
    store,
    take,
    /** Reads a job file; where it cannot be used the recipe stays, and the fault is told. */
    async open(file: File): Promise<void> {
      try {
        const read = parse(await file.text(), file.name);
        if ('fault' in read) store.setState({ error: read.fault });
        else await take(await engine.calls.checkJob(read.json), file.name);
      } catch (error) {
        store.setState({ error: errorRecord(error) });
      }
    },
    /** Rows in place of the job's own. */
    async give(file: File): Promise<void> {
      store.setState({ standIn: file.name });
      await studio.openData({ kind: 'file', file });
    },
    /** The rows at hand in place of the job's own. */
    takeLoaded(): void {
      const { opened } = store.getState();
      const state = studio.store.getState();
      if (!opened || !state.dataset) return;
      store.setState({ standIn: state.dataset.name });
      const { roles } = columnsOf(opened.job, state);
      const complete = Object.keys(roles ?? {}).length > 0;
      studio.adopt(complete && roles ? { roles } : {});
    },
    dismiss: () => store.setState({ opened: null, error: null }),
    dismissError: () => store.setState({ error: null }),
  };
}

type Read = { readonly json: unknown } | { readonly fault: ErrorRecord };

/** A job file's JSON; the sha256 that a run's own job carries are not part of the job. */
function parse(text: string, file: string): Read {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return { json };
    const { inputs: _, ...job } = json as Record<string, unknown>;
    return { json: job };
  } catch (error) {
    const detail = (error as Error).message;
    const message = `${file} is not valid JSON: ${detail}`;
    const remedy = 'Correct the job file.';
    const fault = {
      type: 'error',
      code: 'job/bad-json',
      message,
      values: { file, detail },
      remedy,
    };
    return { fault: fault as ErrorRecord };
  }
}

/** Whether a dropped file is a job: by its keys, or by its name where it cannot be read. */
export async function isJobFile(file: File): Promise<boolean> {
  if (!/\.json$/i.test(file.name) || file.size > MOST_BYTES) return false;
  try {
    const json: unknown = JSON.parse(await file.text());
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return false;
    return 'method' in json && ('model' in json || 'training' in json || 'task' in json);
  } catch {
    return /job/i.test(file.name);
  }
}
