import { EngineError } from '../core/errors';
import {
  buildExamples,
  type Dataset,
  type Examples,
  findOverlap,
  guessColumns,
  inFile,
  labelSet,
  mergeReports,
  type ProblemReport,
  resolveColumns,
  someNames,
  splitExamples,
  throwOnError,
} from '../data';
import type { Job } from '../job';
import type { Example } from '../tasks/task';
import type { Tokenizer } from '../text/tokenizer';
import type { LoadedModel } from './loadedModel';
import type { PreparedData, PreparedSplit } from './preparedData';
import { createTokenStore } from './tokenStore';

/** The datasets that a job names. */
export interface JobDatasets {
  readonly train: Dataset;
  /** Where `data.validation` names a file. */
  readonly validation?: Dataset;
  readonly test?: Dataset;
}

export interface PrepareOptions {
  /** Class names of the model folder's own head; [] without. */
  readonly headLabels: readonly string[];
  readonly tokenizer: Tokenizer;
  readonly maxTokens: number;
  /** Called often while tokenising; may yield to other work. */
  readonly onRows?: (done: number, total: number) => Promise<void> | void;
}

/** Rows whose texts are tokenised between two reports of progress. */
const ROWS_A_REPORT = 64;

/** Columns, labels, usable rows, split and token ids of a job's data, with all that was left out. */
export async function prepareData(
  job: Job,
  datasets: JobDatasets,
  options: PrepareOptions,
): Promise<{ data: PreparedData; problems: ProblemReport }> {
  const { train: dataset } = datasets;
  const columns = resolveColumns(dataset, job.data.columns);
  const found = labelSet(dataset, columns.label);
  throwOnError(found.problems, dataset.name);
  const labels = orderLabels(job, found.labels, options.headLabels);
  const all = buildExamples(dataset, { columns, labels });
  throwOnError(all.problems, dataset.name);
  const scored = (other: Dataset): Examples => {
    const examples = buildExamples(other, { columns, labels, duplicates: 'keep' });
    throwOnError(examples.problems, other.name);
    return examples;
  };
  const validationFile = datasets.validation ? scored(datasets.validation) : null;
  const testFile = datasets.test ? scored(datasets.test) : null;
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
  const progress = createProgress(
    options,
    all.count + (validationFile?.count ?? 0) + (testFile?.count ?? 0),
  );
  const take = (examples: Examples, places: Iterable<number>): Promise<PreparedSplit> =>
    tokenizeSplit(examples, places, options, progress);
  const data: PreparedData = {
    labels,
    columns: { ...columns },
    train: await take(all, split ? split.train : allPlaces(all)),
    validation: split
      ? await take(all, split.validation)
      : validationFile && (await take(validationFile, allPlaces(validationFile))),
    test: testFile && (await take(testFile, allPlaces(testFile))),
  };
  return { data, problems: mergeReports(...reports) };
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
  const examples = buildExamples(dataset, { columns, labels, duplicates: 'keep' });
  throwOnError(examples.problems, dataset.name);
  const progress = createProgress(options, examples.count);
  const test = await tokenizeSplit(examples, allPlaces(examples), options, progress);
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
  const train = { examples: [], text: () => '', rowNumber: () => 0 };
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

function* allPlaces(examples: Examples): Generator<number> {
  for (let i = 0; i < examples.count; i++) yield i;
}

interface RowProgress {
  step(): Promise<void>;
}

function createProgress({ onRows }: PrepareOptions, total: number): RowProgress {
  let done = 0;
  return {
    async step() {
      done++;
      if (done % ROWS_A_REPORT === 0 || done === total) await onRows?.(done, total);
    },
  };
}

async function tokenizeSplit(
  examples: Examples,
  places: Iterable<number>,
  { tokenizer, maxTokens }: PrepareOptions,
  progress: RowProgress,
): Promise<PreparedSplit> {
  const tokenized: Example[] = [];
  const store = createTokenStore();
  for (const place of places) {
    const { ids, typeIds } = tokenizer.encode(examples.text(place), examples.textPair(place), {
      maxTokens,
    });
    tokenized.push({
      ids: store.ids(ids),
      typeIds: store.types(typeIds),
      label: examples.classes?.[place] ?? -100,
      row: examples.rows[place] ?? 0,
    });
    await progress.step();
  }
  return {
    examples: tokenized,
    text(example) {
      const place = placeOf(examples, example);
      const pair = examples.textPair(place);
      return pair === null ? examples.text(place) : `${examples.text(place)} | ${pair}`;
    },
    rowNumber: (example) => examples.rowNumber(placeOf(examples, example)),
  };
}

/** Where the row of an example stands among the usable ones, which rise. */
function placeOf({ rows }: Examples, { row }: Example): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
