import { Dexie, type Table, type Transaction } from 'dexie';
import { EngineError, type ErrorRecord } from '../core/errors';
import type { Histogram } from '../core/histogram';
import type { Job } from '../job';
import type { RunEvent, RunSummary } from '../training/events';
import {
  appendRows,
  type MetricBlock,
  type MetricRow,
  type MetricSeries,
  readSeries,
} from './metricBlocks';

/** A run as it is remembered; weights and checkpoints are blobs in the store. */
export interface StoredRun {
  readonly runId: string;
  readonly projectId: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly job: Job;
  readonly status: 'running' | 'completed' | 'stopped' | 'paused' | 'failed' | 'interrupted';
  /** Optimizer steps done, of all. */
  readonly step: number;
  readonly steps: number;
  readonly summary: RunSummary | null;
  readonly error: ErrorRecord | null;
  /** Path of the last checkpoint in the store; null where it cannot be continued. */
  readonly checkpoint: string | null;
  /** How its training targets are spread, one a name; absent in runs of older versions. */
  readonly targets?: readonly Histogram[];
}

/** A text that a run was asked, and what was said of it. */
export interface StoredTry {
  readonly key?: number;
  readonly runId: string;
  readonly text: string;
  /** The second part of a pair; '' for none. */
  readonly pair: string;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly base: SaidThen;
  readonly tuned: SaidThen;
}

interface SaidThen {
  readonly said: string;
  /** How sure the model was; null where the task knows no probabilities. */
  readonly sure: number | null;
}

/** What a person works on: the job being put together, and its runs. */
export interface StoredProject {
  readonly projectId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The job as far as it is chosen. */
  readonly draft: unknown;
}

/** An event other than a step, in order of arrival. */
interface StoredEvent {
  readonly key?: number;
  readonly runId: string;
  readonly event: RunEvent;
}

/** One version of the database: its tables, and how rows of the version before become its own. */
export interface Migration {
  readonly version: number;
  /** Table → indexes, in Dexie's notation; only what changed. */
  readonly stores: Readonly<Record<string, string | null>>;
  readonly upgrade?: (transaction: Transaction) => Promise<void>;
}

/** Oldest first. Entries are never changed once released, only added. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    stores: {
      projects: 'projectId, updatedAt',
      runs: 'runId, projectId, createdAt',
      events: '++key, runId',
      metrics: '[runId+series+index], runId',
    },
  },
  { version: 2, stores: { tries: '++key, runId' } },
];

/** Texts that are remembered of a run. */
const TRIES = 200;

/** The records of this browser. Close it when done. */
export interface Records {
  readonly projects: RecordTable<StoredProject>;
  readonly runs: RecordTable<StoredRun>;
  /** Adds rows to a series; full blocks are written once and never again. */
  appendMetrics(runId: string, series: string, rows: readonly MetricRow[]): Promise<void>;
  /** A whole series, one typed array a column. */
  metrics(runId: string, series: string): Promise<MetricSeries>;
  /** Drops what came after `step`, so that a run can go on from an earlier checkpoint. */
  rewind(runId: string, step: number): Promise<void>;
  appendEvents(runId: string, events: readonly RunEvent[]): Promise<void>;
  /** Events of a run in order, steps not among them. */
  events(runId: string): Promise<readonly RunEvent[]>;
  /** Texts that a run was asked, newest first. */
  tries(runId: string): Promise<readonly StoredTry[]>;
  /** Remembers a text; in place of the same one before, and of the oldest beyond 200. */
  keepTry(entry: StoredTry): Promise<void>;
  clearTries(runId: string): Promise<void>;
  /** Removes a run with its metrics, its events and what it was asked. */
  deleteRun(runId: string): Promise<void>;
  close(): void;
}

export interface RecordTable<T> {
  put(record: T): Promise<void>;
  get(id: string): Promise<T | null>;
  /** Changes some fields of a record that exists; false where it does not. */
  update(id: string, change: Partial<T>): Promise<boolean>;
  /** All, oldest first. */
  list(): Promise<readonly T[]>;
  remove(id: string): Promise<void>;
}

export interface RecordsOptions {
  readonly name?: string;
  readonly migrations?: readonly Migration[];
}

/**
 * Opens the database, migrating it to the newest version.
 * @throws EngineError `storage/denied` without IndexedDB, `storage/newer` for a database of a newer
 * studio.
 */
export async function openRecords(options: RecordsOptions = {}): Promise<Records> {
  const database = new Dexie(options.name ?? 'graft-studio');
  for (const { version, stores, upgrade } of options.migrations ?? MIGRATIONS) {
    const step = database.version(version).stores({ ...stores });
    if (upgrade) step.upgrade(upgrade);
  }
  await guard(() => database.open());
  refuseNewer(database);
  const events = database.table<StoredEvent, number>('events');
  const metrics = database.table<MetricBlock, [string, string, number]>('metrics');
  const runs = database.table<StoredRun, string>('runs');
  const tries = database.table<StoredTry, number>('tries');

  function seriesOf(runId: string, series: string) {
    const range = [runId, series, Dexie.minKey];
    return metrics.where('[runId+series+index]').between(range, [runId, series, Dexie.maxKey]);
  }

  return {
    projects: recordTable(database.table<StoredProject, string>('projects'), 'updatedAt'),
    runs: recordTable(runs, 'createdAt'),
    appendMetrics: (runId, series, rows) =>
      guard(() =>
        database.transaction('rw', metrics, async () => {
          const last = (await seriesOf(runId, series).last()) ?? null;
          await metrics.bulkPut([...appendRows({ runId, series }, last, rows)]);
        }),
      ),
    metrics: (runId, series) =>
      guard(async () => readSeries(await seriesOf(runId, series).sortBy('index'))),
    rewind: (runId, step) =>
      guard(() =>
        database.transaction('rw', metrics, events, async () => {
          await rewindMetrics(metrics, runId, step);
          await events
            .where({ runId })
            .filter(({ event }) => event.step > step)
            .delete();
        }),
      ),
    appendEvents: (runId, list) =>
      guard(async () => void (await events.bulkAdd(list.map((event) => ({ runId, event }))))),
    events: (runId) =>
      guard(async () => (await events.where({ runId }).sortBy('key')).map(({ event }) => event)),
    tries: (runId) => guard(async () => (await tries.where({ runId }).sortBy('key')).reverse()),
    keepTry: (entry) =>
      guard(() =>
        database.transaction('rw', tries, async () => {
          const { runId, text, pair } = entry;
          const own = await tries.where({ runId }).sortBy('key');
          const same = own.filter((one) => one.text === text && one.pair === pair);
          const old = own.slice(0, Math.max(0, own.length - TRIES + 1));
          await tries.bulkDelete([...same, ...old].map(({ key = 0 }) => key));
          await tries.add(entry);
        }),
      ),
    clearTries: (runId) => guard(async () => void (await tries.where({ runId }).delete())),
    deleteRun: (runId) =>
      guard(() =>
        database.transaction('rw', runs, metrics, events, tries, async () => {
          await tries.where({ runId }).delete();
          await runs.delete(runId);
          await metrics.where({ runId }).delete();
          await events.where({ runId }).delete();
        }),
      ),
    close: () => database.close(),
  };
}

/** Dexie opens a newer database as if it were its own; the number it stores is version · 10. */
function refuseNewer(database: Dexie): void {
  if (Math.floor(database.backendDB().version / 10) <= database.verno) return;
  database.close();
  throw fault('storage/newer');
}

function recordTable<T extends object>(table: Table<T, string>, order: string): RecordTable<T> {
  return {
    put: (record) => guard(async () => void (await table.put(record))),
    get: (id) => guard(async () => (await table.get(id)) ?? null),
    update: (id, change) =>
      guard(() =>
        table
          .where(':id')
          .equals(id)
          .modify((record) => void Object.assign(record, change)),
      ).then((count) => count > 0),
    list: () => guard(() => table.orderBy(order).toArray()),
    remove: (id) => guard(() => table.delete(id)),
  };
}

/** Keeps the rows up to `step` of every series; blocks beyond it go. */
async function rewindMetrics(
  metrics: Table<MetricBlock, [string, string, number]>,
  runId: string,
  step: number,
): Promise<void> {
  const blocks = await metrics.where({ runId }).toArray();
  for (const block of blocks) {
    const kept = (block.columns.step ?? []).filter((value) => value <= step).length;
    if (kept === block.length) continue;
    const key: [string, string, number] = [block.runId, block.series, block.index];
    if (kept === 0) await metrics.delete(key);
    else await metrics.put({ ...block, length: kept, columns: cutColumns(block.columns, kept) });
  }
}

function cutColumns(columns: MetricBlock['columns'], length: number): MetricBlock['columns'] {
  return Object.fromEntries(
    Object.entries(columns).map(([key, values]) => [key, values.slice(0, length)]),
  );
}

/** Dexie's faults as ours. */
async function guard<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { name = '', inner } = (error ?? {}) as { name?: string; inner?: { name?: string } };
    const names = [name, inner?.name ?? ''];
    if (names.includes('QuotaExceededError')) throw fault('storage/full');
    const isDenied = ['MissingAPIError', 'OpenFailedError', 'SecurityError', 'InvalidStateError'];
    if (names.some((found) => isDenied.includes(found))) throw fault('storage/denied');
    throw error;
  }
}

const FAULTS = {
  'storage/full': [
    'The browser has no room left to remember this run.',
    'Delete runs or models you no longer need, or free space on the disk.',
  ],
  'storage/newer': [
    'The records in this browser were written by a newer version of the studio.',
    'Reload the page to get the newer version.',
  ],
  'storage/denied': [
    'The browser does not let this page keep records.',
    'Allow site data for this address, or leave private browsing, then reload.',
  ],
} as const;

function fault(code: keyof typeof FAULTS): EngineError {
  const [message, remedy] = FAULTS[code];
  return new EngineError(code, message, {}, remedy);
}
