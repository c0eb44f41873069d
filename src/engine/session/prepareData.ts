import { EngineError } from '../core/errors';
import type { Config } from '../core/fields';
import { remember } from '../core/remember';
import {
  type Answers,
  buildExamples,
  type ColumnRoles,
  createProblemLog,
  type Dataset,
  type ExampleOptions,
  type Examples,
  findOverlap,
  type Goal,
  inFile,
  mergeReports,
  type ProblemReport,
  resolveColumns,
  someNames,
  splitExamples,
  throwOnError,
} from '../data';
import type { Job } from '../job';
import { namesOf, type Task } from '../tasks/task';
import { type Method, roomForText } from '../tuning/method';
import { hidden } from './hiding';
import type { LoadedModel } from './loadedModel';
import type { PreparedData, PreparedSplit } from './preparedData';
import { type RowTokens, splitOf, type TokenizeOptions, tokenizeRows } from './tokenizeRows';

/** The datasets that a job names. */
export interface JobDatasets {
  readonly train: Dataset;
  /** Where `data.validation` names a file. */
  readonly validation?: Dataset;
  readonly test?: Dataset;
}

/** How a file's rows are read and tokenised. */
export interface ReadingOptions extends TokenizeOptions {
  readonly goal: Goal;
}

export interface PrepareOptions extends ReadingOptions {
  /** Told how many rows of a file were looked at, before any is tokenised. */
  readonly onCollect?: ExampleOptions['onRows'];
  /** Class names of the model folder's own head; [] without. */
  readonly headLabels: readonly string[];
}

/** Columns, names, usable rows, split and token ids of a job's data, with all that was left out. */
export async function prepareData(
  job: Job,
  datasets: JobDatasets,
  options: PrepareOptions,
): Promise<{ data: PreparedData; problems: ProblemReport }> {
  const { train: dataset } = datasets;
  const { goal } = options;
  const columns = resolveColumns(dataset, job.data.columns ?? {}, goal);
  const found = answersIn(dataset, goal, columns, job.task);
  // What the training file decides holds for the others, too.
  const settings: Config = { ...job.task, ...found.settled };
  throwOnError(found.problems, dataset.name);
  const names = orderNames(job, found.names, options.headLabels);
  const onRows = options.onCollect ? { onRows: options.onCollect } : {};
  const rowsOf = async (file: Dataset, duplicates: RowsWanted['duplicates']) => {
    const examples = await usableRows(file, {
      goal,
      columns,
      names,
      settings,
      duplicates,
      ...onRows,
    });
    throwOnError(examples.problems, file.name);
    return examples;
  };
  const all = await rowsOf(dataset, 'leave out');
  const validationFile = datasets.validation ? await rowsOf(datasets.validation, 'keep') : null;
  const testFile = datasets.test ? await rowsOf(datasets.test, 'keep') : null;
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
    const found = mergeReports(file.problems, other.problems, await findOverlap(all, other));
    reports.push(inFile(found, file.name));
  }
  const { take, problems: unread } = await tokenizeFiles([all, validationFile, testFile], options);
  for (const report of unread) throwOnError(report, dataset.name);
  const data: PreparedData = {
    labels: names,
    columns: { ...columns },
    settled: found.settled ?? {},
    train: take(all, split?.train),
    validation: split ? take(all, split.validation) : validationFile && take(validationFile),
    test: testFile && take(testFile),
  };
  return { data, problems: mergeReports(...reports, ...unread) };
}

/** Tokenises a job's files one after another; makes splits of them, their examples numbered through. */
async function tokenizeFiles(
  files: readonly (Examples | null)[],
  options: TokenizeOptions,
): Promise<{
  readonly take: (examples: Examples, places?: Uint32Array | null) => PreparedSplit;
  readonly problems: readonly ProblemReport[];
}> {
  const given = files.filter((examples) => examples !== null);
  const total = given.reduce((sum, { count }) => sum + count, 0);
  const done = new Map<Examples, { readonly tokens: RowTokens; readonly firstPlace: number }>();
  let [from, firstPlace] = [0, 0];
  for (const examples of given) {
    const tokens = await tokenizeRows(examples, options, { from, total });
    done.set(examples, { tokens, firstPlace });
    from += examples.count;
    firstPlace += tokens.lengths.length;
  }
  const take = (examples: Examples, places: Uint32Array | null = null): PreparedSplit => {
    const { tokens, firstPlace } = done.get(examples) as { tokens: RowTokens; firstPlace: number };
    return splitOf(examples, tokens, { places, firstPlace });
  };
  const problems = [...done].map(([file, { tokens }]) =>
    inFile(tellUnread(file, tokens), file.file),
  );
  return { take, problems };
}

/** Tells how many words of a file no token stands for, and rows of which no token means anything. */
function tellUnread(examples: Examples, tokens: RowTokens): ProblemReport {
  const log = createProblemLog();
  if (tokens.unread > 0) log.add('unread-words', { count: tokens.unread });
  let found = 0;
  for (let i = 0; i < examples.count; i++) {
    const { from, to } = tokens.of(i);
    if (to > from) continue;
    found += 1;
    log.add('no-tokens', {}, { row: examples.rowNumber(i) });
  }
  if (found > 0 && found === examples.count) log.add('no-examples', { rows: found });
  return log.report();
}

const answerSets = remember<Dataset, Answers>(1);
const rowSets = remember<Dataset, Promise<Examples>>(1);

/** What some columns teach. A job that differs elsewhere finds it as it was. */
function answersIn(dataset: Dataset, goal: Goal, columns: ColumnRoles, settings: Config): Answers {
  const key = JSON.stringify([goal.id, columns, settings]);
  return answerSets.get(dataset, key, () => goal.answers(dataset, columns, { settings }));
}

interface RowsWanted extends Omit<ExampleOptions, 'answers' | 'duplicates'> {
  readonly duplicates: 'leave out' | 'keep';
  readonly names: readonly string[];
  readonly settings: Config;
}

/** The rows that can be used; the same ones, with their tokens, for a job that differs elsewhere. */
function usableRows(
  dataset: Dataset,
  { names, settings, ...options }: RowsWanted,
): Promise<Examples> {
  const { goal, columns, duplicates } = options;
  const key = JSON.stringify([goal.id, columns, names, settings, duplicates]);
  const rows = rowSets.get(dataset, key, () => {
    const answers = goal.answers(dataset, columns, { names, settings });
    return buildExamples(dataset, { ...options, answers });
  });
  // A pass that was ended leaves nothing.
  rows.catch(() => rowSets.forget(dataset, key, rows));
  return rows;
}

/** A file to score, its names known; answers are read only where `labelled`. */
export async function prepareScoring(
  dataset: Dataset,
  columns: ColumnRoles,
  scored: {
    readonly names: readonly string[];
    readonly settings: Config;
    readonly labelled: boolean;
  },
  options: ReadingOptions,
): Promise<{ data: PreparedData; problems: ProblemReport }> {
  const { goal } = options;
  const answers = scored.labelled ? goal.answers(dataset, columns, scored) : null;
  const examples = await buildExamples(dataset, { goal, columns, answers, duplicates: 'keep' });
  throwOnError(examples.problems, dataset.name);
  const tokens = await tokenizeRows(examples, options, { from: 0, total: examples.count });
  const unread = tellUnread(examples, tokens);
  throwOnError(unread, dataset.name);
  const test = splitOf(examples, tokens);
  const settled = answers?.settled ?? {};
  const data = { ...emptyData(scored.names, columns), settled, test };
  const problems = mergeReports(dataset.problems, examples.problems, unread);
  return { data, problems: inFile(problems, dataset.name) };
}

/**
 * A file dropped to score a run on: never trained on, with the run's own columns and names; what is
 * odd about it, and which rows are left out.
 */
export async function prepareTestFile(
  run: {
    readonly parts: {
      readonly job: Job;
      readonly data: PreparedData;
      readonly model: LoadedModel;
      readonly goal: Goal;
      readonly task: Task;
      readonly taskConfig: Config;
      readonly method: Method;
      readonly methodConfig: Config;
    };
  },
  dataset: Dataset,
  onRows?: TokenizeOptions['onRows'],
): Promise<{ readonly split: PreparedSplit; readonly problems: ProblemReport }> {
  const { job, data, model, goal, task, taskConfig, method, methodConfig } = run.parts;
  const wanted = goal.roles.filter(({ required }) => required).map(({ key }) => key);
  const same = wanted.every((role) => dataset.columns.includes(data.columns[role] ?? ''));
  const given = same ? data.columns : {};
  const columns = resolveColumns(dataset, given, goal);
  const scored = { names: data.labels, settings: taskConfig, labelled: true };
  const prepared = await prepareScoring(dataset, columns, scored, {
    goal,
    tokenizer: model.tokenizer,
    maxTokens: Math.min(
      job.training.maxTokens,
      roomForText(model.model.shape, method, methodConfig),
    ),
    ...(onRows && { onRows }),
  });
  const { problems } = prepared;
  const split = prepared.data.test ?? prepared.data.train;
  return { split: hidden(split, { task, taskConfig }, job.training.seed), problems };
}

/** Data of a run without any row: for what needs its weights alone. */
export function emptyData(
  labels: readonly string[],
  columns: Readonly<Record<string, string>>,
): PreparedData {
  const train: PreparedSplit = {
    examples: [],
    targets: () => [],
    classes: () => null,
    rows: 0,
    lengths: new Uint32Array(0),
    row: noRow,
    only: () => train,
    text: () => '',
    words: () => null,
    rowNumber: () => 0,
  };
  return { labels, columns, settled: {}, train, validation: null, test: null };
}

function noRow(): never {
  throw new Error('unreachable: there is no row');
}

/** The named columns, else the guess where it is safe. Without answers only the text must be clear. */
export function scoringColumns(
  dataset: Dataset,
  given: ColumnRoles,
  goal: Goal,
  labelled: boolean,
): ColumnRoles {
  if (labelled) return resolveColumns(dataset, given, goal);
  const role = goal.roles[0]?.key ?? 'text';
  const { [role]: text, textPair } = given;
  const pair = textPair === undefined ? {} : { textPair };
  if (text !== undefined) return { [role]: text, ...pair };
  const [only] = dataset.columns;
  if (dataset.columns.length === 1 && only !== undefined) return { [role]: only };
  const { roles, reasons } = goal.guess(dataset);
  const reason = reasons[role] ?? { code: 'none', message: '' };
  const found = roles[role];
  if (found === undefined || ['none', 'ambiguous'].includes(reason.code)) {
    throw new EngineError(
      'data/unsure-columns',
      `${dataset.name}: which column is the text is not clear. ${reason.message}`,
      { file: dataset.name, columns: someNames(dataset.columns) },
      `Name it (${role}=…); the columns are ${someNames(dataset.columns).join(', ')}.`,
    );
  }
  return {
    [role]: found,
    ...(roles.textPair === undefined ? {} : { textPair: roles.textPair }),
  };
}

/** The job's own order, else the folder's head where its names fit, else as the data sorts. */
function orderNames(
  job: Job,
  found: readonly string[],
  headLabels: readonly string[],
): readonly string[] {
  const given = namesOf(job.task);
  if (given.length > 0 || found.length === 0) return given.length > 0 ? given : found;
  const known = new Set(headLabels);
  return headLabels.length > 0 && found.every((name) => known.has(name)) ? headLabels : found;
}
