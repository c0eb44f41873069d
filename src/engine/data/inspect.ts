import { createSHA256 } from 'hash-wasm';
import type { ByteSource } from '../core/bytes';
import { type Dataset, type LoadOptions, loadDataset } from './dataset';
import type { EncodingReason } from './encoding';
import type { Readers } from './format';
import { type GoalsOfTasks, guessTask, type TaskGuess } from './goals/guessTask';
import type { ProblemReport } from './problems';
import { type ColumnKind, createProfiler } from './profile';
import { createBreather, type PassOptions, readChunks } from './text';

/** A column for display. */
export interface ColumnSummary {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Different values; a lower bound when `distinctCapped`. */
  readonly distinct: number;
  readonly distinctCapped: boolean;
  readonly blank: number;
  readonly meanWords: number;
  readonly examples: readonly string[];
}

/** What there is to know about a file before training, as plain JSON. */
export interface Inspection {
  readonly file: string;
  readonly byteLength: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly format: string;
  readonly encoding: {
    readonly label: string;
    readonly confidence: number;
    readonly bom: boolean;
    readonly reason: EncodingReason;
  };
  readonly delimiter: string | null;
  readonly headerLine: number | null;
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
  /** The task that the columns suit best, and which of them play its roles. */
  readonly guess: TaskGuess;
  readonly problems: ProblemReport;
}

/** SHA-256 of a file, read in chunks; lower-case hexadecimal. */
export async function sha256Of(source: ByteSource, options: PassOptions = {}): Promise<string> {
  const hash = await createSHA256();
  for await (const bytes of readChunks(source, 'hash', options)) hash.update(bytes);
  return hash.digest('hex');
}

/**
 * Looks at a file without training on it. An unclosed quotation mark is a problem here, with the
 * rows before it, where loading throws.
 */
export async function inspect(
  source: ByteSource,
  readers: Readers,
  goals: GoalsOfTasks,
  options: LoadOptions = {},
): Promise<Inspection> {
  const dataset = await loadDataset(source, readers, { onUnclosedQuote: 'stop', ...options });
  return inspectDataset(dataset, source, goals, options);
}

/** {@link inspect} for a file that is loaded already. */
export async function inspectDataset(
  dataset: Dataset,
  source: ByteSource,
  goals: GoalsOfTasks,
  options: PassOptions = {},
): Promise<Inspection> {
  const columns = await summarize(dataset, options);
  const { encoding, confidence, bom, reason } = dataset.encoding;
  return {
    file: source.name,
    byteLength: source.byteLength,
    sha256: await sha256Of(source, options),
    format: dataset.format,
    encoding: { label: encoding, confidence, bom, reason },
    delimiter: dataset.meta.delimiter,
    headerLine: dataset.meta.headerLine,
    rows: dataset.rowCount,
    columns,
    guess: guessTask(dataset, goals),
    problems: dataset.problems,
  };
}

const ROWS_AT_ONCE = 256;
/** Rows whose lengths and likeness are looked at; blanks and different values are, in all. */
const MEASURED_ROWS = 10_000;

async function summarize(dataset: Dataset, { signal }: PassOptions): Promise<ColumnSummary[]> {
  const stride = Math.ceil(dataset.rowCount / MEASURED_ROWS);
  const profilers = dataset.columns.map((name) => createProfiler(name, stride));
  const breathe = createBreather(signal);
  for (let row = 0; row < dataset.rowCount; row++) {
    profilers.forEach((profiler, column) => {
      profiler.add(dataset.cell(row, column));
    });
    if (row % ROWS_AT_ONCE === 0) await breathe();
  }
  return profilers.map((profiler) => {
    const { name, kind, distinct, distinctCapped, blank, meanWords, examples } = profiler.done();
    return {
      name,
      kind,
      distinct,
      distinctCapped,
      blank,
      meanWords: Math.round(meanWords * 10) / 10,
      examples,
    };
  });
}
