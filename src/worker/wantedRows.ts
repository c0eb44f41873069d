import {
  type Dataset,
  joinSplits,
  type PreparedSplit,
  prepareTestFile,
  type Run,
  trainedRows,
  withoutRows,
} from '../engine/index';
import { groupProblems } from './problemGroups';
import type { EvaluationReport, FileProblem, Overlap, Progress } from './protocol';
import { breathe, type TaskHandle } from './tasks';

/** What a run is to be scored on; without files on its validation rows. */
export interface WantedRows {
  readonly files: readonly Dataset[];
  /** Leaves rows out that were trained on. */
  readonly withoutTrained: boolean;
}

/** The rows to be scored, and what a report says of them. */
interface FoundRows extends Pick<EvaluationReport, 'overlap' | 'problems'> {
  readonly split: PreparedSplit;
  readonly kind: EvaluationReport['split'];
}

/** Rows that a report names of those that were trained on. */
const OVERLAP_EXAMPLES = 5;

/** The rows that are wanted, and which of them were trained on. */
export async function wantedSplit(
  run: Run,
  { files, withoutTrained }: WantedRows,
  handle: TaskHandle,
): Promise<FoundRows> {
  const { all, problems } = await rowsOf(run, files, handle);
  const { split, overlap } = await withoutOverlap(run, all, withoutTrained, handle);
  return { split, kind: files.length > 0 ? 'test' : 'validation', overlap, problems };
}

/** Tells of rows as they are done, lets messages in, and ends where the task does. */
export function tellRows(
  { signal, report }: TaskHandle,
  activity: Progress['activity'],
  name: string,
): (done: number, total: number) => Promise<void> {
  return async (done, total) => {
    report({ activity, name, done, total, unit: 'rows' });
    await breathe();
    signal.throwIfAborted();
  };
}

/** The validation rows of a run, or all rows of some files, with what is odd about these. */
async function rowsOf(
  run: Run,
  files: readonly Dataset[],
  handle: TaskHandle,
): Promise<{ readonly all: PreparedSplit; readonly problems: readonly FileProblem[] }> {
  const { data } = run.parts;
  if (files.length === 0) return { all: data.validation ?? data.train, problems: [] };
  const splits: PreparedSplit[] = [];
  const found: FileProblem[] = [];
  for (const file of files) {
    const onRows = tellRows(handle, 'tokenizing', file.name);
    const { split, problems } = await prepareTestFile(run, file, onRows);
    splits.push(split);
    found.push(...groupProblems(problems, file).map((group) => ({ ...group, file: file.name })));
  }
  return { all: joinSplits(splits), problems: found };
}

/** Finds rows that were trained on; leaves them out where that is wanted. */
async function withoutOverlap(
  run: Run,
  all: PreparedSplit,
  withoutTrained: boolean,
  { signal }: TaskHandle,
): Promise<{ readonly split: PreparedSplit; readonly overlap: Overlap | null }> {
  const { train } = run.parts.data;
  const trained = await trainedRows(train, all, async () => {
    await breathe();
    signal.throwIfAborted();
  });
  if (trained.length === 0) return { split: all, overlap: null };
  const first = trained.slice(0, OVERLAP_EXAMPLES).map(({ row, trainRow }) => {
    const { number, dataset } = all.row(row);
    return { row: number, file: dataset.name, trainRow: train.row(trainRow).number };
  });
  const leftOut = withoutTrained && trained.length < all.rows;
  const overlap = { rows: trained.length, first, leftOut };
  return { split: leftOut ? withoutRows(all, trained) : all, overlap };
}
