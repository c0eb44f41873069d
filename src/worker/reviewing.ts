import {
  EngineError,
  listRows,
  predictionFile,
  type Run,
  rowsThat,
  type ScoredRows,
  type SliceKey,
  sliceKeys,
  sliceRows,
} from '../engine/index';
import type { AnswerPage, AnswerQuery, EvaluationReport, Slices } from './protocol';
import { evaluateRun } from './scoring';
import { breathe, type TaskHandle } from './tasks';
import type { WantedRows } from './wantedRows';

/** Without it Excel reads UTF-8 as the encoding of the system. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The evaluation that was made last, with its rows at hand. */
export interface Reviewing {
  evaluate(run: Run, wanted: WantedRows, handle: TaskHandle): Promise<EvaluationReport>;
  page(report: string, query: AnswerQuery): AnswerPage;
  /** What the rows can be parted by; columns that were read as texts or answers come last. */
  sliceKeys(report: string): readonly SliceKey[];
  slices(report: string, key: SliceKey, handle: TaskHandle): Promise<Slices>;
  /** Every row as CSV, in pieces that the browser may move out of memory. */
  predictions(report: string, handle: TaskHandle): Promise<{ name: string; blob: Blob }>;
}

interface Current {
  readonly id: string;
  readonly scored: ScoredRows;
  /** The columns that the run reads. */
  readonly roles: readonly string[];
  readonly seed: number;
}

/** No evaluation yet; each one takes the place of the one before. */
export function createReviewing(): Reviewing {
  let current: Current | null = null;

  function known(report: string): Current {
    if (current?.id === report) return current;
    throw new EngineError(
      'evaluation/gone',
      'the rows of this evaluation are not at hand any more',
      {},
      'Score the run again.',
    );
  }

  return {
    async evaluate(run, wanted, handle) {
      const { report, scored } = await evaluateRun(run, wanted, handle);
      const { data, job } = run.parts;
      const roles = Object.values(data.columns);
      current = { id: report.id, scored, roles, seed: job.training.seed };
      return report;
    },
    page(report, { start, count, ...filter }) {
      const { scored } = known(report);
      const rows = rowsThat(scored, filter);
      return { total: rows.length, rows: listRows(scored, rows.subarray(start, start + count)) };
    },
    sliceKeys(report) {
      const { scored, roles } = known(report);
      return sliceKeys(scored, roles);
    },
    slices(report, key, { signal }) {
      const { scored, seed } = known(report);
      return sliceRows(scored, key, seed, async () => {
        await breathe();
        signal.throwIfAborted();
      });
    },
    async predictions(report, { signal, report: tell }) {
      const { scored } = known(report);
      const { rows: total } = scored.split;
      const name = 'predictions.csv';
      const parts = [new Blob([BYTE_ORDER_MARK])];
      for (const { text, rows: done } of predictionFile(scored)) {
        parts.push(new Blob([text]));
        tell({ activity: 'exporting', name, done, total, unit: 'rows' });
        await breathe();
        signal.throwIfAborted();
      }
      return { name, blob: new Blob(parts, { type: 'text/csv' }) };
    },
  };
}
