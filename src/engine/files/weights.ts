import type { ByteSource } from '../core/bytes';
import { EngineError } from '../core/errors';
import type { Dtype } from './dtypes';
import { collectFault, throwFaults } from './faults';
import { readJsonObject } from './json';
import { assertFinite, openSafetensors, requireFloats, type SafetensorsFile } from './safetensors';

/** What is known of a weight before it is read. */
export interface WeightInfo {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Name of the file that holds it. */
  readonly file: string;
}

/** Named weights, read one at a time; where they lie is hidden. */
export interface WeightSource {
  names(): readonly string[];
  has(name: string): boolean;
  /** Throws EngineError `checkpoint/missing-tensor` for a name that is not there. */
  info(name: string): WeightInfo;
  /** Throws EngineError `checkpoint/wrong-dtype` where the weight is not stored as floats. */
  requireNumbers(name: string): void;
  /** The weight as f32, every value checked to be finite. */
  read(name: string): Promise<Float32Array>;
}

/** The weights of one safetensors file. */
export async function openWeights(source: ByteSource): Promise<WeightSource> {
  const file = await openSafetensors(source);
  const names = [...file.tensors.keys()];
  return weightSource(new Map(names.map((name) => [name, { file, source: source.name }])));
}

interface Place {
  readonly file: SafetensorsFile;
  readonly source: string;
}

function weightSource(places: ReadonlyMap<string, Place>): WeightSource {
  function placeOf(name: string): Place {
    const place = places.get(name);
    if (place) return place;
    throw new EngineError(
      'checkpoint/missing-tensor',
      `The weights have no tensor ${name}.`,
      { tensor: name },
      'Check that the weights belong to this config.json.',
    );
  }
  return {
    names: () => [...places.keys()],
    has: (name) => places.has(name),
    info(name) {
      const place = placeOf(name);
      const { dtype, shape } = place.file.tensors.get(name) ?? { dtype: 'F32', shape: [] };
      return { dtype, shape, file: place.source };
    },
    requireNumbers(name) {
      const { file, source } = placeOf(name);
      const { dtype } = file.tensors.get(name) ?? { dtype: 'F32' };
      requireFloats(source, name, dtype);
    },
    async read(name) {
      const place = placeOf(name);
      const data = await place.file.read(name);
      assertFinite(name, data, place.source);
      return data;
    },
  };
}

/**
 * The weights of a sharded checkpoint: `model.safetensors.index.json` and the shards it names.
 * Every shard must be present and whole, and hold the tensors that the index places in it.
 * Source: huggingface/transformers, modeling_utils.py.
 */
export async function openShardedWeights(
  index: ByteSource,
  shardAt: (name: string) => ByteSource | undefined,
): Promise<WeightSource> {
  const weightMap = await readWeightMap(index);
  const faults: EngineError[] = [];
  const shards = new Map<string, SafetensorsFile>();
  for (const shard of new Set(weightMap.values())) {
    const source = shardAt(shard);
    if (!source) {
      faults.push(missingShard(index.name, shard));
      continue;
    }
    const file = await collectFault(faults, () => openSafetensors(source));
    if (file) shards.set(shard, file);
  }
  throwFaults(faults);
  const places = new Map<string, Place>();
  for (const [name, shard] of weightMap) {
    const file = shards.get(shard);
    if (file?.tensors.has(name)) places.set(name, { file, source: shard });
    else faults.push(misplaced(index.name, name, shard));
  }
  throwFaults(faults);
  return weightSource(places);
}

async function readWeightMap(index: ByteSource): Promise<ReadonlyMap<string, string>> {
  const { weight_map: map } = await readJsonObject(index);
  const entries = typeof map === 'object' && map !== null ? Object.entries(map) : [];
  if (entries.length > 0 && entries.every(([, shard]) => typeof shard === 'string')) {
    return new Map(entries as [string, string][]);
  }
  throw new EngineError(
    'checkpoint/bad-index',
    `${index.name} has no weight_map from tensor names to files.`,
    { file: index.name },
    'Download the file again.',
  );
}

function missingShard(index: string, shard: string): EngineError {
  return new EngineError(
    'checkpoint/missing-shard',
    `${shard} is missing; ${index} says that part of the weights is in it.`,
    { file: shard, index },
    `Add ${shard} to the folder.`,
  );
}

function misplaced(index: string, tensor: string, shard: string): EngineError {
  return new EngineError(
    'checkpoint/missing-tensor',
    `${shard} has no tensor ${tensor}, though ${index} says so.`,
    { file: shard, tensor, index },
    'Download the index and all shards of one and the same version.',
  );
}
