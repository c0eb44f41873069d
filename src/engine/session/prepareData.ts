import { EngineError } from '../core/errors';
import { remember } from '../core/remember';
import {
  buildExamples,
  type Dataset,
  type ExampleOptions,
  type Examples,
  findOverlap,
  guessColumns,
  inFile,
  type LabelSet,
  labelSet,
  mergeReports,
  type ProblemReport,
  resolveColumns,
  someNames,
  splitExamples,
  throwOnError,
} from '../data';
import type { Job } from '../job';
import type { LoadedModel } from './loadedModel';
import type { PreparedData, PreparedSplit } from './preparedData';
import { splitOf, type TokenizeOptions, tokenizeRows } from './tokenizeRows';
import type { TokenTable } from './tokenTable';

/** The datasets that a job names. */
export interface JobDatasets {
  readonly train: Dataset;
  /** Where `data.validation` names a file. */
  readonly validation?: Dataset;
  readonly test?: Dataset;
}

export interface PrepareOptions extends TokenizeOptions {
  /** Told how many rows of a file were looked at, before any is tokenised. */
  readonly onCollect?: ExampleOptions['onRows'];
  /** Class names of the model folder's own head; [] without. */
  readonly headLabels: readonly string[];
}

/** Columns, labels, usable rows, split and token ids of a job's data, with all that was left out. */
export async function prepareData(
  job: Job,
  datasets: JobDatasets,
  options: PrepareOptions,
): Promise<{ data: PreparedData; problems: ProblemReport }> {
  const { train: dataset } = datasets;
  const columns = resolveColumns(dataset, job.data.columns);
  const found = labelsIn(dataset, columns.label);
  throwOnError(found.problems, dataset.name);
  const labels = orderLabels(job, found.labels, options.headLabels);
  const onRows = options.onCollect ? { onRows: options.onCollect } : {};
  const all = await usableRows(dataset, { columns, labels, ...onRows });
  throwOnError(all.problems, dataset.name);
  const scored = async (other: Dataset): Promise<Examples> => {
    const examples = await usableRows(other, { columns, labels, duplicates: 'keep', ...onRows });
    throwOnError(examples.problems, other.name);
    return examples;
  };
  const validationFile = datasets.validation ? await scored(datasets.validation) : null;
  const testFile = datasets.test ? await scored(datasets.test) : null;
  const { validation } = job.data;
  const split =
    validation !== null && typeof validation === 'object' && !validationFile
      ? splitExamples(all, { ...validation, seed: job.training.seed })
      : null;
  const problems = [found.problems, all.problems, ...(split ? [split.problems] : [])];
  const reports = [inFile(mergeReports(dataset.problems, ...problems), dataset.name)];
  for (const [file, other] of [
    [datasets.validation, validationFile],
    [datasets.test, testFile],
  ] as const) {
    if (!file || !other) continue;
    const found = mergeReports(file.problems, other.problems, findOverlap(all, other));
    reports.push(inFile(found, file.name));
  }
  const take = await tokenizeFiles([all, validationFile, testFile], options);
  const data: PreparedData = {
    labels,
    columns: { ...columns },
    train: take(all, split?.train),
    validation: split ? take(all, split.validation) : validationFile && take(validationFile),
    test: testFile && take(testFile),
  };
  return { data, problems: mergeReports(...reports) };
}

/** Tokenises a job's files one after another; makes splits of them, their examples numbered through. */
async function tokenizeFiles(
  files: readonly (Examples | null)[],
  options: TokenizeOptions,
): Promise<(examples: Examples, places?: Uint32Array | null) => PreparedSplit> {
  const given = files.filter((examples) => examples !== null);
  const total = given.reduce((sum, { count }) => sum + count, 0);
  const done = new Map<Examples, { readonly tokens: TokenTable; readonly firstPlace: number }>();
  let from = 0;
  for (const examples of given) {
    const tokens = await tokenizeRows(examples, options, { from, total });
    done.set(examples, { tokens, firstPlace: from });
    from += examples.count;
  }
  return (examples, places = null) => {
    const { tokens, firstPlace } = done.get(examples) as { tokens: TokenTable; firstPlace: number };
    return splitOf(examples, tokens, { places, firstPlace });
  };
}

const labelSets = remember<Dataset, LabelSet>(1);
const rowSets = remember<Dataset, Promise<Examples>>(1);

/** Classes of a column. A job that differs elsewhere finds them as they were. */
function labelsIn(dataset: Dataset, column: string): LabelSet {
  return labelSets.get(dataset, column, () => labelSet(dataset, column));
}

/** The rows that can be used; the same ones, with their tokens, for a job that differs elsewhere. */
function usableRows(dataset: Dataset, options: ExampleOptions): Promise<Examples> {
  const { columns, labels, duplicates } = options;
  const { text, textPair, label } = columns;
  const key = JSON.stringify([text, textPair, label, labels, duplicates]);
  const rows = rowSets.get(dataset, key, () => buildExamples(dataset, options));
  // A pass that was ended leaves nothing.
  rows.catch(() => rowSets.forget(dataset, key, rows));
  return rows;
}

/** The columns that scoring reads. */
export interface ScoringColumns {
  readonly text: string;
  readonly textPair?: string;
  readonly label?: string;
}

/** A file to score, with its classes known; labels are read only where their column is named. */
export async function prepareScoring(
  dataset: Dataset,
  columns: ScoringColumns,
  labels: readonly string[],
  options: PrepareOptions,
): Promise<{ data: PreparedData; problems: ProblemReport }> {
  const examples = await buildExamples(dataset, { columns, labels, duplicates: 'keep' });
  throwOnError(examples.problems, dataset.name);
  const stretch = { from: 0, total: examples.count };
  const test = splitOf(examples, await tokenizeRows(examples, options, stretch));
  const data = { ...emptyData(labels, { ...columns }), test };
  const problems = mergeReports(dataset.problems, examples.problems);
  return { data, problems: inFile(problems, dataset.name) };
}

/** A file dropped to score a run on: never trained on, with the run's own columns and classes. */
export async function prepareTestFile(
  run: {
    readonly parts: { readonly job: Job; readonly data: PreparedData; readonly model: LoadedModel };
  },
  dataset: Dataset,
): Promise<PreparedSplit> {
  const { job, data, model } = run.parts;
  const has = (column: string | undefined): boolean =>
    column !== undefined && dataset.columns.includes(column);
  const same = has(data.columns.text) && has(data.columns.label);
  const columns = scoringColumns(dataset, same ? data.columns : {}, true);
  const prepared = await prepareScoring(dataset, columns, data.labels, {
    headLabels: data.labels,
    tokenizer: model.tokenizer,
    maxTokens: Math.min(job.training.maxTokens, model.model.shape.maxTokens),
  });
  return prepared.data.test ?? prepared.data.train;
}

/** Data of a run without any row: for what needs its weights alone. */
export function emptyData(
  labels: readonly string[],
  columns: Readonly<Record<string, string>>,
): PreparedData {
  const train = { examples: [], lengths: new Uint32Array(0), text: () => '', rowNumber: () => 0 };
  return { labels, columns, train, validation: null, test: null };
}

/** The named columns, else the guess where it is safe. Without labels only the text must be clear. */
export function scoringColumns(
  dataset: Dataset,
  given: Readonly<Record<string, string>>,
  labelled: boolean,
): ScoringColumns {
  if (labelled) return resolveColumns(dataset, given);
  const { text, textPair } = given;
  const pair = textPair === undefined ? {} : { textPair };
  if (text !== undefined) return { text, ...pair };
  const [only] = dataset.columns;
  if (dataset.columns.length === 1 && only !== undefined) return { text: only };
  const guess = guessColumns(dataset, 'sequence-classification');
  const sure = !['none', 'ambiguous'].includes(guess.reasons.text.code);
  if (!sure || guess.text === null) {
    throw new EngineError(
      'data/unsure-columns',
      `${dataset.name}: which column is the text is not clear. ${guess.reasons.text.message}`,
      { file: dataset.name, columns: someNames(dataset.columns) },
      `Name it (text=…); the columns are ${someNames(dataset.columns).join(', ')}.`,
    );
  }
  return { text: guess.text, ...(guess.textPair === null ? {} : { textPair: guess.textPair }) };
}

/** The job's own order, else the folder's head where its names fit, else as the data sorts. */
function orderLabels(
  job: Job,
  found: readonly string[],
  headLabels: readonly string[],
): readonly string[] {
  const given = job.task.labels;
  if (Array.isArray(given) && given.length > 1) return given.map(String);
  if (Array.isArray(given) && given.length === 1) throw oneClass(String(given[0]));
  const known = new Set(headLabels);
  return headLabels.length > 0 && found.every((label) => known.has(label)) ? headLabels : found;
}

function oneClass(label: string): EngineError {
  return new EngineError(
    'job/one-class',
    `task.labels names one class, “${label}”; classification needs at least two`,
    { label },
    'Name every class, or leave task.labels empty to take those of the data.',
  );
}
