import type { Executor, Program } from '../backends/executor';
import type { Config } from '../core/fields';
import { runKey } from '../core/rng';
import { input, variable } from '../graph/leaves';
import type { Assignment, Graph, Value } from '../graph/node';
import { makePlan, type Plan } from '../graph/plan';
import type { Counts } from '../graph/shapes';
import { type ParameterSpec, parameterSize } from '../nn/parameters';
import { clipByGlobalNorm } from '../ops/gradientNorm';
import type { Example, ExampleList, Task } from '../tasks/task';
import { createFeatureCache, type FeatureCache } from './featureCache';
import { gradientName, LOSS, type Network } from './network';
import { HYPER_INPUT, type Optimizer, stateName } from './optimizer';
import { packExamples, splitToCapacity } from './packing';

/** The variable that carries the clip factor from the `clip` to the `update` program. */
const CLIP_FACTOR = 'clip/factor';
/** The variable that is 1 once a step was not finite: no later one changes anything. */
const HALTED = 'clip/halted';
/** What a trainer keeps in the store besides gradients and moments: scalars of a step. */
const SCALARS = [CLIP_FACTOR, HALTED, LOSS];

export interface TrainerOptions {
  readonly executor: Executor;
  readonly network: Network;
  readonly task: Task;
  readonly optimizer: Optimizer;
  readonly optimizerConfig: Config;
  /** Multiplies the learning rate of head and pooler. */
  readonly headRate: number;
  readonly maxGradNorm: number;
  readonly seed: number;
  readonly capacity: Counts;
  /** Whether the backward pass computes blocks again instead of keeping them; it keeps them unless said. */
  readonly recompute?: boolean;
}

/** The programs' plans: everything a run allocates is known from them. */
export interface TrainerPlans {
  readonly gradients: Plan;
  readonly clip: Plan;
  readonly update: Plan;
  readonly inference: Plan;
}

/** What one optimizer step found. */
export interface StepResult {
  readonly loss: number;
  readonly gradNorm: number;
  /** False where loss or norm is not finite, or those of an earlier step were: nothing changed. */
  readonly applied: boolean;
}

/** Makes the plans of a network without an executor. */
export function planTrainer(options: Omit<TrainerOptions, 'executor'>): TrainerPlans {
  const { network, capacity, recompute = false } = options;
  return {
    gradients: makePlan(network.gradients(false, recompute), capacity, network.storages),
    clip: makePlan(clipGraph(network.trainable, options.maxGradNorm), capacity),
    update: makePlan(updateGraph(options), capacity),
    inference: makePlan(network.inference, capacity, network.storages),
  };
}

/**
 * Runs a network on an executor: optimizer steps on batches of examples, and logits of examples.
 * Owns the gradients and moments it makes in the executor's store; the parameters are the caller's.
 */
export class Trainer {
  private readonly options: TrainerOptions;
  private readonly programs: {
    gradients: Program;
    clip: Program;
    update: Program;
    inference: Program;
  };
  private accumulating: Program | null = null;
  private readonly cache: FeatureCache | null;

  private constructor(
    options: TrainerOptions,
    programs: Trainer['programs'],
    cache: FeatureCache | null,
  ) {
    this.options = options;
    this.programs = programs;
    this.cache = cache;
  }

  /** Compiles every program. The network's parameters must be in the executor's store. */
  static async create(options: TrainerOptions): Promise<Trainer> {
    const { executor, network } = options;
    for (const spec of network.trainable) {
      for (const name of ownVariables(spec, options.optimizer))
        executor.createVariable(name, parameterSize(spec));
    }
    for (const name of SCALARS) executor.createVariable(name, 1);
    const plans = planTrainer(options);
    const programs = {
      gradients: await executor.compile(plans.gradients),
      clip: await executor.compile(plans.clip),
      update: await executor.compile(plans.update),
      inference: await executor.compile(
        network.cached
          ? makePlan(network.cached.inference, options.capacity, network.storages)
          : plans.inference,
      ),
    };
    const cache = network.cached
      ? await createFeatureCache(
          executor,
          network.cached.features,
          options.capacity,
          network.storages,
        )
      : null;
    return new Trainer(options, programs, cache);
  }

  /**
   * Gives one optimizer step to the executor; what it finds is read while later ones may run.
   * `batches` are the micro-batches of gradient accumulation; the loss is the mean over each batch's
   * rows, then over the batches, as transformers' Trainer computes it. A batch beyond the capacity
   * runs in parts with the same result.
   */
  async submit(
    batches: readonly (readonly Example[])[],
    step: number,
    learningRate: number,
  ): Promise<{ readonly found: Promise<StepResult> }> {
    const { network, optimizer, optimizerConfig, seed, capacity } = this.options;
    let part = 0;
    for (const batch of batches) {
      const divisor = Float32Array.of(batch.length * batches.length);
      for (const examples of splitToCapacity(batch, capacity, network.virtual.count)) {
        const program = part === 0 ? this.programs.gradients : await this.accumulate();
        program.write('divisor', divisor);
        await this.runOn(program, examples, runKey(seed, step, part));
        part++;
      }
    }
    const { clip, update } = this.programs;
    clip.run({ N: 0, S: 0 });
    const found = readStep(clip);
    update.write(HYPER_INPUT, optimizer.hyper(step + 1, learningRate, optimizerConfig));
    update.run({ N: 0, S: 0 });
    return { found };
  }

  /** One optimizer step and what it found; see {@link submit}. */
  async step(...given: Parameters<Trainer['submit']>): Promise<StepResult> {
    return (await this.submit(...given)).found;
  }

  /** Logits of examples, in their order: [examples, C] flat. Calls `onRows` after each part. */
  async logits(
    examples: ExampleList,
    onRows?: (done: number) => Promise<void>,
  ): Promise<Float32Array> {
    const parts: Float32Array[] = [];
    let done = 0;
    const { network, capacity } = this.options;
    for (const group of splitToCapacity(examples, capacity, network.virtual.count)) {
      await this.runOn(this.programs.inference, group);
      parts.push(await this.programs.inference.read('logits'));
      done += group.length;
      await onRows?.(done);
    }
    return concatenate(parts);
  }

  /**
   * Computes and keeps the frozen part of these examples, where the method allows it, until `onRows`
   * answers false. What is missing then is computed with the step that reads it.
   */
  async prepare(examples: ExampleList, onRows: (done: number) => Promise<boolean>): Promise<void> {
    await this.cache?.fill(examples, onRows);
  }

  /** Names of every tensor that a checkpoint keeps: trained parameters and their moments. */
  stateNames(): string[] {
    const { network, optimizer } = this.options;
    return network.trainable.flatMap(({ name }) => [
      name,
      ...optimizer.stateNames.map((state) => stateName(state, name)),
    ]);
  }

  dispose(): void {
    for (const program of Object.values(this.programs)) program.dispose();
    this.accumulating?.dispose();
    this.cache?.dispose();
    const { executor, network, optimizer } = this.options;
    for (const spec of network.trainable) {
      for (const name of ownVariables(spec, optimizer)) executor.removeVariable(name);
    }
    for (const name of SCALARS) executor.removeVariable(name);
  }

  private async runOn(program: Program, examples: readonly Example[], key = 0): Promise<void> {
    const { counts, inputs } = packExamples(examples, this.options.network.virtual);
    program.write('key', Int32Array.of(key));
    for (const [name, data] of Object.entries(this.options.task.targets(examples)))
      program.write(name, data);
    if (this.cache) await this.cache.write(program, examples);
    for (const [name, data] of Object.entries(inputs)) program.write(name, data);
    program.run(counts);
  }

  private async accumulate(): Promise<Program> {
    const { executor, network, capacity, recompute = false } = this.options;
    this.accumulating ??= await executor.compile(
      makePlan(network.gradients(true, recompute), capacity, network.storages),
    );
    return this.accumulating;
  }
}

function ownVariables({ name }: ParameterSpec, optimizer: Optimizer): string[] {
  return [gradientName(name), ...optimizer.stateNames.map((state) => stateName(state, name))];
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

/** The numbers that the clip program has just found; asked for at once, known when they are known. */
async function readStep(clip: Program): Promise<StepResult> {
  const [norm, loss, halted] = await Promise.all(
    ['norm', 'loss', 'halted'].map((name) => clip.read(name)),
  );
  const scalar = (values: Float32Array | undefined): number => values?.[0] ?? Number.NaN;
  return { loss: scalar(loss), gradNorm: scalar(norm), applied: scalar(halted) === 0 };
}

/** The optimizer's step on every trained parameter, in place. */
function updateGraph(options: Omit<TrainerOptions, 'executor'>): Graph {
  const { network, optimizer, optimizerConfig, headRate } = options;
  const step = { hyper: input(HYPER_INPUT, [4], 'f32'), factor: variable(CLIP_FACTOR, [1]) };
  const assignments = network.trainable.flatMap((spec): Assignment[] => {
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

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
