import type { Executor } from '../backends/executor';
import type { Config } from '../core/fields';
import { input, variable } from '../graph/leaves';
import type { Assignment, Graph, Value } from '../graph/node';
import { makePlan, type Plan } from '../graph/plan';
import type { Counts } from '../graph/shapes';
import type { ParameterSpec } from '../nn/parameters';
import { clipByGlobalNorm } from '../ops/gradientNorm';
import { gradientName, LOSS, type Network } from './network';
import { HYPER_INPUT, type Optimizer, stateName } from './optimizer';
import { type Stage, stagesOf } from './stages';

/** The variable that carries the clip factor from the `clip` to the `update` program. */
const CLIP_FACTOR = 'clip/factor';
/** The variable that is 1 once a step was not finite: no later one changes anything. */
const HALTED = 'clip/halted';
/** What a trainer keeps in the store besides gradients and moments: scalars of a step. */
export const SCALARS = [CLIP_FACTOR, HALTED, LOSS];

export interface TrainerOptions {
  readonly executor: Executor;
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly optimizerConfig: Config;
  /** Multiplies the learning rate of head and pooler. */
  readonly headRate: number;
  readonly maxGradNorm: number;
  readonly seed: number;
  readonly capacity: Counts;
  /** Turns the epochs after which parameters begin to move into steps; 1 unless said. */
  readonly stepsPerEpoch?: number;
  /** Whether the backward pass computes blocks again instead of keeping them; it keeps them unless said. */
  readonly recompute?: boolean;
}

/** The programs' plans: everything a run allocates is known from them. */
export interface TrainerPlans {
  readonly gradients: Plan;
  readonly clip: Plan;
  /** One for every stage: what begins to move together is updated together. */
  readonly updates: readonly Plan[];
  readonly inference: Plan;
}

/** Makes the plans of a network without an executor; gradients and clip are those of the last stage. */
export function planTrainer(options: PlannedOptions): TrainerPlans {
  const { network, capacity } = options;
  const stages = stagesIn(options);
  return {
    ...planStage(options, network.trainable),
    updates: stages.map(({ parameters }) => makePlan(updateGraph(options, parameters), capacity)),
    inference: makePlan(network.inference, capacity, network.storages),
  };
}

/** What decides the plans. */
export type PlannedOptions = Omit<TrainerOptions, 'executor'>;

/** Plans of what the stages begun so far need. */
export function planStage(
  { network, capacity, maxGradNorm, recompute = false }: PlannedOptions,
  trained: readonly ParameterSpec[],
): Pick<TrainerPlans, 'gradients' | 'clip'> {
  return {
    gradients: makePlan(network.gradients(false, recompute, trained), capacity, network.storages),
    clip: makePlan(clipGraph(trained, maxGradNorm), capacity),
  };
}

/** Stages of a network's trained parameters. */
export function stagesIn({ network, stepsPerEpoch = 1 }: PlannedOptions): Stage[] {
  return stagesOf(network.trainable, network.startsAt, stepsPerEpoch);
}

/** Norm of all gradients and the loss (outputs), the factor that clips them, and the halt. */
function clipGraph(trainable: readonly ParameterSpec[], maxNorm: number): Graph {
  const gradients = trainable.map(({ name, shape }) => variable(gradientName(name), shape));
  const loss = variable(LOSS, [1]);
  const run = { loss, halted: variable(HALTED, [1]) };
  const { norm, factor, halted } = clipByGlobalNorm(gradients, run, maxNorm);
  return {
    outputs: { norm, loss, halted },
    assignments: [
      { variable: CLIP_FACTOR, value: factor },
      { variable: HALTED, value: halted },
    ],
  };
}

/** The optimizer's step on parameters of one stage, in place. */
function updateGraph(options: PlannedOptions, parameters: readonly ParameterSpec[]): Graph {
  const { network, optimizer, optimizerConfig, headRate } = options;
  const step = { hyper: input(HYPER_INPUT, [4], 'f32'), factor: variable(CLIP_FACTOR, [1]) };
  const assignments = parameters.flatMap((spec): Assignment[] => {
    const { name, shape, part } = spec;
    const state = optimizer.stateNames.map((kind) => variable(stateName(kind, name), shape));
    const tensors = {
      parameter: variable(name, shape),
      gradient: variable(gradientName(name), shape),
      state,
    };
    const rateScale = (startsFresh(part) ? headRate : 1) * network.rateScale(spec);
    const group = { name, rateScale };
    const updated = optimizer.update(tensors, step, optimizerConfig, group);
    return [
      { variable: name, value: updated.parameter },
      ...optimizer.stateNames.map((kind, i) => ({
        variable: stateName(kind, name),
        value: updated.state[i] as Value,
      })),
    ];
  });
  return { outputs: {}, assignments };
}

/** Whether a part learns its purpose from nothing: what stands behind the encoder. */
function startsFresh(part: ParameterSpec['part']): boolean {
  return part === 'head' || part === 'pooler';
}
