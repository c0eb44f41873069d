import type { FileMap } from '../core/bytes';
import { EngineError } from '../core/errors';
import type { Config } from '../core/fields';
import { rootedAt } from '../files/folder';
import { type PeftAdapter, readPeftAdapter } from '../files/peftAdapter';
import { openWeights, type WeightSource } from '../files/weights';
import type { ParameterSpec } from '../nn/parameters';
import { headRoot, type Method, roomForText } from '../tuning/method';
import type { PeftTensor } from '../tuning/peft';
import { refuseUnknownKeys } from '../tuning/peftKeys';
import { checkTask, ofAdapter, opens, otherBase, unknownType } from './adapterFaults';
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

/** The method of a PEFT folder with its config, and the tensors that its file must hold. */
export interface AdapterMethod {
  readonly method: Method;
  readonly methodConfig: Config;
  readonly wanted: readonly PeftTensor[];
  readonly file: PeftAdapter;
}

/**
 * Reads what kind of adapter a folder holds; its config decides the method. `taskTypes`: PEFT's names
 * of the tasks that there are.
 */
export async function readAdapterMethod(
  files: FileMap,
  model: LoadedModel,
  methods: Readonly<Record<string, Method>>,
  taskTypes: readonly string[],
): Promise<AdapterMethod> {
  const file = await readPeftAdapter(files);
  const { config: json } = file;
  checkTask(json, taskTypes);
  const type = String(json.peft_type ?? '');
  const method = Object.values(methods).find(
    ({ peft }) => peft?.read && opens(peft).includes(type) && (peft.reads?.(json) ?? true),
  );
  if (!method?.peft?.read) throw unknownType(type, methods);
  refuseUnknownKeys(json, method.peft.keys ?? []);
  try {
    const { config, tensors } = method.peft.read(model.model.shape, json);
    roomForText(model.model.shape, method, config);
    return { method, methodConfig: config, wanted: tensors, file };
  } catch (error) {
    throw ofAdapter(error, json, model);
  }
}

/**
 * Opens a PEFT folder for a base model. Tensors of the method must all be there in the base's sizes;
 * a saved head is taken where it has the wanted shape.
 */
export async function openAdapter(
  files: FileMap,
  { method, methodConfig, wanted, file }: AdapterMethod,
  model: LoadedModel,
  head: readonly ParameterSpec[],
): Promise<OpenedAdapter> {
  const { config, tensors } = file;
  const prefix = `${model.family.prefix}.`;
  const root = headRoot(method.peft);
  const find = (name: string, before = root): string | undefined =>
    [name, name.startsWith(prefix) ? name.slice(prefix.length) : name]
      .map((path) => before + path)
      .find((path) => tensors.has(path));
  const beforeMethod = method.peft?.promptLearning ? '' : root;
  const found = wanted.map((tensor) => ({ tensor, name: find(tensor.path, beforeMethod) }));
  const faults = found.flatMap(({ tensor: { path, shape }, name }) => {
    if (name === undefined) return [`${beforeMethod}${path} is missing`];
    const { shape: theirs } = tensors.info(name);
    if (sameSizes(theirs, shape)) return [];
    return [`${name} is [${theirs.join(', ')}], this base wants [${shape.join(', ')}]`];
  });
  if (faults.length > 0) throw otherBase(faults, config, model);
  const read = new Map<string, Float32Array>();
  for (const { tensor, name } of found) {
    const parts = tensor.split?.(await tensors.read(name as string)) ?? [];
    tensor.from.forEach((parameter, i) => {
      read.set(parameter, parts[i] as Float32Array);
    });
  }
  const from = { tensors, find, dense: await denseBeside(files), files };
  const saved = await readHead(head, from, read);
  refuseUnread(
    tensors,
    found.map(({ name }) => name),
    saved.used,
  );
  const copies = Object.keys(model.model.shape.wordHeadCopies).map((path) => find(path));
  const unused = tensors
    .names()
    .find((name) => HEADS.test(name) && !saved.used.has(name) && !copies.includes(name));
  const notes =
    unused === undefined ? [] : [`the adapter's ${unused} is another head; it is not used`];
  return { method, methodConfig, tensors: read, notes: [...saved.notes, ...notes] };
}

/** Takes a saved head, which lies among the adapter's tensors or beside them, into `read`. */
async function readHead(
  head: readonly ParameterSpec[],
  from: {
    readonly tensors: WeightSource;
    readonly find: (name: string) => string | undefined;
    readonly dense: WeightSource | null;
    readonly files: FileMap;
  },
  read: Map<string, Float32Array>,
): Promise<{ readonly notes: readonly string[]; readonly used: ReadonlySet<string> }> {
  const notes: string[] = [];
  const used = new Set<string>();
  for (const spec of head) {
    if (spec.beside !== undefined) {
      const own = await fileBeside(from.files, spec.beside);
      if (own?.has(spec.name) && sameSizes(own.info(spec.name).shape, spec.shape))
        read.set(spec.name, await own.read(spec.name));
      continue;
    }
    const saved = from.find(spec.name);
    const beside = spec.name.replace(/^classifier\./, 'linear.');
    const [source, name] = saved ? [from.tensors, saved] : [from.dense, beside];
    if (!source?.has(name)) continue;
    used.add(name);
    const { shape: found } = source.info(name);
    if (sameSizes(found, spec.shape)) read.set(spec.name, await source.read(name));
    else notes.push(redrawn(`the adapter's ${spec.name}`, found, spec.shape));
  }
  return { notes, used };
}

/** The note on a saved head that has other classes than the job. */
export function redrawn(what: string, found: readonly number[], wanted: readonly number[]): string {
  return `${what} is [${found.join(', ')}], the job makes it [${wanted.join(', ')}]; it is drawn anew`;
}

/** A saved head's biases, which PEFT writes twice more where all biases train. */
const COPIES = /\.(?:modules_to_save|original_module)\.bias$/;

/** Heads, of whatever task: what is learned next may have another, on top of the same adapter. */
const HEADS = /(?:^|\.)(?:classifier\.(?:weight|bias)|cls\.predictions\.[\w.]+)$/;

/** An adapter is what all its tensors make of the base; to drop some would be another model. */
function refuseUnread(
  tensors: WeightSource,
  read: readonly (string | undefined)[],
  heads: ReadonlySet<string>,
): void {
  const known = new Set(read);
  const [first, ...more] = tensors
    .names()
    .filter((name) => !known.has(name) && !heads.has(name))
    .filter((name) => !COPIES.test(name) && !HEADS.test(name));
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

/** Tensors in a file of this name beside an adapter. */
async function fileBeside(files: FileMap, name: string): Promise<WeightSource | null> {
  const source = rootedAt(files, ['adapter_config.json']).get(name);
  return source ? openWeights(source) : null;
}

function sameSizes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
