import {
  type Answering,
  Besides,
  type FileMap,
  prepareAdapter,
  prepareExport,
  type RunParts,
  toErrorRecord,
} from '../engine/index';
import type { Records } from '../engine/storage/records';
import type { BlobStore } from '../engine/storage/store';
import { fileMap, type ModelShelf } from './modelShelf';
import type { AdapterSource, AskedText, ImportedAdapter, ModelAnswers } from './protocol';
import { keptFolders } from './runInputs';
import { alreadyTraining, nothingToAnswer, type Running, requireRun } from './running';
import { answerTexts } from './scoring';

/** Tuned models as they answer: the run at hand, and others beside it over the same base. */
export interface Sides {
  /**
   * What each says of the same texts. The first may load its base where none is at hand; others are
   * put beside it, or say why not.
   */
  ask(ids: readonly string[], texts: readonly AskedText[]): Promise<readonly ModelAnswers[]>;
  /** Puts an adapter from outside beside a run, to be asked by the id it is given. */
  importAdapter(runId: string, source: AdapterSource): Promise<ImportedAdapter>;
}

interface Parts {
  readonly running: Running;
  readonly shelf: ModelShelf;
  readonly records: Records;
  readonly store: BlobStore;
}

interface Imported {
  readonly name: string;
  readonly files: FileMap;
}

/** Models that stay beside the run; those not asked for longest go. */
const KEPT = 4;

/** Sides over the runs of this tab. */
export function createSides({ running, shelf, records, store }: Parts): Sides {
  const imported = new Map<string, Imported>();
  let besides: Besides | null = null;
  let recent: string[] = [];

  /** What stands beside the run at hand, where it holds the base of the model asked first. */
  async function hostFor(id: string): Promise<Besides> {
    if (running.control()) throw alreadyTraining();
    const there = besidesAtHand();
    const isThere = there && (there.get(id) !== null || running.atHand()?.runId === id);
    if (isThere || (there && imported.has(id))) return there;
    if (imported.has(id)) throw nothingToAnswer();
    const parts = there && (await partsOf(id).catch(() => null));
    if (there && parts?.model === there.host.parts.model) return there;
    await running.open(id);
    return besidesAtHand() as Besides;
  }

  function besidesAtHand(): Besides | null {
    const run = running.atHand()?.run ?? null;
    if (run === null || besides?.host === run) return run && besides;
    recent = [];
    besides = new Besides(run, run.executor);
    return besides;
  }

  async function partsOf(id: string): Promise<RunParts> {
    const adapter = imported.get(id);
    const host = running.atHand()?.run;
    if (adapter && host) return prepareAdapter(adapter.files, host.parts.model, adapter.name);
    const stored = await requireRun(records, id);
    const kept = await keptFolders(store, stored);
    if (kept.model) await shelf.use(kept.model);
    const files = kept.adapter ? fileMap(kept.adapter) : undefined;
    return prepareExport(stored.job, await shelf.get(stored.job.model), files);
  }

  async function sideOf(id: string, there: Besides): Promise<Answering> {
    if (running.atHand()?.runId === id) return there.host;
    recent = [...recent.filter((known) => known !== id), id];
    const known = there.get(id);
    if (known) return known;
    const checkpoint = imported.has(id) ? null : await running.checkpoint(id);
    const side = await there.add(id, await partsOf(id), checkpoint);
    for (const old of recent.splice(0, Math.max(0, recent.length - KEPT))) there.remove(old);
    return side;
  }

  return {
    async ask(ids, texts) {
      const there = await hostFor(ids[0] ?? '');
      const answers: ModelAnswers[] = [];
      for (const id of ids) {
        try {
          const side = await sideOf(id, there);
          const said = await answerTexts(side, texts);
          answers.push({ id, held: side.held(), answers: said, error: null });
        } catch (error) {
          answers.push({ id, held: null, answers: [], error: toErrorRecord(error) });
        }
      }
      return answers;
    },
    async importAdapter(runId, { name, files }) {
      const { host } = await hostFor(runId);
      const map = fileMap(files);
      const { task, method, data } = await prepareAdapter(map, host.parts.model, name);
      const id = `adapter:${crypto.randomUUID()}`;
      imported.set(id, { name, files: map });
      return { id, name, task: task.id, method: method.id, labels: data.labels };
    },
  };
}
