import type { Storage } from '../core/storage';
import type { Job, Precision } from '../job';
import type { LinearRole, ParameterSpec } from '../nn/parameters';
import { parameterSize, totalSize } from '../nn/parameters';
import type { MemoryBytes } from '../training/events';
import { buildNetwork, type Network } from '../training/network';
import { frozenStorage, PRECISIONS } from '../training/precision';
import { planTrainer } from '../training/trainerPlans';
import { planBytes, weightBytes } from './bytes';
import { epochTokens, stepsOf } from './epochs';
import { trainerOptions } from './memory';
import { networkParts, parameterCount, type RunParts } from './runParts';

export type PlaceState = 'frozen' | 'trained' | 'added';

/** Which places of the model train. One record per layer, bottom first: state by role. */
export interface MethodPicture {
  readonly embeddings: PlaceState;
  readonly head: PlaceState;
  /** Tokens of the method's own before every sequence. */
  readonly virtualTokens: number;
  readonly layers: readonly Readonly<Record<string, PlaceState>>[];
  /** Trained parameters by place: virtual, embeddings, pooler, head, and each role of the layers. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** What does not train, and what the job's choice of precision makes of it. */
export interface FrozenWeights {
  /** Parameters of matrices and tables that `precision` acts on; 0 where everything trains. */
  readonly parameters: number;
  /** Bytes that all weights would take at each precision. */
  readonly weightBytes: Readonly<Record<Precision, number>>;
  /** Parameters of the whole network by how they lie at the job's own precision. */
  readonly storages: Readonly<Partial<Record<Storage, number>>>;
}

/** What a job would do, computed without training. */
export interface RunPlan {
  readonly parameters: number;
  readonly trainable: number;
  /** Bytes of the weights file that Export would write. */
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
  /** Mean tokens of a step. */
  readonly tokensPerStep: number;
  readonly picture: MethodPicture;
  readonly job: Job;
}

/** Plans a job: parameters, bytes, steps and the picture. Allocates nothing. */
export function planRun(parts: RunParts): RunPlan {
  const network = buildNetwork(networkParts(parts));
  const { training } = parts.job;
  const options = trainerOptions(parts, network);
  const { train } = parts.data;
  const { totalSteps, stepsPerEpoch } = stepsOf(train, training);
  return {
    parameters: parameterCount(parts, network),
    trainable: totalSize(network.trainable),
    adapterBytes: exportedBytes(parts, network),
    bytes: planBytes(network, parts.optimizer, planTrainer(options)),
    memoryLimit: parts.memoryLimit,
    recomputes: options.recompute === true,
    wordHead: wordHeadOf(parts, network),
    frozen: frozenWeights(network),
    steps: totalSteps,
    tokensPerStep: stepsPerEpoch > 0 ? Math.round(epochTokens(train, training) / stepsPerEpoch) : 0,
    picture: drawPicture(parts, network),
    job: parts.job,
  };
}

function wordHeadOf({ model, adapter }: RunParts, network: Network): RunPlan['wordHead'] {
  const own = new Set(model.model.shape.wordHead.map(({ name }) => name));
  const read = network.parameters.filter(({ name }) => own.has(name));
  if (read.length === 0) return null;
  return read.every((spec) => model.holds(spec) || adapter.has(spec.name)) ? 'loaded' : 'drawn';
}

function frozenWeights(network: Network): FrozenWeights {
  const { parameters, packable } = network;
  const bytesAt = (precision: Precision): number =>
    weightBytes(
      parameters,
      new Map(packable.map((spec) => [spec.name, frozenStorage(precision, spec)])),
    );
  const storages: Partial<Record<Storage, number>> = {};
  for (const spec of parameters) {
    const storage = network.storages.get(spec.name) ?? 'f32';
    storages[storage] = (storages[storage] ?? 0) + parameterSize(spec);
  }
  return {
    parameters: totalSize(packable),
    weightBytes: Object.fromEntries(
      PRECISIONS.map((precision) => [precision, bytesAt(precision)]),
    ) as Record<Precision, number>,
    storages,
  };
}

function exportedBytes(parts: RunParts, network: Network): number {
  const { method, model } = parts;
  const { shape } = model.model;
  const copied = new Set(parts.task.masks ? Object.values(shape.wordHeadCopies) : []);
  const copies = [...shape.parameters, ...shape.wordHead].filter(({ name }) => copied.has(name));
  return (
    4 *
    (method.peft
      ? totalSize([...network.trainable, ...copies])
      : totalSize(model.model.shape.parameters))
  );
}

function drawPicture({ model }: RunParts, network: Network): MethodPicture {
  const { shape } = model.model;
  const own = new Set(shape.parameters.map(({ name }) => name));
  const state = (fits: (spec: ParameterSpec) => boolean): PlaceState => {
    const trained = network.trainable.filter(fits);
    if (trained.length === 0) return 'frozen';
    return trained.some(({ name }) => own.has(name)) ? 'trained' : 'added';
  };
  const roles: (LinearRole | 'norm')[] = [
    ...new Set(shape.sites.filter(({ layer }) => layer !== null).map(({ role }) => role)),
    'norm',
  ];
  const layers = Array.from({ length: shape.layers }, (_, layer) =>
    Object.fromEntries(
      roles.map((role) => [role, state((spec) => spec.layer === layer && spec.role === role)]),
    ),
  );
  const parameters: Record<string, number> = {};
  for (const spec of network.trainable) {
    const place = spec.part === 'layer' ? spec.role : spec.part;
    parameters[place] = (parameters[place] ?? 0) + parameterSize(spec);
  }
  const head = network.trainable.some(({ part }) => part === 'head') ? 'trained' : 'frozen';
  return {
    embeddings: state(({ part }) => part === 'embeddings'),
    head,
    virtualTokens: network.virtual.count,
    layers,
    parameters,
  };
}
