import type { Config } from '../core/fields';
import type { ModelShape } from '../models/model';
import { type ParameterSpec, parameterSize, type Site } from '../nn/parameters';

/** A tensor of a PEFT file and the parameters of the engine that it is made of. */
export interface PeftTensor {
  /** Path in the module tree of the base model; of prompt learning the tensor's whole name. */
  readonly path: string;
  readonly shape: readonly number[];
  readonly from: readonly string[];
  /** Makes it of them. */
  join(parts: readonly Float32Array[]): Float32Array;
  /** Takes it apart into them; absent where that cannot be done. */
  split?(data: Float32Array): readonly Float32Array[];
}

/** What goes into a PEFT folder besides the head. */
export interface PeftExport {
  /** Method keys of adapter_config.json; the caller adds task_type, base model and saved modules. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: readonly PeftTensor[];
}

/** How PEFT stores a method, both ways. */
export interface PeftFormat<C extends Config = Config> {
  /** PEFT's `peft_type`. */
  readonly type: string;
  /** Whether PEFT itself knows no such type: the file is the studio's own, in PEFT's layout. */
  readonly foreign?: boolean;
  /** What a person should know before they rely on PEFT opening it. */
  readonly caveat?: string;
  /** Types whose files it reads, where they are not just its own. */
  readonly opens?: readonly string[];
  /** Keys of its adapter_config.json besides those of every type; others are refused unless they say nothing. */
  readonly keys?: readonly string[];
  /** Prompt learning: tensors have bare names, and a saved head one `model.` fewer (peft-spec §2.1). */
  readonly promptLearning?: boolean;
  /** Whether an adapter_config.json of this type is this method's; every one where it is absent. */
  reads?(config: Readonly<Record<string, unknown>>): boolean;
  write(shape: ModelShape, config: C): PeftExport;
  /**
   * Its config from an adapter_config.json that it {@link reads}, and the tensors that such a file
   * must hold; throws what it cannot hold. Absent where another method reads its files.
   */
  read?(
    shape: ModelShape,
    config: Readonly<Record<string, unknown>>,
  ): { readonly config: C; readonly tensors: readonly PeftTensor[] };
}

/** A parameter that a file holds as it is, under `path` and in the file's own shape. */
export function plainTensor(
  { name, shape }: Pick<ParameterSpec, 'name' | 'shape'>,
  path = name,
  shapeInFile = shape,
): PeftTensor {
  const one = (parts: readonly Float32Array[]): Float32Array => parts[0] ?? new Float32Array(0);
  return { path, shape: shapeInFile, from: [name], join: one, split: (data) => [data] };
}

/** Zeros that PEFT's type cannot do without. */
export function zeroTensor(path: string, shape: readonly number[]): PeftTensor {
  return { path, shape, from: [], join: () => new Float32Array(parameterSize({ shape })) };
}

/**
 * The shortest module names that PEFT's suffix matching resolves to exactly these sites: the last
 * parts of each path, lengthened until no other site of the model ends the same way.
 */
export function peftTargets(shape: ModelShape, sites: readonly Site[]): string[] {
  const wanted = new Set(sites.map(({ name }) => name));
  const suffixes = sites.map(({ name }) => {
    const parts = name.split('.');
    for (let length = 1; length < parts.length; length++) {
      const suffix = parts.slice(-length).join('.');
      const matched = shape.sites.filter(
        (site) => site.name === suffix || site.name.endsWith(`.${suffix}`),
      );
      if (matched.every((site) => wanted.has(site.name))) return suffix;
    }
    return name;
  });
  return [...new Set(suffixes)].sort();
}
