import type { Config, Field } from '../core/fields';
import type { ModelShape } from '../models/model';
import type { MethodHooks } from '../nn/net';
import type { ParameterSpec, Site } from '../nn/parameters';

/** Weights by name, read and written while merging. */
export interface Weights {
  get(name: string): Float32Array;
  has(name: string): boolean;
}

/** What goes into a PEFT folder besides tensors under `base_model.model.`. */
export interface PeftExport {
  /** Method keys of adapter_config.json; the caller adds task_type, base model and saved modules. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The method's own parameters: engine name → name inside the module tree of the base model. */
  readonly names: ReadonlyMap<string, string>;
}

/** A way of tuning: one file, one registry line. Knows sites and roles, never a family or a task. */
export interface Method<C extends Config = Config> {
  readonly id: string;
  readonly label: string;
  /** One sentence. */
  readonly summary: string;
  readonly paper: { readonly title: string; readonly url: string } | null;
  /** Which weights move: the model's own, added ones, or virtual tokens. */
  readonly group: 'own' | 'added' | 'virtual';
  readonly fields: readonly Field[];
  /** Learning rate that suits this method with Adam-like optimizers. */
  readonly learningRate: number;
  /** How many times faster head and pooler should learn; 1 unless said. */
  readonly headRate?: number;
  /** Whether the model itself stays as it is, so that its own best pooling should be kept. */
  readonly readsFixedFeatures?: boolean;
  /** Parameters that the method adds, with how they are drawn. */
  parameters(shape: ModelShape, config: C): readonly ParameterSpec[];
  hooks(shape: ModelShape, config: C): MethodHooks;
  /** Whether activations below the lowest trained weight are computed once and kept. */
  cachesFrozen(config: C): boolean;
  /** New values of the base's weights that equal base plus adapter; absent where nothing is added. */
  merge?(shape: ModelShape, config: C, weights: Weights): ReadonlyMap<string, Float32Array>;
  /** How PEFT stores it; absent where PEFT has no such method. */
  toPeft?(shape: ModelShape, config: C): PeftExport;
  /** Its config from an adapter_config.json of its kind; throws what it cannot hold. */
  readonly peftType?: string;
  fromPeft?(
    shape: ModelShape,
    config: Readonly<Record<string, unknown>>,
  ): { readonly config: C; readonly names: ReadonlyMap<string, string> };
}

/** Checks the definition against its own config type, then forgets that type (as registries need). */
export function defineMethod<C extends Config>(method: Method<C>): Method {
  return method as unknown as Method;
}

/** Sites whose role or Hugging Face name is asked for, as PEFT matches target_modules. */
export function targetSites(shape: ModelShape, targets: readonly string[]): Site[] {
  return shape.sites.filter(({ name, role }) =>
    targets.some((target) => target === role || target === name || name.endsWith(`.${target}`)),
  );
}
