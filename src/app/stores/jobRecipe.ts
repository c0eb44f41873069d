import type { Catalog, ColumnRoles, Config, Job } from '../../worker/protocol';
import type { StudioState, Training } from './studioState';

/** The last part of a path, which is all that a page knows of a file. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** What a job chooses besides its data: method, settings, task. The inverse of `jobOf`. */
export function recipeOf(job: Job, state: StudioState): Partial<StudioState> {
  const { id: task, ...settings } = job.task;
  const { id: method, ...config } = job.method;
  const entry = state.catalog?.methods.find(({ id }) => id === method);
  const rate = Number(job.training.optimizer.learningRate);
  return {
    task,
    taskConfig: withoutFound(settings as unknown as Config, task, state.catalog),
    method,
    methodConfigs: { ...state.methodConfigs, [method]: config as Config },
    training: trainingOf(job, state.training, entry),
    // What equals the method's own goes on following it.
    learningRate: rate === entry?.learningRate ? null : rate,
    precision: job.precision,
    backend: job.backend,
  };
}

/** What the data gives is asked of the data at hand. */
function withoutFound(config: Config, task: string, catalog: Catalog | null): Config {
  const fields = catalog?.tasks.find(({ id }) => id === task)?.fields ?? [];
  const found = fields.flatMap(({ key, fromData }) => (fromData ? [key] : []));
  return Object.fromEntries(Object.entries(config).filter(([key]) => !found.includes(key)));
}

function trainingOf(
  job: Job,
  before: Training,
  entry: Catalog['methods'][number] | undefined,
): Training {
  const { epochs, batchSize, maxTokens, seed, optimizer, schedule, headRate, ...general } =
    job.training;
  const { id: optimizerId, learningRate: _, ...optimizerConfig } = optimizer;
  const { id: scheduleId, ...scheduleConfig } = schedule;
  const { validation } = job.data;
  const split = typeof validation === 'object' && validation !== null ? validation : null;
  const ownHeadRate = headRate === entry?.headRate ? {} : { headRate };
  return {
    epochs,
    batchSize,
    maxTokens,
    seed,
    validationShare: split && 'fraction' in split ? split.fraction : before.validationShare,
    stratify: split?.stratify ?? before.stratify,
    fold: split && 'folds' in split ? { fold: split.fold, folds: split.folds } : null,
    optimizer: optimizerId,
    schedule: scheduleId,
    more: {
      ...before.more,
      training: { ...general, ...ownHeadRate } as unknown as Config,
      [optimizerId]: optimizerConfig as Config,
      [scheduleId]: scheduleConfig as Config,
    },
  };
}

/** A job's columns and classes as far as the dataset at hand has them. */
export function columnsOf(job: Job, state: StudioState): Partial<StudioState> {
  const { dataset, roles, taskConfig } = state;
  const { columns } = job.data;
  const known = Object.entries(columns ?? {}).filter(([, name]) => hasColumn(dataset, name));
  const { labels } = job.task as { labels?: Config[string] };
  return {
    roles: columns ? (Object.fromEntries(known) as ColumnRoles) : roles,
    taskConfig: labels === undefined ? taskConfig : { ...taskConfig, labels },
  };
}

function hasColumn(dataset: StudioState['dataset'], name: string): boolean {
  return dataset?.columns.some((column) => column.name === name) ?? false;
}

/** What a job needs that is not loaded. */
export interface Missing {
  readonly data: string | null;
  readonly model: string | null;
  readonly columns: readonly string[];
}

/** What of a job is not at hand: its dataset, its model, columns of the dataset that stands in. */
export function missingOf(
  job: Job,
  state: Pick<StudioState, 'dataset' | 'model'>,
  standIn: boolean,
): Missing {
  const { dataset, model } = state;
  const train = fileName(job.data.train);
  const there = dataset !== null && (standIn || dataset.name === train);
  const columns = Object.values(job.data.columns ?? {});
  return {
    data: there ? null : train,
    model: model && fileName(model.id) === fileName(job.model) ? null : fileName(job.model),
    columns: there ? columns.filter((name) => !hasColumn(dataset, name)) : [],
  };
}

/** Keys of a job that the studio has no place for, with what they say. */
export function setAside(job: Job): readonly { readonly path: string; readonly value: string }[] {
  const { validation, test } = job.data;
  const found = [
    { path: 'adapter', value: job.adapter },
    { path: 'data.test', value: test },
    {
      path: 'data.validation',
      value: validation === null ? 'null' : typeof validation === 'string' ? validation : undefined,
    },
  ];
  return found.flatMap(({ path, value }) => (value === undefined ? [] : [{ path, value }]));
}
