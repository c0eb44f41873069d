import type { Config } from '../core/fields';
import { cutFrozen, frozenInput } from '../graph/cut';
import { differentiate } from '../graph/differentiate';
import { leafName, variable } from '../graph/leaves';
import { narrowRows } from '../graph/narrow';
import type { Assignment, Graph, Value } from '../graph/node';
import { packableVariables } from '../graph/packable';
import type { Storages } from '../graph/plan';
import { recomputeBlocks } from '../graph/recompute';
import type { Shape } from '../graph/shapes';
import type { Precision } from '../job';
import type { OpenModel } from '../models/model';
import { Net, NO_VIRTUAL, type VirtualTokens } from '../nn/net';
import type { ParameterSpec } from '../nn/parameters';
import { add } from '../ops/add';
import { fill } from '../ops/fill';
import type { SettledTask, TaskGraph } from '../tasks/task';
import type { Method } from '../tuning/method';
import { frozenStorage } from './precision';

/** A model, a way to tune it and something to learn, each with its settings. */
export interface NetworkParts extends SettledTask {
  readonly model: OpenModel;
  readonly method: Method;
  readonly methodConfig: Config;
  /** Replaces every dropout rate of the model; null: its own. */
  readonly dropout: number | null;
  /** Of what stays frozen. */
  readonly precision: Precision;
}

/** The graphs of a network, and which of its parameters they read and train. */
export interface Network extends SettledTask {
  /** Every parameter that takes part, in order of use. */
  readonly parameters: readonly ParameterSpec[];
  /** Those that move: the head, what the method adds, and what it lets move. */
  readonly trainable: readonly ParameterSpec[];
  /** What stands before every sequence. */
  readonly virtual: VirtualTokens;
  /** A parameter's own share of the learning rate. */
  readonly rateScale: (parameter: ParameterSpec) => number;
  /** Epochs before a parameter begins to move. */
  readonly startsAt: (parameter: ParameterSpec) => number;
  /** Those that stay, and are only multiplied by or looked up: they may lie in fewer bytes. */
  readonly packable: readonly ParameterSpec[];
  /** How those lie at the wanted precision. */
  readonly storages: Storages;
  /**
   * Forward and backward: {@link LOSS} and gradients set or added to. With `recompute` only the ends
   * of blocks are kept for the backward pass, which gives the same bits in less memory. `of` are
   * those of {@link trainable} whose gradients are wanted.
   */
  gradients(accumulate: boolean, recompute: boolean, of?: readonly ParameterSpec[]): Graph;
  /** Forward without dropout: output `logits`. */
  readonly inference: Graph;
  /** Where the frozen part is computed once: its results by name, and logits from them. */
  readonly cached: { readonly features: Graph; readonly inference: Graph } | null;
}

/** The name of a parameter's gradient in the executor's store. */
export function gradientName(parameter: string): string {
  return `grad/${parameter}`;
}

/** The variable that holds a step's loss, summed over its micro-batches. */
export const LOSS = 'run/loss';

/** Builds every graph of a network; nothing is computed. */
export function buildNetwork(parts: NetworkParts): Network {
  const added = new Set(
    parts.method.parameters(parts.model.shape, parts.methodConfig).map(({ name }) => name),
  );
  const hooks = parts.method.hooks(parts.model.shape, parts.methodConfig);
  const moves = (spec: ParameterSpec): boolean =>
    spec.part === 'head' || added.has(spec.name) || (hooks.trainable?.(spec) ?? false);

  const training = buildSide(parts, true);
  const evaluation = buildSide(parts, false);
  const parameters = [...training.net.used.values()].map(({ spec }) => spec);
  const trainable = parameters.filter(moves);
  const trainableNames = new Set(trainable.map(({ name }) => name));
  const readPacked = packableVariables([
    ...Object.values<Value>({ ...training.graph }),
    ...Object.values<Value>({ ...evaluation.graph }),
  ]);
  const packable = parameters.filter(
    ({ name }) => readPacked.has(name) && !trainableNames.has(name),
  );
  const isTrained = (leaf: Value): boolean => trainableNames.has(leafName(leaf, 'variable') ?? '');

  // What is frozen says something else where other tokens are hidden.
  const caches = !parts.task.masks && parts.method.cachesFrozen(parts.methodConfig);
  const trainingCut = caches ? cutFrozen([training.graph.loss], isTrained) : null;
  const loss = trainingCut ? (trainingCut.results[0] as Value) : training.graph.loss;
  return {
    task: parts.task,
    taskConfig: parts.taskConfig,
    parameters,
    trainable,
    virtual: parts.method.virtual?.(parts.methodConfig) ?? NO_VIRTUAL,
    rateScale(spec) {
      const isOurs = added.has(spec.name) || hooks.trainable?.(spec);
      const { method, methodConfig, model } = parts;
      const ofMethod = isOurs ? method.rateScale?.(spec, methodConfig, model.shape) : undefined;
      // What a head asks for its own tensors holds by every method.
      return (ofMethod ?? 1) * (spec.rateScale ?? 1);
    },
    startsAt: (spec) => parts.method.startsAt?.(spec, parts.methodConfig, parts.model.shape) ?? 0,
    packable,
    storages: new Map(packable.map((spec) => [spec.name, frozenStorage(parts.precision, spec)])),
    gradients: (accumulate, recompute, of = trainable) =>
      gradientGraph(loss, training.net, of, { accumulate, recompute }),
    inference: { outputs: inferred(evaluation.graph), assignments: [] },
    cached: caches ? cachedGraphs(inferred(evaluation.graph), isTrained) : null,
  };
}

/** The whole list of parameters: backbone, head, and what the method adds. */
export function allParameters(parts: NetworkParts): ParameterSpec[] {
  const { model, task, taskConfig, method, methodConfig } = parts;
  return [
    ...model.shape.parameters,
    ...task.head(model.shape, taskConfig),
    ...method.parameters(model.shape, methodConfig),
  ];
}

function buildSide(parts: NetworkParts, training: boolean): { net: Net; graph: TaskGraph } {
  const { model, method, methodConfig, task, taskConfig, dropout } = parts;
  const net = new Net({
    parameters: allParameters(parts),
    sites: model.shape.sites,
    branches: model.shape.branches,
    hooks: method.hooks(model.shape, methodConfig),
    training,
    dropout,
  });
  const { loss, logits, path } = task.build(net, model, taskConfig);
  const [shortLoss, shortLogits, shortPath] = narrowRows(
    path ? [loss, logits, path] : [loss, logits],
  ) as [Value, Value, Value?];
  const graph = { loss: shortLoss, logits: shortLogits };
  return { net, graph: shortPath ? { ...graph, path: shortPath } : graph };
}

/** What inference puts out. */
function inferred({ logits, path, loss }: TaskGraph): Record<string, Value> {
  return path ? { logits, path, loss } : { logits };
}

function gradientGraph(
  loss: Value,
  net: Net,
  trainable: readonly ParameterSpec[],
  { accumulate, recompute }: { readonly accumulate: boolean; readonly recompute: boolean },
): Graph {
  const wrt = trainable.map(({ name }) => net.parameter(name));
  const arithmetic = { add, ones: (like: Value) => fill(like, 1) };
  const standIn = recompute ? recomputeBlocks([loss]) : undefined;
  const gradients = differentiate(loss, wrt, arithmetic, standIn);
  const assign = (name: string, shape: Shape, value: Value): Assignment => ({
    variable: name,
    value: accumulate ? add(value, variable(name, shape)) : value,
  });
  const assignments = [
    assign(LOSS, [1], loss),
    ...trainable.map(({ name, shape }, i) =>
      assign(gradientName(name), shape, gradients[i] as Value),
    ),
  ];
  return { outputs: {}, assignments };
}

function cachedGraphs(
  inference: Readonly<Record<string, Value>>,
  isTrained: (leaf: Value) => boolean,
): { features: Graph; inference: Graph } {
  const { frontier, results } = cutFrozen(Object.values(inference), isTrained);
  const features = Object.fromEntries(frontier.map((value, i) => [frozenInput(i), value]));
  const outputs = Object.fromEntries(
    Object.keys(inference).map((name, i) => [name, results[i] as Value]),
  );
  return {
    features: { outputs: features, assignments: [] },
    inference: { outputs, assignments: [] },
  };
}
