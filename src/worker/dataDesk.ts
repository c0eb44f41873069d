import {
  buildExamples,
  countTokens,
  type Dataset,
  EngineError,
  type Examples,
  guessColumns,
  inspectOpened,
  labelSet,
  mergeReports,
  openDataset,
  openModel,
  type ProblemReport,
  splitExamples,
  type Tokenizer,
} from '../engine/index';
import { modelFiles } from './modelShelf';
import { sourceBytes } from './preparation';
import { groupProblems } from './problemGroups';
import type {
  ColumnGuess,
  DataProfile,
  DataSource,
  DatasetOptions,
  DatasetSummary,
  LengthHistogram,
  ModelSource,
  ProfileRequest,
  RowPage,
  RowQuery,
} from './protocol';
import type { Resources } from './studioStore';
import type { TaskBoard } from './tasks';

interface OpenDataset {
  readonly dataset: Dataset;
  /** Rows by search text and filter, made once. */
  readonly views: Map<string, Uint32Array>;
  /** Token count of each row, once counted. */
  tokens: Uint32Array | null;
  cut: number;
  leftOut: ReadonlySet<number>;
  troubled: ReadonlySet<number>;
}

const CELL_CHARACTERS = 400;
const BINS = 32;

/** Datasets open in this worker. */
export interface DataDesk {
  open(task: string, source: DataSource, options: DatasetOptions): Promise<DatasetSummary>;
  page(id: string, query: RowQuery): RowPage;
  profile(request: ProfileRequest): DataProfile;
  lengths(
    task: string,
    request: ProfileRequest,
    model: ModelSource,
    maxTokens: number,
  ): Promise<LengthHistogram>;
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
    open: (task, source, options) =>
      tasks.run(task, async ({ signal, report }) => {
        const bytes = await sourceBytes(source, resources);
        const dataset = await openDataset(bytes, {
          ...options,
          signal,
          onProgress: ({ bytes: done, total }) =>
            report({ activity: 'reading', name: bytes.name, done, total, unit: 'bytes' }),
        });
        const found = await inspectOpened(dataset, bytes);
        const id = crypto.randomUUID();
        const none = new Set<number>();
        open.set(id, {
          dataset,
          views: new Map(),
          tokens: null,
          cut: 0,
          leftOut: none,
          troubled: none,
        });
        return {
          id,
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
          rows: dataset.rowCount,
          columns: found.columns.map(({ name, kind, distinct, blank, examples }) => ({
            name,
            kind: kind as DatasetSummary['columns'][number]['kind'],
            distinct,
            blank,
            examples,
          })),
          guess: guessOf(dataset),
          problems: groupProblems(dataset.problems),
        };
      }),
    page: (id, query) => pageOf(find(id), query),
    profile(request) {
      const entry = find(request.dataset);
      const { examples, problems, labels } = examplesOf(entry.dataset, request);
      const split = splitOf(examples, request);
      const all = mergeReports(problems, split.problems);
      const rows = new Map(
        Array.from({ length: entry.dataset.rowCount }, (_, row) => [
          entry.dataset.rowNumber(row),
          row,
        ]),
      );
      const numbered = (report: ProblemReport, onlyLeftOut: boolean): Set<number> =>
        new Set(
          report.list.flatMap(({ row, action }) =>
            row === undefined || (onlyLeftOut && action !== 'left out')
              ? []
              : [rows.get(row) ?? -1],
          ),
        );
      const used = new Set(examples.rows);
      entry.leftOut = new Set(
        Array.from({ length: entry.dataset.rowCount }, (_, row) => row).filter(
          (row) => !used.has(row),
        ),
      );
      entry.troubled = numbered(mergeReports(all, entry.dataset.problems), false);
      entry.views.clear();
      return {
        labels: labels.map((label, i) => ({ label, count: examples.counts[i] ?? 0 })),
        usable: examples.count,
        train: split.train,
        validation: split.validation,
        problems: groupProblems(all),
      };
    },
    lengths: (task, request, model, maxTokens) =>
      tasks.run(task, async ({ signal, report }) => {
        const entry = find(request.dataset);
        const { examples } = examplesOf(entry.dataset, request);
        const tokenizer = await tokenizerOf(model);
        const counts = await countTokens(
          {
            length: examples.count,
            text: (i) => examples.text(i),
            pair: (i) => examples.textPair(i),
          },
          tokenizer,
          {
            signal,
            onProgress: (done, total) =>
              report({
                activity: 'tokenizing',
                name: entry.dataset.name,
                done,
                total,
                unit: 'rows',
              }),
          },
        );
        entry.tokens = new Uint32Array(entry.dataset.rowCount);
        for (let i = 0; i < counts.length; i++)
          entry.tokens[examples.rows[i] ?? 0] = counts[i] ?? 0;
        entry.cut = maxTokens;
        entry.views.clear();
        return histogram(counts, maxTokens);
      }),
    close: (id) => void open.delete(id),
  };
}

function guessOf(dataset: Dataset): ColumnGuess {
  const { text, textPair, label, reasons, safe } = guessColumns(dataset, 'sequence-classification');
  const named = Object.entries({ text, textPair, label }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return {
    roles: Object.fromEntries(named),
    reasons: Object.fromEntries(
      Object.entries(reasons).map(([role, { code, values, message }]) => [
        role,
        { code, values, text: message },
      ]),
    ),
    safe,
  };
}

function examplesOf(
  dataset: Dataset,
  { columns }: ProfileRequest,
): { examples: Examples; problems: ProblemReport; labels: readonly string[] } {
  const { text = '', label = '', textPair } = columns;
  const found = labelSet(dataset, label);
  const roles = { text, label, ...(textPair ? { textPair } : {}) };
  const examples = buildExamples(dataset, { columns: roles, labels: found.labels });
  return {
    examples,
    problems: mergeReports(found.problems, examples.problems),
    labels: found.labels,
  };
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

function pageOf(
  entry: OpenDataset,
  { start, count, search = '', show = 'all' }: RowQuery,
): RowPage {
  const { dataset } = entry;
  const rows = viewOf(entry, search.toLowerCase(), show);
  const shown = Array.from(rows.subarray(start, start + count), (row) => ({
    row: dataset.rowNumber(row),
    cells: dataset.columns.map((_, column) => dataset.text(row, column).slice(0, CELL_CHARACTERS)),
    tokens: entry.tokens?.[row] || null,
    leftOut: entry.leftOut.has(row),
  }));
  return { total: rows.length, rows: shown };
}

function viewOf(entry: OpenDataset, search: string, show: string): Uint32Array {
  const key = `${show}\0${search}`;
  const known = entry.views.get(key);
  if (known) return known;
  const { dataset, tokens, cut, troubled } = entry;
  const fits = (row: number): boolean => {
    if (show === 'problems' && !troubled.has(row)) return false;
    if (show === 'cut' && (tokens?.[row] ?? 0) <= cut) return false;
    if (search === '') return true;
    return dataset.columns.some((_, column) =>
      dataset.text(row, column).toLowerCase().includes(search),
    );
  };
  const rows = Uint32Array.from(
    Array.from({ length: dataset.rowCount }, (_, row) => row).filter(fits),
  );
  entry.views.set(key, rows);
  return rows;
}

function histogram(counts: Uint32Array, maxTokens: number): LengthHistogram {
  const longest = counts.reduce((most, count) => Math.max(most, count), 1);
  const binSize = Math.max(1, Math.ceil((longest + 1) / BINS));
  const bins = new Array<number>(Math.ceil((longest + 1) / binSize)).fill(0);
  let sum = 0;
  let cut = 0;
  for (const count of counts) {
    const bin = Math.floor(count / binSize);
    bins[bin] = (bins[bin] ?? 0) + 1;
    sum += count;
    if (count > maxTokens) cut++;
  }
  return {
    binSize,
    bins,
    mean: counts.length > 0 ? sum / counts.length : 0,
    longest,
    cut,
    maxTokens,
  };
}
