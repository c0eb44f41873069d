import { EngineError } from '../core/errors';
import type { Config, Field } from '../core/fields';
import type { ModelShape } from '../models/model';
import type { MethodHooks, VirtualTokens } from '../nn/net';
import type { ParameterSpec, Site } from '../nn/parameters';
import type { PeftFormat } from './peft';

/** Weights by name, read and written while merging. */
export interface Weights {
  get(name: string): Float32Array;
  has(name: string): boolean;
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
  /** How many places it puts before every sequence, and whether the first of them is pooled. */
  virtual?(config: C): VirtualTokens;
  /** A parameter's own share of the learning rate, beside {@link headRate}; 1 unless said. */
  rateScale?(parameter: ParameterSpec, config: C, shape: ModelShape): number;
  /** Epochs before a parameter begins to move; 0 unless said. */
  startsAt?(parameter: ParameterSpec, config: C, shape: ModelShape): number;
  /** Whether the model's matrices stay as they are, its pooler's among them: its best pooling is kept. */
  readonly readsFixedFeatures?: boolean;
  /** Parameters that the method adds, with how they are drawn. */
  parameters(shape: ModelShape, config: C): readonly ParameterSpec[];
  hooks(shape: ModelShape, config: C): MethodHooks;
  /** Whether activations below the lowest trained weight are computed once and kept. */
  cachesFrozen(config: C): boolean;
  /** New values of the base's weights that equal base plus adapter; absent where nothing is added. */
  merge?(shape: ModelShape, config: C, weights: Weights): ReadonlyMap<string, Float32Array>;
  /** How PEFT stores it; absent where PEFT has no such method. */
  readonly peft?: PeftFormat<C>;
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

/** What is thrown where a method's targets match no linear layer. */
export function noTarget(shape: ModelShape, targets: readonly string[]): EngineError {
  const roles = [...new Set(shape.sites.map(({ role }) => role))];
  return new EngineError(
    'method/no-target',
    `method.targets: none of ${targets.join(', ') || 'nothing'} is a linear layer of this model`,
    { targets, known: roles },
    `Choose from ${roles.join(', ')}, or name a module as Hugging Face does.`,
  );
}

/** What stands before the names of a saved head's tensors. */
export function headRoot(format: Pick<PeftFormat, 'promptLearning'> | undefined): string {
  return format?.promptLearning ? 'base_model.' : 'base_model.model.';
}

/** Fewest tokens that a text must be left: the special ones and something between them. */
const LEAST_TEXT = 8;

/** Longest text that a model reads beside a method's virtual tokens. Throws method/no-room. */
export function roomForText<C extends Config>(
  { maxTokens }: ModelShape,
  method: Method<C>,
  config: C,
): number {
  const virtual = method.virtual?.(config).count ?? 0;
  const room = maxTokens - virtual;
  if (room >= LEAST_TEXT) return room;
  throw new EngineError(
    'method/no-room',
    `method.virtualTokens: ${virtual} of the model's ${maxTokens} positions leave ${Math.max(0, room)} for the text`,
    { virtual, maxTokens, left: Math.max(0, room) },
    `Choose at most ${maxTokens - LEAST_TEXT}.`,
  );
}
