import type { Config } from './core/fields';

/** Role → column name: { text: 'sentence', label: 'label' }. */
export type ColumnRoles = Readonly<Record<string, string>>;

/** Bits of a frozen weight: a float of 32 or 16, or a code of 8 or 4 in blocks of 32. */
export type Precision = 'f32' | 'f16' | 'q8' | 'q4';

/** A part of the training rows that is drawn by `training.seed` and only scores. */
interface ShareOfRows {
  readonly fraction: number;
  readonly stratify: boolean;
}

/** {@link ShareOfRows} for cross-validation: the folds of a seed are disjoint and hold every row. */
interface FoldOfRows {
  readonly fold: number;
  readonly folds: number;
  readonly stratify: boolean;
}

/** A run described as one plain, versioned JSON value. */
export interface Job {
  readonly version: 1;
  /** A bundled id or a folder in Hugging Face layout. */
  readonly model: string;
  /** Continue from a PEFT folder; its config wins over `method`. */
  readonly adapter?: string;
  readonly data: {
    readonly train: string;
    /** A file; a share of the training rows; one fold of them, from 1; or none. */
    readonly validation: string | ShareOfRows | FoldOfRows | null;
    readonly test?: string;
    /** Left out: guessed, when the guess is safe. */
    readonly columns?: ColumnRoles;
  };
  readonly task: { readonly id: string } & Config;
  readonly method: { readonly id: string } & Config;
  readonly training: TrainingSettings;
  /** Of matrices and tables that do not train; everything else is f32. */
  readonly precision: Precision;
  readonly backend: 'auto' | 'webgpu' | 'wasm' | 'tfjs';
}

export interface TrainingSettings {
  readonly epochs: number;
  /** Ends the run early; null: epochs decide. */
  readonly maxSteps: number | null;
  /** Rows per optimizer step and micro-batch group: batchSize · gradientAccumulation rows a step. */
  readonly batchSize: number;
  readonly gradientAccumulation: number;
  /** Longest sequence, special tokens included; longer texts are cut. */
  readonly maxTokens: number;
  readonly optimizer: { readonly id: string } & Config;
  readonly schedule: { readonly id: string } & Config;
  /** 0: no clipping. */
  /** Multiplies the learning rate of head and pooler; 1, as transformers has it, unless said. */
  readonly headRate: number;
  readonly maxGradNorm: number;
  /** Replaces every dropout rate of the model; null: the model's own. */
  readonly dropout: number | null;
  /** Whether layers are computed again for the backward pass; null: where the run would not fit. */
  readonly gradientCheckpointing: boolean | null;
  readonly shuffle: boolean;
  /** Whether rows of rarer classes are taken again, so that an epoch has as many of each class. */
  readonly oversample: boolean;
  readonly seed: number;
  /** Steps between evaluations, "epoch", or null for none. */
  readonly evaluateEvery: number | 'epoch' | null;
  /** Evaluations in a row without improvement after which the run ends; null: never. */
  readonly patience: number | null;
  /** The metric that decides; '': the validation loss. */
  readonly stopMetric: string;
  readonly minimumChange: number;
  readonly checkpointEvery: number;
  readonly logEvery: number;
}
