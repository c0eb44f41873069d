import { remember } from '../engine/core/remember';
import {
  countTokens,
  type Dataset,
  EngineError,
  type ColumnGuess as EngineGuess,
  type Examples,
  guessesOf,
  inspectOpened,
  mergeReports,
  openDataset,
  openModel,
  type ProblemReport,
  splitExamples,
  type Tokenizer,
  type UsableRows,
  usableRowsOf,
} from '../engine/index';
import { modelFiles } from './modelShelf';
import { readingOf, sourceBytes } from './preparation';
import { groupProblems, rowsByKind } from './problemGroups';
import type {
  ColumnGuess,
  DataProfile,
  DataSource,
  DatasetSummary,
  ModelSource,
  ProfileRequest,
  RowPage,
  RowQuery,
  TokenLengths,
} from './protocol';
import { type OpenDataset, openedDataset, pageOf } from './rowPages';
import type { Resources } from './studioStore';
import { breathe, type TaskBoard, type TaskHandle } from './tasks';
import { tallyTokens } from './tokenTally';

/** Datasets open in this worker. */
export interface DataDesk {
  open(task: string, source: DataSource): Promise<DatasetSummary>;
  page(id: string, query: RowQuery): RowPage;
  /** Whole cells of some columns, row by row, of at most `most` rows. */
  cells(id: string, columns: readonly string[], most: number): string[][];
  profile(task: string, request: ProfileRequest): Promise<DataProfile>;
  lengths(task: string, request: ProfileRequest, model: ModelSource): Promise<TokenLengths>;
  close(id: string): void;
}

/** A desk over the worker's storage. */
export function createDataDesk(resources: Resources, tasks: TaskBoard): DataDesk {
  const open = new Map<string, OpenDataset>();
  const tokenizers = new Map<unknown, Promise<Tokenizer>>();

  function find(id: string): OpenDataset {
    const entry = open.get(id);
    if (entry) return entry;
    throw new EngineError('data/closed', 'this dataset is closed', { id }, 'Open the file again.');
  }

  /** The tokenizer of a bundled or dropped model, read once. */
  function tokenizerOf(source: ModelSource): Promise<Tokenizer> {
    const key = source.kind === 'bundled' ? source.id : source.files;
    const known = tokenizers.get(key);
    if (known) return known;
    const made = modelFiles(source, resources).then(
      async (files) => (await openModel({ id: '', label: '', files })).tokenizer,
    );
    tokenizers.set(key, made);
    return made;
  }

  return {
    open: (task, source) =>
      tasks.run(task, async (handle) => {
        const { dataset, summary } = await readFile(source, resources, handle);
        const entry = openedDataset(dataset);
        entry.troubled = rowsByKind(dataset.problems, dataset);
        open.set(summary.id, entry);
        return summary;
      }),
    page: (id, query) => pageOf(find(id), query),
    cells(id, columns, most) {
      const { dataset } = find(id);
      const places = columns.map((name) => dataset.columns.indexOf(name));
      return Array.from({ length: Math.min(most, dataset.rowCount) }, (_, row) =>
        places.map((column) => (column < 0 ? '' : dataset.text(row, column))),
      );
    },
    profile: (task, request) =>
      tasks.run(task, (handle) => profileOf(find(request.dataset), request, handle)),
    lengths: (task, request, model) =>
      tasks.run(task, async (handle) => {
        const { signal, report } = handle;
        const entry = find(request.dataset);
        const { examples } = await examplesOf(entry.dataset, request, handle);
        const { name } = entry.dataset;
        const counts = await countTokens(
          {
            length: examples.count,
            text: (i) => examples.text(i),
            pair: (i) => examples.textPair(i),
          },
          await tokenizerOf(model),
          {
            signal,
            onProgress: (done, total) =>
              report({ activity: 'tokenizing', name, done, total, unit: 'rows' }),
          },
        );
        entry.tokens = new Uint32Array(entry.dataset.rowCount);
        for (let i = 0; i < counts.length; i++)
          entry.tokens[examples.rows[i] ?? 0] = counts[i] ?? 0;
        entry.views.clear();
        return tallyTokens(counts);
      }),
    close: (id) => void open.delete(id),
  };
}

async function readFile(
  source: DataSource,
  resources: Resources,
  handle: TaskHandle,
): Promise<{ dataset: Dataset; summary: DatasetSummary }> {
  const bytes = await sourceBytes(source, resources);
  const options = readingOf(bytes, handle);
  const dataset = await openDataset(bytes, { ...source.options, ...options });
  const found = await inspectOpened(dataset, bytes, options);
  const summary: DatasetSummary = {
    id: crypto.randomUUID(),
    name: bytes.name,
    sample: source.kind === 'sample',
    byteLength: bytes.byteLength,
    sha256: found.sha256,
    format: dataset.format,
    encoding: {
      name: dataset.encoding.encoding,
      confidence: dataset.encoding.confidence,
      reason: String(found.encoding.reason),
    },
    delimiter: String(dataset.meta.delimiter ?? ''),
    headerLine: dataset.meta.headerLine,
    rows: dataset.rowCount,
    columns: found.columns.map(({ name, kind, distinct, blank, examples }) => ({
      name,
      kind: kind as DatasetSummary['columns'][number]['kind'],
      distinct,
      blank,
      examples,
    })),
    task: found.guess.task,
    guesses: Object.fromEntries(
      Object.entries(guessesOf(dataset)).map(([task, guess]) => [task, guessOf(guess)]),
    ),
    problems: groupProblems(dataset.problems, dataset),
  };
  return { dataset, summary };
}

async function profileOf(
  entry: OpenDataset,
  request: ProfileRequest,
  handle: TaskHandle,
): Promise<DataProfile> {
  const { dataset } = entry;
  const { examples, problems } = await examplesOf(dataset, request, handle);
  const split = splitOf(examples, request);
  const all = mergeReports(problems, split.problems);
  entry.leftOut = leftOutOf(dataset, examples);
  entry.troubled = rowsByKind(mergeReports(all, dataset.problems), dataset);
  entry.views.clear();
  return {
    labels: examples.labels.map((label, i) => ({ label, count: examples.counts[i] ?? 0 })),
    usable: examples.count,
    train: split.train,
    validation: split.validation,
    problems: groupProblems(all, dataset),
  };
}

/** Rows that are not among the usable ones, which rise. */
function leftOutOf(dataset: Dataset, { rows }: Examples): Set<number> {
  const leftOut = new Set<number>();
  let next = 0;
  for (let row = 0; row < dataset.rowCount; row++) {
    if (rows[next] === row) next += 1;
    else leftOut.add(row);
  }
  return leftOut;
}

function guessOf({ roles, reasons, safe }: EngineGuess): ColumnGuess {
  return {
    roles,
    reasons: Object.fromEntries(
      Object.entries(reasons).map(([role, { code, values, message }]) => [
        role,
        { code, values, text: message },
      ]),
    ),
    safe,
  };
}

const usable = remember<Dataset, Promise<UsableRows>>(1);

/**
 * The rows that these columns make usable; looked for once, as profile and lengths both ask. A pass
 * that was ended leaves nothing.
 */
function examplesOf(
  dataset: Dataset,
  request: ProfileRequest,
  handle: TaskHandle,
): Promise<UsableRows> {
  const key = JSON.stringify([request.task, request.columns]);
  const rows = usable.get(dataset, key, () => findExamples(dataset, request, handle));
  const forget = (): void => usable.forget(dataset, key, rows);
  rows.catch(forget);
  // At once: whoever asks again begins anew.
  handle.signal.addEventListener('abort', forget);
  return rows;
}

function findExamples(
  dataset: Dataset,
  { task, columns }: ProfileRequest,
  { signal, report }: TaskHandle,
): Promise<UsableRows> {
  return usableRowsOf(dataset, task, columns, async (done, total) => {
    report({ activity: 'collecting', name: dataset.name, done, total, unit: 'rows' });
    await breathe();
    signal.throwIfAborted();
  });
}

function splitOf(
  examples: Examples,
  { validation, seed }: ProfileRequest,
): { train: number; validation: number; problems: ProblemReport } {
  const none = { list: [], counts: {}, rowsLeftOut: 0 };
  if (validation === null || typeof validation === 'string' || examples.count < 2) {
    return { train: examples.count, validation: 0, problems: none };
  }
  const split = splitExamples(examples, { ...validation, seed });
  return {
    train: split.train.length,
    validation: split.validation.length,
    problems: split.problems,
  };
}
