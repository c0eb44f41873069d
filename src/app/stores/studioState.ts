import type {
  AdapterFacts,
  AdapterSource,
  Catalog,
  ColumnGuess,
  ColumnRole,
  Config,
  DataProfile,
  DataSource,
  DatasetSummary,
  DeviceReport,
  ErrorRecord,
  Job,
  ModelSource,
  ModelSummary,
  ProfileRequest,
  RunPlan,
  Sample,
  Saving,
  TimeEstimate,
  TokenLengths,
} from '../../worker/protocol';
import type { PacedProgress } from './pace';

/** What a person has chosen and what the engine says of it. */
export interface StudioState {
  readonly catalog: Catalog | null;
  readonly device: DeviceReport | null;
  readonly samples: readonly Sample[];
  readonly encodings: readonly string[];
  readonly task: string;
  readonly source: DataSource | null;
  readonly dataset: DatasetSummary | null;
  readonly roles: Readonly<Record<string, string>>;
  readonly profile: DataProfile | null;
  readonly lengths: TokenLengths | null;
  readonly dataError: ErrorRecord | null;
  /** The source that could not be read; what was there before it stays. */
  readonly failedSource: DataSource | null;
  readonly model: ModelSummary | null;
  readonly modelSource: ModelSource | null;
  readonly modelError: ErrorRecord | null;
  /** What training goes on from; its method and their settings are the recipe's. */
  readonly adapter: AdapterFacts | null;
  readonly adapterSource: AdapterSource | null;
  readonly adapterError: ErrorRecord | null;
  readonly method: string;
  readonly methodConfigs: Readonly<Record<string, Config>>;
  readonly taskConfig: Config;
  readonly training: Training;
  /** Of what stays frozen. */
  readonly precision: Job['precision'];
  /** Where it shall compute. */
  readonly backend: Job['backend'];
  /** null: follows the method. */
  readonly learningRate: number | null;
  readonly plan: RunPlan | null;
  readonly planError: ErrorRecord | null;
  readonly methodPlans: Readonly<Record<string, RunPlan>>;
  /** What would make a run smaller that does not fit. */
  readonly savings: readonly Saving[];
  /** null while it is not known, and where it is not measured. */
  readonly estimate: TimeEstimate | null;
  readonly measuring: boolean;
  readonly progress: Readonly<Record<string, PacedProgress>>;
}

/** The settings of a run, apart from its method's. */
export interface Training {
  readonly epochs: number;
  readonly batchSize: number;
  readonly maxTokens: number;
  readonly validationShare: number;
  readonly stratify: boolean;
  /** Validates on one fold of several in place of a share; null where a share is drawn. */
  readonly fold: { readonly fold: number; readonly folds: number } | null;
  readonly seed: number;
  readonly optimizer: string;
  readonly schedule: string;
  /** Everything else the catalog has, by the id of its owner: training, an optimizer, a schedule. */
  readonly more: Readonly<Record<string, Config>>;
}

export const FIRST_STATE: StudioState = {
  catalog: null,
  device: null,
  samples: [],
  encodings: [],
  task: 'sequence-classification',
  source: null,
  dataset: null,
  roles: {},
  profile: null,
  lengths: null,
  dataError: null,
  failedSource: null,
  model: null,
  modelSource: null,
  modelError: null,
  adapter: null,
  adapterSource: null,
  adapterError: null,
  method: 'full',
  methodConfigs: {},
  taskConfig: {},
  training: {
    epochs: 6,
    batchSize: 16,
    maxTokens: 128,
    validationShare: 0.15,
    stratify: true,
    fold: null,
    seed: 42,
    optimizer: 'adamw',
    schedule: 'linear',
    more: { training: { checkpointEvery: 50 } },
  },
  precision: 'f32',
  backend: 'auto',
  learningRate: null,
  plan: null,
  planError: null,
  methodPlans: {},
  savings: [],
  estimate: null,
  measuring: false,
  progress: {},
};

/** A method's settings: its own, or its defaults. */
export function configOf(state: StudioState, id: string): Config {
  const method = state.catalog?.methods.find((entry) => entry.id === id);
  const defaults = Object.fromEntries(
    (method?.fields ?? []).map((field) => [field.key, field.default]),
  );
  return { ...defaults, ...state.methodConfigs[id] };
}

/** The learning rate in force: the person's, else the method's. */
export function rateOf(state: StudioState): number {
  const method = state.catalog?.methods.find(({ id }) => id === state.method);
  return state.learningRate ?? method?.learningRate ?? 5e-5;
}

/** The training settings with the batch that suits a task. */
export function trainingFor({ catalog, training }: StudioState, task: string): Training {
  const { batchSize } = catalog?.tasks.find(({ id }) => id === task) ?? training;
  return { ...training, batchSize };
}

/** How many times faster the head learns: the person's choice, else the method's. */
export function headRateOf(state: StudioState): number {
  const method = state.catalog?.methods.find(({ id }) => id === state.method);
  return Number(state.training.more.training?.headRate ?? method?.headRate ?? 1);
}

/** What was guessed about the columns for the chosen task. */
export function guessOf({ dataset, task }: StudioState): ColumnGuess | undefined {
  return dataset?.guesses[task];
}

const NO_ROLES: readonly ColumnRole[] = [];

/** The roles of the chosen task. */
export function rolesOf({ catalog, task }: StudioState): readonly ColumnRole[] {
  return catalog?.tasks.find(({ id }) => id === task)?.columns ?? NO_ROLES;
}

/** What the chosen task's rows teach: class, numbers, labels, tags. */
export function goalOf({ catalog, task }: StudioState): string {
  return catalog?.tasks.find(({ id }) => id === task)?.goal ?? 'class';
}

/** Whether the rows of the chosen task have one class each. */
export function hasClasses({ catalog, task }: StudioState): boolean {
  return catalog?.tasks.find(({ id }) => id === task)?.ofClasses ?? false;
}

/** Whether every role that the task needs has a column. */
function rolesComplete(state: StudioState): boolean {
  const wanted = rolesOf(state).filter(({ required }) => required);
  return wanted.length > 0 && wanted.every(({ key }) => state.roles[key]);
}

/** Which rows validate, as a job says it. */
function splitOf({ fold, validationShare, stratify }: Training): Job['data']['validation'] {
  return fold ? { ...fold, stratify } : { fraction: validationShare, stratify };
}

/** What the data worker is asked about the chosen columns; null until they are chosen. */
export function profileRequest(state: StudioState): ProfileRequest | null {
  const { dataset, roles, training, task } = state;
  if (!dataset || !rolesComplete(state)) return null;
  const { seed } = training;
  return { dataset: dataset.id, task, columns: roles, validation: splitOf(training), seed };
}

/** The run's further settings, but those of classes where the task has none. */
function trainingMeant(state: StudioState): Config {
  const { catalog, training } = state;
  const given = training.more.training ?? {};
  if (hasClasses(state)) return given;
  const fields = catalog?.training ?? [];
  const idle = fields.flatMap(({ key, ofClasses }) => (ofClasses ? [key] : []));
  return Object.fromEntries(Object.entries(given).filter(([key]) => !idle.includes(key)));
}

/** The job of what is chosen; null until data, columns and model are. */
export function jobOf(state: StudioState): Job | null {
  const { dataset, model, roles, training, method } = state;
  if (!dataset || !model || !rolesComplete(state)) return null;
  const { epochs, batchSize, maxTokens, seed, optimizer, schedule, more } = training;
  const job = {
    version: 1,
    model: model.id,
    ...(state.adapterSource && { adapter: state.adapterSource.name }),
    data: {
      train: dataset.name,
      validation: splitOf(training),
      columns: roles,
    },
    task: { id: state.task, ...state.taskConfig },
    method: { id: method, ...configOf(state, method) },
    training: {
      ...trainingMeant(state),
      headRate: headRateOf(state),
      epochs,
      batchSize,
      maxTokens,
      seed,
      optimizer: { id: optimizer, ...more[optimizer], learningRate: rateOf(state) },
      schedule: { id: schedule, ...more[schedule] },
    },
    precision: state.precision,
    backend: new URLSearchParams(globalThis.location?.search).get('backend') ?? state.backend,
  };
  return job as unknown as Job;
}
