import type { ErrorRecord } from '../core/errors';
import type { Config } from '../core/fields';
import type { UndefinedReason } from '../evaluation/score';
import type { Trouble } from '../evaluation/trouble';

/** What a run says while it runs (reference: the job file's Events). Every event has runId and step. */
export type RunEvent =
  | StartedEvent
  | StepEvent
  | EvaluationEvent
  | WatchEvent
  | TroubleEvent
  | CheckpointEvent
  | FinishedEvent
  | FailedEvent;

interface EventBase {
  readonly runId: string;
  /** Optimizer steps done. */
  readonly step: number;
  /** Milliseconds since the run started, pauses left out. */
  readonly time: number;
}

export interface StartedEvent extends EventBase {
  readonly type: 'started';
  readonly backend: string;
  /** Why this backend, in words. */
  readonly reason: string;
  readonly threads: number;
  readonly parameters: number;
  readonly trainable: number;
  readonly bytes: MemoryBytes;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Steps already done by the run this one continues; 0 for a fresh run. */
  readonly resumedFrom: number;
}

/** Bytes by kind, known from the plan before the run. */
export interface MemoryBytes {
  readonly weights: number;
  readonly optimizer: number;
  readonly activations: number;
  readonly total: number;
}

export interface StepEvent extends EventBase {
  readonly type: 'step';
  /** Epochs done, with the fraction of the current one. */
  readonly epoch: number;
  readonly loss: number;
  readonly gradNorm: number;
  readonly learningRate: number;
  /** Rows and tokens of this step. */
  readonly samples: number;
  readonly tokens: number;
  readonly milliseconds: number;
}

export interface EvaluationEvent extends EventBase {
  readonly type: 'evaluation';
  readonly split: 'validation' | 'test';
  readonly loss: number;
  readonly metrics: Metrics;
}

/** Why scores by these names are null. */
export type Reasons = Readonly<Record<string, UndefinedReason>>;

/** Names of job.md → numbers, null where one is not defined. */
export interface Metrics {
  readonly [key: string]:
    | number
    | null
    | Readonly<Record<string, ClassMetrics>>
    | Reasons
    | undefined;
  /** Of every class or label. */
  readonly per_class?: Readonly<Record<string, ClassMetrics>>;
  /** Of every type of span. */
  readonly per_type?: Readonly<Record<string, ClassMetrics>>;
  /** Of those that are null; absent where none is. */
  readonly reasons?: Reasons;
}

export interface ClassMetrics {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
  /** Areas under the curves of a label against its absence. */
  readonly roc_auc?: number | null;
  readonly pr_auc?: number | null;
  readonly reasons?: Reasons;
}

/** What the model says now about a few fixed validation rows. */
export interface WatchEvent extends EventBase {
  readonly type: 'watch';
  readonly rows: readonly {
    /** Row number in the file, 1-based as the data panel counts. */
    readonly row: number;
    readonly text: string;
    readonly label: string;
    readonly predicted: string;
    /** Probability of the true label; null where the task knows none. */
    readonly probability: number | null;
    /** 0 where the prediction is right; the larger, the worse. Not told by older versions. */
    readonly off?: number;
    /** Where words are tagged: the words, and both tags of each. */
    readonly marked: {
      readonly words: readonly string[];
      readonly tags: { readonly truth: readonly string[]; readonly said: readonly string[] };
    } | null;
  }[];
}

/** What ails a run from here on; null: nothing any more. */
export interface TroubleEvent extends EventBase {
  readonly type: 'trouble';
  readonly trouble: Trouble | null;
}

export interface CheckpointEvent extends EventBase {
  readonly type: 'checkpoint';
  readonly bytes: number;
}

export interface FinishedEvent extends EventBase {
  readonly type: 'finished';
  /** `paused`: interrupted with a checkpoint that resumes. */
  readonly status: 'completed' | 'stopped' | 'paused';
  readonly summary: RunSummary;
}

export interface RunSummary {
  readonly steps: number;
  readonly seconds: number;
  readonly samplesPerSecond: number;
  readonly tokensPerSecond: number;
  /** Loss of the last step. */
  readonly loss: number;
  /** Metrics of the weights that were kept; {} without validation. */
  readonly metrics: Metrics;
  /** Validation loss of the weights that were kept; null without validation. */
  readonly validationLoss: number | null;
  readonly peakBytes: number;
  /** The task's settings, where validation rows have completed them after training. */
  readonly tuned?: Config;
}

export interface FailedEvent extends EventBase {
  readonly type: 'failed';
  readonly error: ErrorRecord;
  /** The last step whose weights are kept, 0 when none are. */
  readonly keptStep: number;
}
