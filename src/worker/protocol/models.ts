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

/** Measured on real steps of this job; not a guess. */
export interface TimeEstimate {
  readonly secondsPerStep: number;
  readonly measuredSteps: number;
  readonly totalSeconds: number;
}
