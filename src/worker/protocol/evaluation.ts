import type { Verdict } from '../../engine/evaluation/verdict';
import type { ListedRow, RowChoices, RowFilter } from '../../engine/session/rowList';
import type { ChainSteps } from '../../engine/tasks/chainSteps';
import type { MetricGroup, TaskReport } from '../../engine/tasks/task';
import type { Metrics } from '../../engine/training/events';
import type { DataSource, ProblemGroup } from './data';

/** One split scored by base and tuned model. */
export interface EvaluationReport {
  /** Handle for its rows. */
  readonly id: string;
  readonly split: 'validation' | 'test';
  /** Rows that were scored. */
  readonly rows: number;
  /** Rows whose texts were trained on; null where there are none. */
  readonly overlap: Overlap | null;
  /** What is odd about the test files. */
  readonly problems: readonly FileProblem[];
  /** What the rows teach: class, labels, numbers, tags. */
  readonly goal: string;
  /** Metrics in the order they are listed. */
  readonly headline: readonly string[];
  /** The others, by what they say. */
  readonly details: Readonly<Partial<Record<MetricGroup, readonly string[]>>>;
  /** Metrics that are better the lower they are. */
  readonly falling: readonly string[];
  readonly labels: readonly string[];
  readonly guessingLoss: number;
  /** Where words are tagged: those that the tokenizer has no token for. */
  readonly unread: number;
  /** Where a chain decides: what it learned of steps between tags; else null. */
  readonly steps: ChainSteps | null;
  /** Whether tuned is better than base by the first metric. */
  readonly verdict: Verdict;
  readonly base: SideReport;
  readonly tuned: SideReport;
  /** What its rows can be narrowed by. */
  readonly choices: RowChoices;
}

export interface SideReport extends TaskReport {
  readonly loss: number;
  readonly metrics: Metrics;
  /** 95 % bootstrap intervals of the scalar metrics. */
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
}

/** Rows to be scored that stand among the training rows as well. */
export interface Overlap {
  readonly rows: number;
  /** The first of them by their row numbers, and the training row of each. */
  readonly first: readonly {
    readonly row: number;
    readonly file: string;
    readonly trainRow: number;
  }[];
  /** Whether they were left out of the scores. */
  readonly leftOut: boolean;
}

export interface FileProblem extends ProblemGroup {
  readonly file: string;
}

/** What to score: the validation rows, or those of files that were never trained on. */
export interface EvaluationRequest {
  readonly files: readonly DataSource[];
  /** Leaves rows out that were trained on. */
  readonly withoutTrained: boolean;
}

/** Some rows of an evaluation, the worst first. */
export interface AnswerQuery extends RowFilter {
  readonly start: number;
  readonly count: number;
}

export interface AnswerPage {
  /** Rows that the filter leaves. */
  readonly total: number;
  readonly rows: readonly ListedRow[];
}
