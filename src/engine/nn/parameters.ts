/** How a parameter that no file holds is drawn (peft-spec §1.1, §2.6). */
export type Initializer =
  | { readonly kind: 'zeros' }
  | { readonly kind: 'ones' }
  | { readonly kind: 'normal'; readonly std: number }
  /** Uniform in ±bound. */
  | { readonly kind: 'uniform'; readonly bound: number }
  /** Euclidean norms of the rows of another parameter of the model. */
  | { readonly kind: 'row-norms'; readonly of: string }
  /** Rows of another parameter, drawn at random. */
  | { readonly kind: 'some-rows'; readonly of: string }
  /** Its rows for the tokens of a text, cut or repeated to fit (peft-spec §2.2). */
  | { readonly kind: 'rows-of-text'; readonly of: string; readonly text: string };

/** One named tensor of a model, its head or its adapter. Names are Hugging Face's. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: Initializer;
  /** Where it sits in the picture of the model. */
  readonly part: 'virtual' | 'embeddings' | 'layer' | 'pooler' | 'head';
  /** Layer number from 0, null outside the layers. */
  readonly layer: number | null;
  /** Role of the linear layer or 'norm' it belongs to; '' elsewhere. */
  readonly role: string;
  /** Its own share of the head's learning rate; 1 unless said. */
  readonly rateScale?: number;
  /** The file beside PEFT's that holds it, where PEFT's classes have no place for it. */
  readonly beside?: string;
  /** Whether a model folder may lack it without being broken (a head, a pooler, an adapter). */
  readonly optional: boolean;
}

/** A linear layer that methods may act on. */
export interface Site {
  /** Hugging Face module path: `bert.encoder.layer.0.attention.self.query`. */
  readonly name: string;
  readonly role: LinearRole;
  readonly layer: number | null;
  readonly inputSize: number;
  readonly outputSize: number;
}

/** A residual branch of a layer: what is added to the branch's own input. */
export interface Branch {
  /** Hugging Face path of the module that adds it up: `bert.encoder.layer.0.attention.output`. */
  readonly name: string;
  readonly kind: 'attention' | 'mlp';
  readonly layer: number;
  readonly size: number;
}

export type LinearRole = 'query' | 'key' | 'value' | 'output' | 'up' | 'gate' | 'down' | 'pooler';

/** Where what a method adds to a site stands in the picture of the model. */
export function placeOf({
  layer,
  role,
}: Site): Pick<ParameterSpec, 'part' | 'layer' | 'role' | 'optional'> {
  return { part: layer === null ? 'pooler' : 'layer', layer, role, optional: true };
}

/** Elements of one parameter. */
export function parameterSize({ shape }: { readonly shape: readonly number[] }): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Elements of many parameters. */
export function totalSize(parameters: readonly { readonly shape: readonly number[] }[]): number {
  return parameters.reduce((sum, parameter) => sum + parameterSize(parameter), 0);
}
