import type { Executor } from '../backends/executor';
import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import { pack } from '../core/quantize';
import { type Checkpoint, readCheckpoint } from '../files/checkpoint';
import { initialize, madeOf } from '../nn/initialize';
import type { ParameterSpec } from '../nn/parameters';
import type { Network } from '../training/network';
import type { LoadedModel } from './loadedModel';

/** Tensors of an opened adapter by engine name. */
export type AdapterTensors = ReadonlyMap<string, Float32Array>;

/**
 * Fills the executor with a network's parameters: from the adapter, else the model folder, else
 * drawn from the seed; what stays frozen as the network's storages say. Returns the initial values of
 * what trains: the base to compare with.
 */
export async function loadWeights(
  executor: Executor,
  network: Network,
  model: LoadedModel,
  seed: number,
  adapter: AdapterTensors,
  onLoaded: (done: number, total: number) => void = () => {},
): Promise<ReadonlyMap<string, Float32Array>> {
  const moves = new Set(network.trainable.map(({ name }) => name));
  const initial = new Map<string, Float32Array>();
  let done = 0;
  for (const spec of network.parameters) {
    const base = await baseValue(spec, model, seed);
    const value = adapter.get(spec.name) ?? base;
    const storage = network.storages.get(spec.name) ?? 'f32';
    if (storage === 'f32') executor.writeVariable(spec.name, value);
    else executor.writePacked(spec.name, pack(value, storage, spec.name));
    if (moves.has(spec.name)) initial.set(spec.name, base);
    onLoaded(++done, network.parameters.length);
  }
  return initial;
}

/** A parameter of the untuned model: as the folder holds it, else as its initializer draws it. */
export async function baseValue(
  spec: ParameterSpec,
  model: LoadedModel,
  seed: number,
): Promise<Float32Array> {
  if (model.holds(spec)) return model.read(spec.name);
  const source = madeOf(spec);
  if (source === null) return initialize(spec, seed);
  const ids =
    spec.init.kind === 'rows-of-text' ? [...model.tokenizer.encode(spec.init.text).ids] : [];
  return initialize(spec, seed, { source: await model.read(source), ids });
}

/** Opens a checkpoint that must hold these tensors, of this job where one is named. */
export async function openCheckpoint(
  source: ByteSource,
  names: readonly string[],
  jobHash?: string,
): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(source, jobHash);
  const missing = names.filter((name) => !checkpoint.tensors.has(name));
  if (missing.length === 0) return checkpoint;
  throw new EngineError(
    'run/checkpoint',
    `${source.name} lacks ${missing.length} tensors of this run, ${missing[0]} first`,
    { file: source.name, missing },
    'Start the run anew.',
  );
}

/** Copies of the trained parameters as they are now. */
export async function readTrained(
  executor: Executor,
  network: Network,
): Promise<Map<string, Float32Array>> {
  const trained = new Map<string, Float32Array>();
  for (const { name } of network.trainable) trained.set(name, await executor.readVariable(name));
  return trained;
}

/** Writes parameters into the executor. */
export function writeAll(executor: Executor, values: ReadonlyMap<string, Float32Array>): void {
  for (const [name, data] of values) executor.writeVariable(name, data);
}
