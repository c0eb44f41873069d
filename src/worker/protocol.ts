/**
 * What the page and its workers say to each other: types only. Calls go through comlink; events
 * come as one stream, at most 4 messages a second, each a batch.
 */
import type { ErrorRecord } from '../engine/core/errors';
import type { Config, Field } from '../engine/core/fields';
import type { Histogram } from '../engine/core/histogram';
import type { Verdict } from '../engine/evaluation/verdict';
import type { Job } from '../engine/job';
import type { SelfTestRow } from '../engine/selfTest/selfTest';
import type { AdapterFacts } from '../engine/session/adapterFacts';
import type { HeldWeights } from '../engine/session/held';
import type { MergeCheck } from '../engine/session/mergeCheck';
import type { ListedRow, RowChoices, RowFilter } from '../engine/session/rowList';
import type { Saving } from '../engine/session/savings';
import type { SeriesRun, SeriesWanted } from '../engine/session/series';
import type { SliceKey, Slices } from '../engine/session/slices';
import type { SeriesResult, Standings } from '../engine/session/standings';
import type { StoredTry } from '../engine/storage/records';
import type { ChainSteps } from '../engine/tasks/chainSteps';
import type { MetricGroup, Prediction, TaskReport } from '../engine/tasks/task';
import type { MemoryBytes, Metrics, RunEvent, RunSummary } from '../engine/training/events';

export type { ErrorRecord, ErrorValues } from '../engine/core/errors';
export type { Config, Field } from '../engine/core/fields';
export type { Histogram } from '../engine/core/histogram';
export type { Trouble } from '../engine/evaluation/trouble';
export type { ColumnRoles, Job, TrainingSettings } from '../engine/job';
export type { SelfTestRow } from '../engine/selfTest/selfTest';
export type { AdapterFacts } from '../engine/session/adapterFacts';
export type { HeldWeights } from '../engine/session/held';
export type { MergeCheck } from '../engine/session/mergeCheck';
export type { ListedRow, RowFilter } from '../engine/session/rowList';
export type { Saving } from '../engine/session/savings';
export type { SeriesWanted } from '../engine/session/series';
export type { Slice, SliceKey, Slices, WeakestSlice } from '../engine/session/slices';
export type { SeriesResult, Standing, Standings } from '../engine/session/standings';
export type { ChainSteps } from '../engine/tasks/chainSteps';
export type {
  ClassMetrics,
  MemoryBytes,
  Metrics,
  RunEvent,
  RunSummary,
  StepEvent,
} from '../engine/training/events';

/** Progress of something long. `total` null: not known. */
export interface Progress {
  readonly activity:
    | 'loading'
    | 'detecting'
    | 'reading'
    | 'hashing'
    | 'collecting'
    | 'tokenizing'
    | 'preparing'
    | 'features'
    | 'weights'
    | 'compiling'
    | 'evaluating'
    | 'exporting'
    | 'testing';
  /** File or split at hand. */
  readonly name: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'rows' | 'tensors' | 'kernels' | 'checks';
}

/** The task under which the engine reads and tokenises the rows of a job. */
export type PrepareTask = 'prepare';

/** Everything that comes without being asked for. */
export type StudioEvent =
  | { readonly type: 'run'; readonly events: readonly RunEvent[] }
  | { readonly type: 'progress'; readonly task: string; readonly progress: Progress | null }
  | { readonly type: 'network'; readonly entries: readonly NetworkEntry[] }
  /** Something a person should know that ends nothing: what a run leaves cannot be kept. */
  | { readonly type: 'notice'; readonly notice: ErrorRecord };

/** One request of the page or its workers since load. */
export interface NetworkEntry {
  readonly id: number;
  readonly url: string;
  readonly method: string;
  readonly status: number | null;
  /** Bytes of request bodies; what left the device. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly startedAt: number;
}

/** Every registry as plain data; `graft describe` prints the same. */
export interface Catalog {
  readonly version: string;
  readonly models: readonly BundledModel[];
  readonly families: readonly CatalogEntry[];
  readonly tasks: readonly (CatalogEntry & {
    /** What its rows teach. */
    readonly goal: string;
    /** Whether a row has one class. */
    readonly ofClasses: boolean;
    /** Rows of a batch that learn it well. */
    readonly batchSize: number;
    readonly columns: readonly ColumnRole[];
    /** As its runs are told, the one that they are compared by first. */
    readonly metrics: readonly { readonly id: string; readonly better: 'higher' | 'lower' }[];
  })[];
  readonly methods: readonly (CatalogEntry & {
    readonly paper: { readonly title: string; readonly url: string } | null;
    readonly group: 'own' | 'added' | 'virtual';
    /** Default learning rate with this method. */
    readonly learningRate: number;
    readonly headRate: number;
  })[];
  readonly optimizers: readonly CatalogEntry[];
  readonly schedules: readonly CatalogEntry[];
  readonly readers: readonly {
    readonly id: string;
    readonly label: string;
    readonly extensions: readonly string[];
  }[];
  /** General training settings (epochs, batch size, …). */
  readonly training: readonly Field[];
  /** The job's `precision`. */
  readonly precision: Field;
}

export interface CatalogEntry {
  readonly id: string;
  readonly label: string;
  /** One sentence. */
  readonly summary: string;
  readonly fields: readonly Field[];
}

export interface ColumnRole {
  readonly key: string;
  readonly label: string;
  readonly required: boolean;
  /** More columns may play it, as the key with 2, 3, … behind it. */
  readonly several?: boolean;
}

export interface BundledModel {
  readonly id: string;
  readonly label: string;
  readonly family: string;
  readonly parameters: number;
  readonly bytes: number;
  readonly license: string;
  readonly licenseUrl: string;
  readonly source: string;
  readonly description: string;
}

/** Where the engine computes, and why. */
export interface DeviceReport {
  readonly backend: string;
  readonly reason: string;
  readonly threads: number;
  readonly description: string;
  readonly crossOriginIsolated: boolean;
  /** GPU adapter found, '' for none. */
  readonly adapter: string;
  /** What would make it faster, in words; '' when nothing would. */
  readonly advice: string;
  readonly storage: {
    readonly persistent: boolean;
    readonly used: number;
    readonly quota: number;
    readonly note: string;
  };
}

// ---- data ----

/** Where rows come from, and how to read them: a dropped file, or a sample that ships with the studio. */
export type DataSource = (
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'sample'; readonly id: string }
) & { readonly options?: DatasetOptions };

/** Overrides of what was detected; what is left out is detected. */
export interface DatasetOptions {
  readonly encoding?: string;
  readonly format?: string;
  /** `literal`: a quotation mark is a character like any other. */
  readonly quotes?: 'standard' | 'literal';
  /** `stop`: the rows before a quotation mark that never closes are the file. */
  readonly onUnclosedQuote?: 'throw' | 'stop';
}

export interface Sample {
  readonly id: string;
  readonly label: string;
  readonly file: string;
  readonly rows: number;
  readonly size: number;
  readonly task: string;
  readonly description: string;
}

export interface DatasetSummary {
  /** Handle for later calls. */
  readonly id: string;
  readonly name: string;
  readonly sample: boolean;
  readonly byteLength: number;
  readonly sha256: string;
  readonly format: string;
  readonly encoding: {
    readonly name: string;
    readonly confidence: number;
    readonly reason: string;
  };
  /** Column separator of CSV and TSV, else ''. */
  readonly delimiter: string;
  /** Physical line of the header, from 1; null without one. */
  readonly headerLine: number | null;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  /** Id of the task that the columns suit best. */
  readonly task: string;
  /** The columns that each task would take, by the tasks' ids. */
  readonly guesses: Readonly<Record<string, ColumnGuess>>;
  readonly problems: readonly ProblemGroup[];
}

export interface ColumnSummary {
  readonly name: string;
  readonly kind: 'text' | 'category' | 'number' | 'id' | 'date' | 'json' | 'empty';
  readonly distinct: number;
  readonly blank: number;
  readonly examples: readonly string[];
}

export interface ColumnGuess {
  readonly roles: Readonly<Record<string, string>>;
  /** Role → reason sentence (English) with a code the interface translates. */
  readonly reasons: Readonly<
    Record<
      string,
      { readonly code: string; readonly values: ErrorRecord['values']; readonly text: string }
    >
  >;
  /** Whether a run may start on this guess without being asked. */
  readonly safe: boolean;
}

/** All problems of one kind; `examples` are the first of them. */
export interface ProblemGroup {
  readonly kind: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly count: number;
  readonly examples: readonly ProblemExample[];
  /** What was done: `left out`, `kept`, `changed`, `not read`, `none`. */
  readonly action: string;
  /** Rows of this kind that a page with `problem` shows. */
  readonly rows: number;
}

export interface ProblemExample {
  readonly row: number | null;
  readonly line: number | null;
  readonly column: string | null;
  readonly values: ErrorRecord['values'];
  /** The English sentence, for kinds that the interface does not know. */
  readonly message: string;
}

export interface RowPage {
  readonly total: number;
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** Row number in the file as a person counts. */
  readonly row: number;
  /** Cells in the order of the columns, cut to 400 characters. */
  readonly cells: readonly string[];
  /** Token count of the text; null until counted. */
  readonly tokens: number | null;
  readonly leftOut: boolean;
}

export interface RowQuery {
  readonly start: number;
  readonly count: number;
  /** Case-insensitive text in any column. */
  readonly search?: string;
  /** Only rows with a problem of this kind; '' for any kind. */
  readonly problem?: string;
  /** Only rows with more tokens than this. */
  readonly longerThan?: number;
}

/** What the chosen columns and split amount to. */
export interface DataProfile {
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  readonly usable: number;
  readonly train: number;
  readonly validation: number;
  readonly problems: readonly ProblemGroup[];
}

/** Token lengths of the usable rows, special tokens included. */
export interface TokenLengths {
  readonly rows: number;
  readonly mean: number;
  readonly longest: number;
  /** `tally[n]`: rows of exactly n tokens; the last entry holds all longer ones, too. */
  readonly tally: readonly number[];
}

export interface ProfileRequest {
  readonly dataset: string;
  readonly task: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly validation: Job['data']['validation'];
  readonly seed: number;
}

/** The data worker. Every long call may be aborted by `cancel(task)` with its task name. */
export interface DataApi {
  samples(): Promise<readonly Sample[]>;
  /** Encodings to choose from by hand, the most frequent ones first. */
  encodings(): Promise<readonly string[]>;
  open(task: string, source: DataSource): Promise<DatasetSummary>;
  page(dataset: string, query: RowQuery): Promise<RowPage>;
  /** Whole cells of some columns, of at most so many rows from the first. */
  cells(dataset: string, columns: readonly string[], most: number): Promise<readonly string[][]>;
  /** As a task, for it looks at every row. */
  profile(task: string, request: ProfileRequest): Promise<DataProfile>;
  lengths(task: string, request: ProfileRequest, model: ModelSource): Promise<TokenLengths>;
  close(dataset: string): Promise<void>;
  cancel(task: string): Promise<void>;
}

// ---- model, run ----

export type ModelSource =
  | { readonly kind: 'bundled'; readonly id: string }
  | {
      readonly kind: 'files';
      readonly name: string;
      readonly files: readonly { readonly path: string; readonly file: File }[];
    };

export interface ModelSummary {
  readonly id: string;
  readonly label: string;
  readonly family: string;
  readonly familyLabel: string;
  readonly parameters: number;
  readonly bytes: number;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  /** Rows of the embedding. */
  readonly vocabulary: number;
  readonly tokenizerTokens: number;
  /** Parameters by place (embeddings, attention, mlp, pooler, head), the most first. */
  readonly parts: readonly { readonly part: string; readonly parameters: number }[];
  readonly maxTokens: number;
  /** Task ids this model can be tuned for. */
  readonly tasks: readonly string[];
  readonly sentenceTransformer: boolean;
  /** Labels of a head found in the folder; [] without one. */
  readonly headLabels: readonly string[];
  readonly notes: readonly string[];
}

/** What a job would do, computed without training. */
export interface RunPlan {
  readonly parameters: number;
  readonly trainable: number;
  /** Bytes of the file that Export would write for this method. */
  readonly adapterBytes: number;
  readonly bytes: MemoryBytes;
  /** Bytes that a run may hold on this device. */
  readonly memoryLimit: number;
  /** Whether layers are computed again for the backward pass (gradient checkpointing). */
  readonly recomputes: boolean;
  /** Where words are filled in: whether the head for words is the model's own; null elsewhere. */
  readonly wordHead: 'loaded' | 'drawn' | null;
  readonly frozen: FrozenWeights;
  readonly steps: number;
  readonly tokensPerStep: number;
  readonly picture: MethodPicture;
  /** The job completed with every default. */
  readonly job: Job;
}

/** What does not train, and what the job's precision makes of it. */
export interface FrozenWeights {
  /** Parameters that the precision acts on; 0 where everything trains. */
  readonly parameters: number;
  /** Bytes that all weights would take at each precision. */
  readonly weightBytes: Readonly<Record<Job['precision'], number>>;
  /** Parameters of the whole network by how they lie. */
  readonly storages: Readonly<Record<string, number>>;
}

/** Which places of the loaded model train, from the method's own hooks. */
export interface MethodPicture {
  readonly embeddings: PlaceState;
  readonly head: PlaceState;
  readonly virtualTokens: number;
  /** One per layer, bottom first: state by role (query, key, value, output, up, down, gate, norm). */
  readonly layers: readonly Readonly<Record<string, PlaceState>>[];
  /** Trained parameters by place, for the caption. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** `trained`: its own weights move; `added`: frozen, with new trained weights beside it. */
export type PlaceState = 'frozen' | 'trained' | 'added';

/** Measured on real steps of this job; not a guess. */
export interface TimeEstimate {
  readonly secondsPerStep: number;
  readonly measuredSteps: number;
  readonly totalSeconds: number;
}

/** A PEFT folder, or the zip of one, as it was dropped. */
export interface AdapterSource {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly file: File }[];
}

export interface RunFiles {
  /** Job path → file, for data.train, data.validation, data.test. */
  readonly data: Readonly<Record<string, DataSource>>;
  readonly adapter?: AdapterSource['files'];
}

export interface RunRecord {
  readonly runId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly job: Job;
  readonly status: 'running' | 'completed' | 'stopped' | 'paused' | 'failed' | 'interrupted';
  readonly summary: RunSummary | null;
  readonly error: ErrorRecord | null;
  /** Thinned loss series for a sparkline. */
  readonly losses: readonly number[];
  readonly resumable: boolean;
  readonly steps: number;
  readonly step: number;
  /** How its training targets are spread, one a name; [] where they are no numbers. */
  readonly targets: readonly Histogram[];
  /** Whether weights of it are kept, so that it can be asked. */
  readonly hasWeights: boolean;
}

/** One run of the queue: what is to be run, and what has come of it. */
export interface QueueEntry extends SeriesRun {
  /** Parameters that train, and bytes of the file that Export would write. */
  readonly trainable: number;
  readonly fileBytes: number;
  /** Its run; null before it begins. */
  readonly runId: string | null;
  readonly state: SeriesResult['state'];
  readonly error: ErrorRecord | null;
}

/** One split scored by base and tuned model. */
export interface EvaluationReport {
  /** Handle for its rows. */
  readonly id: string;
  readonly split: 'validation' | 'test';
  /** Rows that were scored. */
  readonly rows: number;
  /** Rows whose texts were trained on; null where there are none. */
  readonly overlap: Overlap | null;
  /** What is odd about the test files. */
  readonly problems: readonly FileProblem[];
  /** What the rows teach: class, labels, numbers, tags. */
  readonly goal: string;
  /** Metrics in the order they are listed. */
  readonly headline: readonly string[];
  /** The others, by what they say. */
  readonly details: Readonly<Partial<Record<MetricGroup, readonly string[]>>>;
  /** Metrics that are better the lower they are. */
  readonly falling: readonly string[];
  readonly labels: readonly string[];
  readonly guessingLoss: number;
  /** Where words are tagged: those that the tokenizer has no token for. */
  readonly unread: number;
  /** Where a chain decides: what it learned of steps between tags; else null. */
  readonly steps: ChainSteps | null;
  /** Whether tuned is better than base by the first metric. */
  readonly verdict: Verdict;
  readonly base: SideReport;
  readonly tuned: SideReport;
  /** What its rows can be narrowed by. */
  readonly choices: RowChoices;
}

export interface SideReport extends TaskReport {
  readonly loss: number;
  readonly metrics: Metrics;
  /** 95 % bootstrap intervals of the scalar metrics. */
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
}

/** Rows to be scored that stand among the training rows as well. */
export interface Overlap {
  readonly rows: number;
  /** The first of them by their row numbers, and the training row of each. */
  readonly first: readonly {
    readonly row: number;
    readonly file: string;
    readonly trainRow: number;
  }[];
  /** Whether they were left out of the scores. */
  readonly leftOut: boolean;
}

export interface FileProblem extends ProblemGroup {
  readonly file: string;
}

/** What to score: the validation rows, or those of files that were never trained on. */
export interface EvaluationRequest {
  readonly files: readonly DataSource[];
  /** Leaves rows out that were trained on. */
  readonly withoutTrained: boolean;
}

/** Some rows of an evaluation, the worst first. */
export interface AnswerQuery extends RowFilter {
  readonly start: number;
  readonly count: number;
}

export interface AnswerPage {
  /** Rows that the filter leaves. */
  readonly total: number;
  readonly rows: readonly ListedRow[];
}

/** A text to be asked; `pair` where the rows were pairs. */
export interface AskedText {
  readonly text: string;
  readonly pair?: string;
}

/** What base and tuned model say about one text. */
export interface TryAnswer {
  readonly text: string;
  /** The second part of a pair; '' for none. */
  readonly pair: string;
  /** What the rows taught: class, labels, numbers, tags. */
  readonly goal: string;
  readonly labels: readonly string[];
  /** Where any number of labels is given: the probability from which each one is. */
  readonly thresholds: readonly number[] | null;
  /** Where words are tagged: the words. */
  readonly words: readonly string[] | null;
  readonly base: Prediction;
  readonly tuned: Prediction;
  readonly tokens: number;
  readonly truncated: boolean;
  /** Of all texts that were asked together. */
  readonly milliseconds: number;
}

/** What one tuned model says of the texts it was asked, or why it says nothing. */
export interface ModelAnswers {
  /** A run's id, or that of an imported adapter. */
  readonly id: string;
  readonly answers: readonly TryAnswer[];
  /** Where its weights lie; null where it could not be loaded. */
  readonly held: HeldWeights | null;
  readonly error: ErrorRecord | null;
}

/** An adapter from outside, with a head of its own. */
export interface ImportedAdapter {
  readonly id: string;
  readonly name: string;
  readonly task: string;
  readonly method: string;
  readonly labels: readonly string[];
}

/** A text that a run was asked before. */
export type Tried = Omit<StoredTry, 'key' | 'runId'>;

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
