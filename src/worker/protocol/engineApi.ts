import type { ErrorRecord } from '../../engine/core/errors';
import type { Config } from '../../engine/core/fields';
import type { Job } from '../../engine/job';
import type { SelfTestRow } from '../../engine/selfTest/selfTest';
import type { AdapterFacts } from '../../engine/session/adapterFacts';
import type { MergeCheck } from '../../engine/session/mergeCheck';
import type { RunPlan } from '../../engine/session/plan';
import type { Saving } from '../../engine/session/savings';
import type { SeriesRun, SeriesWanted } from '../../engine/session/series';
import type { SliceKey, Slices } from '../../engine/session/slices';
import type { SeriesResult, Standings } from '../../engine/session/standings';
import type { RunEvent } from '../../engine/training/events';
import type { Catalog, DeviceReport } from './catalog';
import type { AnswerPage, AnswerQuery, EvaluationReport, EvaluationRequest } from './evaluation';
import type { ModelSource, ModelSummary, TimeEstimate } from './models';
import type { AdapterSource, QueueEntry, RunFiles, RunRecord } from './runs';
import type { AskedText, ImportedAdapter, ModelAnswers, Tried } from './tries';

/** One thing a person can take away from a run. */
export interface ExportOption {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly opens: string;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** Lines of code that load it. */
  readonly code: string;
  readonly warnings: readonly string[];
  /** '' when it can be downloaded, else why not. */
  readonly unavailable: string;
}

/** The engine worker. */
export interface EngineApi {
  catalog(): Promise<Catalog>;
  device(): Promise<DeviceReport>;
  /** Tests the executor of this backend; nothing trains meanwhile. Reports progress under `task`. */
  selfTest(task: string, backend: Job['backend']): Promise<readonly SelfTestRow[]>;
  /** Loads a model and makes it the current one; reports progress under `task`. */
  openModel(task: string, source: ModelSource): Promise<ModelSummary>;
  /** Checks an adapter against an opened model, every tensor of it; keeps nothing. */
  openAdapter(task: string, model: string, source: AdapterSource): Promise<AdapterFacts>;
  /** Checks a job from outside and writes every default into it; names each fault by its path. */
  checkJob(json: unknown): Promise<Job>;
  /** Checks and completes a job, with bytes and steps; trains nothing. */
  plan(job: Job, files: RunFiles): Promise<RunPlan>;
  /** Plans of every method with its defaults, for the list. */
  planMethods(
    job: Job,
    files: RunFiles,
    methods: readonly { readonly id: string; readonly config: Config }[],
  ): Promise<readonly (RunPlan | ErrorRecord)[]>;
  /** Changes that would make a run smaller that does not fit; none where it does. */
  savings(job: Job, files: RunFiles): Promise<readonly Saving[]>;
  measure(task: string, job: Job, files: RunFiles): Promise<TimeEstimate | null>;
  /** Starts a run; its events follow. Resolves with the run's id once it has started. */
  start(job: Job, files: RunFiles): Promise<string>;
  /** Starts a run on the files that another one has kept. */
  startLike(runId: string, job: Job): Promise<string>;
  /** The runs that a job stands for by several methods, seeds and folds. */
  planSeries(job: Job, wanted: SeriesWanted): Promise<readonly SeriesRun[]>;
  compareSeries(results: readonly SeriesResult[]): Promise<Standings>;
  seriesCsv(results: readonly SeriesResult[]): Promise<string>;
  /** The queue that is kept in this browser; null without one. */
  queue(): Promise<readonly QueueEntry[] | null>;
  keepQueue(entries: readonly QueueEntry[]): Promise<void>;
  /** Continues an interrupted or paused run from its last checkpoint; on another backend where one is named. */
  resume(runId: string, backend?: Job['backend']): Promise<string>;
  pause(): Promise<void>;
  proceed(): Promise<void>;
  stop(): Promise<void>;
  /** Ends the run with a checkpoint that it can go on from. */
  interrupt(): Promise<void>;
  evaluate(task: string, runId: string, request: EvaluationRequest): Promise<EvaluationReport>;
  /** Rows of the evaluation that was made last, by its report's id. */
  answerPage(report: string, query: AnswerQuery): Promise<AnswerPage>;
  /** What the rows can be parted by. */
  sliceKeys(report: string): Promise<readonly SliceKey[]>;
  /** The rows parted by one of these, with the metrics of each part. */
  slices(task: string, report: string, key: SliceKey): Promise<Slices>;
  /** All of them as CSV. */
  predictions(
    task: string,
    report: string,
  ): Promise<{ readonly name: string; readonly blob: Blob }>;
  /** Asks tuned models of one base the same texts; the first of them is the one on the screen. */
  tryTexts(ids: readonly string[], texts: readonly AskedText[]): Promise<readonly ModelAnswers[]>;
  /** Puts an adapter from outside beside a run of the same base; checked in every tensor. */
  importAdapter(task: string, runId: string, source: AdapterSource): Promise<ImportedAdapter>;
  /** Texts that a run was asked, newest first. */
  tried(runId: string): Promise<readonly Tried[]>;
  keepTried(runId: string, entry: Tried): Promise<void>;
  clearTried(runId: string): Promise<void>;
  exportOptions(runId: string): Promise<readonly ExportOption[]>;
  /** Merged model against base and adapter, on validation rows; null where nothing is merged. */
  mergeDifference(runId: string): Promise<MergeCheck | null>;
  /** The zip of one option. */
  exportZip(
    task: string,
    runId: string,
    option: string,
  ): Promise<{ readonly name: string; readonly blob: Blob }>;
  runs(): Promise<readonly RunRecord[]>;
  runEvents(runId: string): Promise<readonly RunEvent[]>;
  renameRun(runId: string, name: string): Promise<void>;
  deleteRun(runId: string): Promise<void>;
  cancel(task: string): Promise<void>;
}
