import type { FileMap } from '../core/bytes';
import { EngineError } from '../core/errors';
import type { Config } from '../core/fields';
import { rootedAt } from '../files/folder';
import { readPeftAdapter } from '../files/peftAdapter';
import { openWeights, type WeightSource } from '../files/weights';
import type { ParameterSpec } from '../nn/parameters';
import type { Method } from '../tuning/method';
import type { LoadedModel } from './loadedModel';
import type { AdapterTensors } from './weights';

/** A PEFT folder understood: its method, its config, its tensors by engine name. */
export interface OpenedAdapter {
  readonly method: Method;
  readonly methodConfig: Config;
  readonly tensors: AdapterTensors;
  /** Things a person should know: a saved head that does not fit. */
  readonly notes: readonly string[];
}

const PREFIX = 'base_model.model.';

/**
 * Opens a PEFT folder for a base model. Its config decides the method. Tensors of the method must
 * all be there in the base's sizes; a saved head is taken where it has the wanted shape.
 */
export async function openAdapter(
  files: FileMap,
  model: LoadedModel,
  methods: Readonly<Record<string, Method>>,
  head: readonly ParameterSpec[],
): Promise<OpenedAdapter> {
  const { config, tensors } = await readPeftAdapter(files);
  const type = String(config.peft_type ?? '');
  const method = Object.values(methods).find(
    ({ peft }) => peft?.read && peft.type === type && (peft.reads?.(config) ?? true),
  );
  if (!method?.peft?.read) throw unknownType(type, methods);
  const opened = method.peft.read(model.model.shape, config);
  const prefix = `${model.family.prefix}.`;
  const find = (name: string): string | undefined =>
    [name, name.startsWith(prefix) ? name.slice(prefix.length) : name]
      .map((path) => PREFIX + path)
      .find((path) => tensors.has(path));

  const read = new Map<string, Float32Array>();
  const faults: string[] = [];
  for (const [name, { path, shape }] of opened.places) {
    const nameInFile = find(path);
    if (!nameInFile) faults.push(`${PREFIX}${path} is missing`);
    else if (!sameSizes(tensors.info(nameInFile).shape, shape)) {
      faults.push(
        `${nameInFile} is [${tensors.info(nameInFile).shape.join(', ')}], this base wants [${shape.join(', ')}]`,
      );
    } else read.set(name, await tensors.read(nameInFile));
  }
  if (faults.length > 0) throw otherBase(faults, config, model);
  const dense = await denseBeside(files);
  const notes: string[] = [];
  const used = new Set<string>();
  for (const spec of head) {
    const saved = find(spec.name);
    const beside = spec.name.replace(/^classifier\./, 'linear.');
    const [source, name] = saved ? [tensors, saved] : [dense, beside];
    if (!source?.has(name)) continue;
    used.add(name);
    const { shape: found } = source.info(name);
    if (sameSizes(found, spec.shape)) read.set(spec.name, await source.read(name));
    else notes.push(redrawn(`the adapter's ${spec.name}`, found, spec.shape));
  }
  refuseUnread(
    tensors,
    [...opened.places.values()].map(({ path }) => find(path)),
    used,
  );
  return { method, methodConfig: opened.config, tensors: read, notes };
}

/** The note on a saved head that has other classes than the job. */
export function redrawn(what: string, found: readonly number[], wanted: readonly number[]): string {
  return `${what} is [${found.join(', ')}], the job makes it [${wanted.join(', ')}]; it is drawn anew`;
}

/** An adapter is what all its tensors make of the base; to drop some would be another model. */
function refuseUnread(
  tensors: WeightSource,
  read: readonly (string | undefined)[],
  heads: ReadonlySet<string>,
): void {
  const known = new Set(read);
  const [first, ...more] = tensors.names().filter((name) => !known.has(name) && !heads.has(name));
  if (first === undefined) return;
  throw new EngineError(
    'adapter/unread-tensors',
    `adapter_model.safetensors holds ${first}${more.length > 0 ? ` and ${more.length} more tensors` : ''} that this method has no place for`,
    { file: 'adapter_model.safetensors', tensors: [first, ...more].slice(0, 20) },
    'Merge the adapter into its base with PEFT and open the merged model instead.',
  );
}

/** The head of a mean-pooled model, which lies beside its adapter as a Dense module. */
export async function denseBeside(files: FileMap): Promise<WeightSource | null> {
  const folder = rootedAt(files, ['adapter_config.json']);
  const path = [...folder.keys()].find((name) => /^\d+_Dense\/model\.safetensors$/.test(name));
  const source = path === undefined ? undefined : folder.get(path);
  return source ? openWeights(source) : null;
}

function unknownType(type: string, methods: Readonly<Record<string, Method>>): EngineError {
  const types = Object.values(methods).flatMap(({ peft }) => (peft?.read ? [peft.type] : []));
  const known = [...new Set(types)];
  return new EngineError(
    'adapter/unknown-type',
    `adapter_config.json: peft_type "${type}" is not one the studio can continue (known: ${known.join(', ')})`,
    { file: 'adapter_config.json', peft_type: type, known },
    'Merge the adapter into its base with PEFT and open the merged model instead.',
  );
}

function otherBase(
  faults: readonly string[],
  config: Readonly<Record<string, unknown>>,
  model: LoadedModel,
): EngineError {
  const base = String(config.base_model_name_or_path ?? 'another model');
  return new EngineError(
    'adapter/other-base',
    `this adapter does not fit ${model.label}: ${faults.slice(0, 3).join('; ')}. It was trained on ${base}`,
    { base, model: model.id, faults },
    `Open ${base} first, then the adapter; where that is the model, adapter_config.json is not the one saved with these weights.`,
  );
}

function sameSizes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
