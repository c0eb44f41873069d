import type { Job } from '../../engine/job';
import type { MemoryBytes } from '../../engine/training/events';

export type ModelSource =
  | { readonly kind: 'bundled'; readonly id: string }
  | {
      readonly kind: 'files';
      readonly name: string;
      readonly files: readonly { readonly path: string; readonly file: File }[];
    };

export interface ModelSummary {
  readonly id: string;
  readonly label: string;
  readonly family: string;
  readonly familyLabel: string;
  readonly parameters: number;
  readonly bytes: number;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  /** Rows of the embedding. */
  readonly vocabulary: number;
  readonly tokenizerTokens: number;
  /** Parameters by place (embeddings, attention, mlp, pooler, head), the most first. */
  readonly parts: readonly { readonly part: string; readonly parameters: number }[];
  readonly maxTokens: number;
  /** Task ids this model can be tuned for. */
  readonly tasks: readonly string[];
  readonly sentenceTransformer: boolean;
  /** Labels of a head found in the folder; [] without one. */
  readonly headLabels: readonly string[];
  readonly notes: readonly string[];
}

/** What a job would do, computed without training. */
export interface RunPlan {
  readonly parameters: number;
  readonly trainable: number;
  /** Bytes of the file that Export would write for this method. */
  readonly adapterBytes: number;
  readonly bytes: MemoryBytes;
  /** Bytes that a run may hold on this device. */
  readonly memoryLimit: number;
  /** Whether layers are computed again for the backward pass (gradient checkpointing). */
  readonly recomputes: boolean;
  /** Where words are filled in: whether the head for words is the model's own; null elsewhere. */
  readonly wordHead: 'loaded' | 'drawn' | null;
  readonly frozen: FrozenWeights;
  readonly steps: number;
  readonly tokensPerStep: number;
  readonly picture: MethodPicture;
  /** The job completed with every default. */
  readonly job: Job;
}

/** What does not train, and what the job's precision makes of it. */
export interface FrozenWeights {
  /** Parameters that the precision acts on; 0 where everything trains. */
  readonly parameters: number;
  /** Bytes that all weights would take at each precision. */
  readonly weightBytes: Readonly<Record<Job['precision'], number>>;
  /** Parameters of the whole network by how they lie. */
  readonly storages: Readonly<Record<string, number>>;
}

/** Which places of the loaded model train, from the method's own hooks. */
export interface MethodPicture {
  readonly embeddings: PlaceState;
  readonly head: PlaceState;
  readonly virtualTokens: number;
  /** One per layer, bottom first: state by role (query, key, value, output, up, down, gate, norm). */
  readonly layers: readonly Readonly<Record<string, PlaceState>>[];
  /** Trained parameters by place, for the caption. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** `trained`: its own weights move; `added`: frozen, with new trained weights beside it. */
export type PlaceState = 'frozen' | 'trained' | 'added';

/** Measured on real steps of this job; not a guess. */
export interface TimeEstimate {
  readonly secondsPerStep: number;
  readonly measuredSteps: number;
  readonly totalSeconds: number;
}
